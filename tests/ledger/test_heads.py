"""Heads that were kept elsewhere show what the database alone cannot."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from ledger.chain import Fault
from ledger.exporting import history_lines
from ledger.heads import GONE, REWRITTEN, Head, NotHeads, compare, heads, read_heads
from ledger.models import Stream
from ledger.services import Entry, append, open_stream

from .manipulations import as_owner, five_events, rewrite_the_chain

HASH = "9f" * 32


def test_every_stream_that_holds_an_event_has_a_head(db: None) -> None:
    stream = five_events("t")
    open_stream(Stream.Kind.PROJECT, 7)
    assert heads() == [Head("template", "t", 5, stream.head_hash)]


@pytest.mark.parametrize(
    "text",
    [
        f"project:12 #345 {HASH}",
        f"> * 인천공항 입점: project:12 #345 {HASH} (오전 7시)",
        f"project:12 #345\n  {HASH}",
        f'{{"stream": "project:12", "seq": 345, "hash": "{HASH}"}}',
        f'{{"stream": "project:12", "head_seq": 345, "head_hash": "{HASH}", "by": "x"}}\n{{"stream": "project:12", '
        f'"seq": 1, "prev_hash": "", "hash": "{HASH}"}}',
    ],
)
def test_a_head_is_read_from_a_mail_and_from_json(text: str) -> None:
    assert read_heads(text) == [Head("project", "12", 345, HASH)]


@pytest.mark.parametrize("text", ["", "없음", "{}", "[1]", '{"stream": 3}', "project:12 #345 9f9f", "{nonsense"])
def test_a_file_without_heads_is_no_proof(text: str) -> None:
    with pytest.raises(NotHeads):
        read_heads(text)


def test_a_history_that_only_grew_agrees_with_its_older_head(db: None) -> None:
    stream = five_events("t")
    kept = heads()
    append(stream.pk, [Entry("later")], by=None)
    assert compare(kept) == []


def test_a_chain_written_anew_is_named_by_the_earliest_head_that_shows_it(db: None) -> None:
    stream = five_events("t")
    kept = heads()
    append(stream.pk, [Entry("later")], by=None)
    kept += heads()
    with as_owner():
        rewrite_the_chain(stream)
    assert compare([*kept[::-1], Head("project", "99", 3, HASH)]) == [
        ("project:99", Fault(3, GONE)),
        ("template:t", Fault(5, REWRITTEN)),
    ]


def test_the_command_takes_an_export_as_kept_heads_and_refuses_what_is_none(db: None, tmp_path: Path) -> None:
    stream, file = five_events("t"), tmp_path / "history.jsonl"
    file.write_bytes(b"".join(history_lines(stream.pk, by="", at=timezone.now())))
    call_command("verify_ledger", "--heads", str(file))
    with as_owner():
        rewrite_the_chain(stream)
    with pytest.raises(CommandError, match="1 of 1"):
        call_command("verify_ledger", "--heads", str(file))
    for wrong in (b"nothing", b"\xff\xfe"):
        file.write_bytes(wrong)
        with pytest.raises(CommandError, match=r"history\.jsonl"):
            call_command("verify_ledger", "--heads", str(file))
    with pytest.raises(CommandError):
        call_command("verify_ledger", "--heads", str(tmp_path / "none"))
