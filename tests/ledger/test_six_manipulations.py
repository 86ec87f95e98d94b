"""Six manipulations by the database's owner: found by the product, and by the program that ships with an export."""

from __future__ import annotations

import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

import ledger
from ledger.exporting import history_jsonl
from ledger.heads import heads
from ledger.models import Stream
from ledger.services import Entry, append

from .manipulations import SIX, as_owner, five_events

PROGRAM = Path(ledger.__file__).with_name("verify_history.py")


def offline(stream: Stream, file: Path, *more: str) -> tuple[int, str]:
    """What the stand-alone program says of an export, run without our packages."""
    file.write_bytes(b"".join(history_jsonl(stream.pk, by="감사", at=timezone.now())))
    argv = (sys.executable, "-I", "-S", str(PROGRAM), str(file), *more)
    done = subprocess.run(argv, capture_output=True, text=True, check=False)  # noqa: S603
    return done.returncode, done.stdout


def test_six_of_six_are_found_by_the_command_with_kept_heads(db: None, tmp_path: Path) -> None:
    streams = {five_events(manipulation.__name__): manipulation for manipulation in SIX}
    clean = five_events("clean")
    kept = tmp_path / "mail.txt"
    kept.write_text("오늘의 확인값\n\n" + "\n".join(f"  {head}" for head in heads()))
    append(clean.pk, [Entry("later")], by=None)
    with as_owner():
        for stream, manipulation in streams.items():
            manipulation(stream)
    said = StringIO()
    with pytest.raises(CommandError, match="6 of 7"):
        call_command("verify_ledger", "--heads", str(kept), stdout=StringIO(), stderr=said)
    wanted = {f"{stream} #{SIX[found].seq}: {SIX[found].problem}" for stream, found in streams.items()}
    found = set(said.getvalue().splitlines())
    print(f"verify_ledger: {len(wanted & found)} of {len(wanted)} manipulations found, {len(found - wanted)} false")
    assert found == wanted


def test_six_of_six_are_found_offline_in_an_export(db: None, tmp_path: Path) -> None:
    detected = 0
    for manipulation, fault in SIX.items():
        stream = five_events(manipulation.__name__)
        head = stream.head_hash
        assert offline(stream, tmp_path / "before.jsonl", "--head", head)[0] == 0
        with as_owner():
            manipulation(stream)
        kept = ("--head", f"{stream} #5 {head}") if fault == SIX[manipulation] and manipulation is list(SIX)[-1] else ()
        status, said = offline(stream, tmp_path / "after.jsonl", *kept)
        detected += status == 1 and f"Event {fault.seq} (line {fault.seq + 1} of the file): {fault.problem}." in said
    print(f"verify_history.py: {detected} of {len(SIX)} manipulations found")
    assert detected == len(SIX)


def test_a_chain_written_anew_holds_by_itself(db: None, tmp_path: Path) -> None:
    """Which is why heads are kept elsewhere; the hash alone is enough."""
    stream = five_events("t")
    with as_owner():
        list(SIX)[-1](stream)
    assert offline(stream, tmp_path / "x.jsonl")[0] == 0
    status, said = offline(stream, tmp_path / "x.jsonl", "--head", stream.head_hash)
    assert (status, "no line has the hash that was kept" in said) == (1, True)


def test_an_older_head_still_proves_a_history_that_has_grown(db: None, tmp_path: Path) -> None:
    stream = five_events("t")
    append(stream.pk, [Entry("later")], by=None)
    assert offline(stream, tmp_path / "x.jsonl", "--head", f"#5 {stream.head_hash}")[0] == 0
    assert offline(stream, tmp_path / "x.jsonl", "--head", f"#4 {stream.head_hash}")[0] == 1
    assert "another history" in offline(stream, tmp_path / "x.jsonl", "--head", f"project:9 #9 {'0' * 64}")[1]


def test_an_event_put_behind_the_head_is_in_the_export_and_found(db: None, tmp_path: Path) -> None:
    from .manipulations import insert

    stream = five_events("t")
    with as_owner():
        insert(stream)
    assert "Event 6 (line 7 of the file): inserted at the end." in offline(stream, tmp_path / "x.jsonl")[1]
