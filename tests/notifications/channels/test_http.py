"""Our own client against servers that are slow, endless, silent, or somewhere else."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
import time
from datetime import UTC, datetime

import pytest

from config.local.memory import free_port
from notifications.channels import http, slack, webhook
from notifications.channels.answers import Outcome
from notifications.channels.posting import seconds_to_wait
from notifications.channels.slack import send

from .conftest import To

HURRY = 1.0  # seconds for everything, instead of the 30 of a worker


@pytest.fixture
def in_a_hurry(monkeypatch):
    """The figures come from DELIVERY_LEASE_SECONDS when the module is loaded; here they are those of a short lease."""
    monkeypatch.setattr(http, "TOTAL_SECONDS", HURRY)
    monkeypatch.setattr(http, "SILENCE_SECONDS", HURRY / 2)
    monkeypatch.setattr(http, "CONNECT_SECONDS", HURRY / 3)


def test_everything_ends_in_less_than_half_a_lease(settings):
    assert http.TOTAL_SECONDS < settings.DELIVERY_LEASE_SECONDS / 2


@pytest.mark.parametrize("path", ["/hang", "/drip-headers"])
def test_a_receiver_that_does_not_answer_leaves_it_unknown(receiver, letter, in_a_hurry, path):
    began = time.monotonic()
    answer = send(letter, To(receiver.url(path)))
    assert answer.outcome == Outcome.UNKNOWN
    assert time.monotonic() - began < HURRY + 0.5
    assert len(receiver.requests) == 1


def test_a_drip_ends_in_time_and_its_status_counts(receiver, letter, in_a_hurry):
    began = time.monotonic()
    assert webhook.send(letter, To(receiver.url("/drip"))).outcome == Outcome.ACCEPTED
    assert slack.send(letter, To(receiver.url("/drip"))).outcome == Outcome.UNKNOWN  # "ok" is in the text
    assert time.monotonic() - began < 2 * HURRY + 1


@pytest.mark.parametrize("path", ["/endless", "/gzip"])
def test_no_more_than_64_kb_are_read_and_nothing_is_unpacked(receiver, path):
    reply = http.post(receiver.url(path), b"{}", {})
    assert reply.status == 200
    assert reply.is_whole == (path == "/gzip")
    assert len(reply.body) <= 64 * 1024


def test_a_redirect_is_not_followed(receiver, letter):
    answer = send(letter, To(receiver.url("/redirect")))
    assert answer.outcome == Outcome.PERMANENT
    assert not answer.is_gone
    assert answer.text.startswith("302")
    assert [request.path for request in receiver.requests] == ["/redirect"]


def test_nobody_there_means_nothing_was_sent(letter, settings):
    settings.OUTBOUND_ALLOW_LOCAL = True
    answer = send(letter, To(f"http://127.0.0.1:{free_port()}/secret-of-the-hook"))
    assert answer.outcome == Outcome.TRANSIENT
    assert "secret" not in answer.text


def test_a_name_that_is_not_found_means_nothing_was_sent(settings):
    def unknown(*_: object, **__: object) -> list:
        raise socket.gaierror("unknown")

    with pytest.raises(http.NotSent):
        http.post("https://nowhere.example/hook", b"{}", {}, resolver=unknown)


def test_a_silent_name_server_costs_no_more_than_the_rest(in_a_hurry):
    over = threading.Event()

    def silent(*_: object, **__: object) -> list:
        over.wait()
        return []

    began = time.monotonic()
    with pytest.raises(http.NotSent):
        http.post("https://slow.example/hook", b"{}", {}, resolver=silent)
    assert time.monotonic() - began < HURRY + 0.5
    over.set()


def test_the_environment_names_no_proxy(receiver, letter, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    monkeypatch.delenv("no_proxy", raising=False)
    assert send(letter, To(receiver.url("/ok"))).outcome == Outcome.ACCEPTED


def test_host_and_path_arrive_as_they_were_entered(receiver):
    http.post(
        receiver.url("/ok?api-version=1&sig=a%2Fb"),
        b"{}",
        {},
        resolver=lambda *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", receiver.server_port))],
    )
    [request] = receiver.requests
    assert request.path == "/ok?api-version=1&sig=a%2Fb"
    assert request.headers["host"] == f"127.0.0.1:{receiver.server_port}"
    assert request.headers["accept-encoding"] == "identity"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, 60), ("", 60), ("soon", 60), ("-5", 60), ("0", 0), ("3", 3), ("999999", 86400), ("9" * 400, 86400),
        ("Wed, 25 Nov 2026 01:02:00 GMT", 120), ("Wed, 25 Nov 2020 01:02:00 GMT", 0),
        ("Fri, 25 Dec 2026 01:00:00 GMT", 86400),
    ],
)  # fmt: skip
def test_retry_after_is_read_as_seconds_or_a_date(header, seconds):
    assert seconds_to_wait(header, datetime(2026, 11, 25, 1, tzinfo=UTC)) == seconds


@pytest.mark.parametrize(("query", "seconds"), [("?after=3", 3), ("", 60), ("?after=900000", 86400)])
def test_a_receiver_may_ask_to_wait(receiver, letter, query, seconds):
    for channel in (slack, webhook):
        answer = channel.send(letter, To(receiver.url(f"/status/429{query}")))
        assert (answer.outcome, answer.retry_after) == (Outcome.TRANSIENT, seconds)


@pytest.fixture
def secure(tmp_path, settings):
    """An HTTPS server on loopback with a certificate for chat.example; gives its port and the certificate."""
    settings.OUTBOUND_ALLOW_LOCAL = True
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl makes the certificate, and is not here")
    subprocess.run(  # noqa: S603
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=chat.example",
         "-addext", "subjectAltName=DNS:chat.example", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    names: list[str] = []
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    plain, _address = server.accept()
                    with context.wrap_socket(plain, server_side=True) as line:
                        asked = b""
                        while not asked.endswith(b"{}"):
                            asked += line.recv(65536)
                        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                except ssl.SSLError:
                    continue
                except OSError:
                    return

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1], certificate, names


def test_the_certificate_is_checked_against_the_name_though_the_address_is_pinned(secure, monkeypatch):
    port, certificate, names = secure
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    http._trust.cache_clear()
    try:
        here = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
        reply = http.post(f"https://chat.example:{port}/hook", b"{}", {}, resolver=lambda *_, **__: here)
        assert (reply.status, reply.body) == (200, b"ok")
        assert names == ["chat.example"]
        with pytest.raises(http.NotSent):
            http.post(f"https://other.example:{port}/hook", b"{}", {}, resolver=lambda *_, **__: here)
    finally:
        http._trust.cache_clear()


def test_a_certificate_nobody_vouches_for_is_refused(secure):
    port, _certificate, _names = secure
    here = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    with pytest.raises(http.NotSent):
        http.post(f"https://chat.example:{port}/hook", b"{}", {}, resolver=lambda *_, **__: here)


def test_a_handshake_that_drips_ends_in_time(settings, in_a_hurry):
    settings.OUTBOUND_ALLOW_LOCAL = True
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            line, _address = server.accept()
            with line:
                try:
                    line.sendall(b"\x16\x03\x03\x40\x00")  # a record of 16 KB that comes byte by byte
                    while True:
                        line.sendall(b"\x02")
                        time.sleep(0.2)
                except OSError:
                    return

        threading.Thread(target=drip, daemon=True).start()
        began = time.monotonic()
        with pytest.raises(http.NotSent):
            http.post(f"https://127.0.0.1:{server.getsockname()[1]}/", b"{}", {})
        assert time.monotonic() - began < HURRY + 0.5
