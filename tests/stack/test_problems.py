"""Each failure is a sentence with what to do, not a traceback."""

import errno
import socket
from pathlib import Path

import pytest

from config.local.__main__ import main
from config.local.memory import Memory
from config.local.places import Places
from config.local.problems import Problem, last_words, os_sentence, telling_line
from config.local.run import defaults, web_from


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EACCES, "may not be written"),
        (errno.EROFS, "may not be written"),
        (errno.ENOSPC, "disk is full"),
        (errno.EADDRINUSE, "Start again"),
        (errno.ENOMEM, "no room"),
        (errno.EIO, "refused"),
    ],
)
def test_what_the_system_refuses_is_said_in_words(number: int, words: str) -> None:
    assert words in os_sentence(OSError(number, "its own text", "/some/where"))


def test_the_line_that_names_the_error_is_the_telling_one() -> None:
    assert telling_line("starting\nFATAL: no room\nHINT: tidy up\n") == "FATAL: no room"
    assert telling_line("one\ntwo\n") == "two"
    assert telling_line("") == "it said nothing"


def test_last_words_are_those_of_this_start(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    log.write_text("error of yesterday\n")
    start = log.stat().st_size
    with log.open("a") as file:
        file.write("error of today\n")
    assert last_words(log, start) == "error of today"
    assert last_words(tmp_path / "none.log") == "it said nothing"


@pytest.mark.parametrize("port", ["eighty", "0", "65536", "-1", "８０００", "80 00"])
def test_a_wrong_port_is_named(port: str) -> None:
    with pytest.raises(Problem, match="from 1 to 65535"):
        web_from({"PORT": port})


def test_a_busy_web_port_names_the_next_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(Problem, match=f"PORT={port + 1}"):
            web_from({"PORT": str(port)}).refuse_if_busy()


def test_an_empty_port_is_the_usual_one() -> None:
    web = web_from({"PORT": "", "BIND_HOST": ""})
    assert (web.host, web.port) == ("127.0.0.1", 8000)


def test_a_file_in_the_place_of_the_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("")
    with pytest.raises(NotADirectoryError) as caught:
        Places(tmp_path / "var").make()
    assert str(tmp_path / "var") in os_sentence(caught.value)


def test_an_unknown_command_prints_how_to_use_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fly"]) == 2
    assert "run | test" in capsys.readouterr().err


def test_the_demo_stays_out_of_a_database_of_ones_own(tmp_path: Path) -> None:
    places, memory, web = Places(tmp_path), Memory(tmp_path / "memory.json"), web_from({})
    own = {"DATABASE_URL": "postgres://db.example.com/live"}
    asked = own | {"DEMO": "true"}
    ours: dict[str, str] = {}
    for env in (own, asked, ours):
        defaults(env, web, places, memory)
    assert (own["DEMO"], asked["DEMO"], ours["DEMO"]) == ("false", "true", "true")
