"""An export holds what was hashed; the program that ships with it judges as `ledger.chain` does."""

from __future__ import annotations

import io
import json
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

import ledger
from ledger import verify_history
from ledger.chain import HASHED, Fault, canonical, content_of, event_hash, first_fault
from ledger.exporting import history_jsonl, history_zip
from ledger.services import Entry, Said, append
from ledger.verify_history import check

from .manipulations import five_events

AT = datetime(2026, 11, 25, 1, tzinfo=UTC)
NAME = "project:1"


def chain(length: int, **more: Any) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = []
    for seq in range(1, length + 1):
        words = dict.fromkeys(HASHED, "") | {"seq": seq, "at": AT, "actor_id": 3, "before": {}, "after": {"수": seq}}
        fields = words | more | {"prev_hash": events[-1]["hash"] if events else ""}
        events.append(fields | {"hash": event_hash(NAME, fields)})
    return events


def exported(events: list[dict[str, Any]], head_seq: int, head_hash: str) -> list[bytes]:
    first = canonical({"stream": NAME, "head_seq": head_seq, "head_hash": head_hash, "exported_at": "", "by": ""})
    return [first, *(canonical(content_of(NAME, fields) | {"hash": fields["hash"]}) for fields in events)]


def rehashed(fields: dict[str, Any]) -> dict[str, Any]:
    return fields | {"hash": event_hash(NAME, fields)}


@st.composite
def manipulated(draw: st.DrawFn) -> tuple[list[dict[str, Any]], int, str]:
    """A chain of up to eight events after up to three acts of its owner, and a head that may be changed as well."""
    events = chain(draw(st.integers(0, 8)))
    seq, head = len(events), events[-1]["hash"] if events else ""
    for _ in range(draw(st.integers(0, 3)) if events else 0):
        if not events:
            break
        place, other = draw(st.integers(0, len(events) - 1)), draw(st.integers(0, len(events) - 1))
        match draw(st.sampled_from(["alter", "alter well", "remove", "double", "swap", "cut", "renumber", "follow"])):
            case "alter":
                events[place] = events[place] | draw(
                    st.fixed_dictionaries({}, optional={"reason": st.text(max_size=3), "hash": st.just("0" * 64)})
                )
            case "alter well":
                events[place] = rehashed(events[place] | {"reason": "x", "said_via": draw(st.sampled_from(["", "x"]))})
            case "remove":
                del events[place]
            case "double":
                events.insert(other, events[place])
            case "swap":
                events[place], events[other] = events[other], events[place]
            case "cut":
                del events[place:]
            case "renumber":
                events = [fields | {"seq": number} for number, fields in enumerate(events, 1)]
            case "follow":
                events[place] = rehashed(events[place] | {"prev_hash": events[place - 1]["hash"] if place else ""})
    if draw(st.booleans()) and events:
        seq, head = draw(st.sampled_from([(seq, head), (len(events), head), (len(events), events[-1]["hash"])]))
    return events, seq, head


@given(manipulated())
def test_the_program_and_the_chain_give_the_same_verdict(what: tuple[list[dict[str, Any]], int, str]) -> None:
    events, seq, head = what
    told = check(exported(events, seq, head)).fault
    assert (Fault(*told) if told else None) == first_fault(NAME, events, seq, head)
    assert told is None or told.problem in verify_history.KOREAN


def test_every_problem_has_words_in_korean() -> None:
    source = Path(verify_history.__file__).read_text()
    assert all(source.count(f'"{problem}"') >= 2 for problem in verify_history.KOREAN)


@pytest.mark.parametrize(
    "damage",
    [
        lambda line: line.replace(b'"reason":""', b'"reason":"x","reason":""'),
        lambda line: line.replace(b",", b", ", 1),
        lambda _: b"[" * 100_000,
        lambda line: line.replace(b'"actor_id":3', b'"actor_id":' + b"3" * 5000),
        lambda line: line.replace(b'"reason":""', b'"reason":"\\ud800"'),
        lambda line: line[:-3] + b"\xff",
        lambda line: line.replace(b'"seq":2', b'"seq":true'),
        lambda line: line.replace(b'"seq":2', b'"seq":2.0'),
        lambda _: b"null",
    ],
)
def test_a_damaged_line_is_named_whatever_was_done_to_it(damage: Any) -> None:
    events = chain(3)
    lines = exported(events, 3, events[-1]["hash"])
    lines[2] = damage(lines[2])
    fault = check(lines).fault
    assert fault is not None
    assert fault.seq == 2


@pytest.mark.parametrize("lines", [[], [b""], [b"{}"], [b"no"], [b'{"stream":1,"head_seq":"x","head_hash":""}']])
def test_what_is_no_export_is_refused(lines: list[bytes]) -> None:
    assert check(lines).fault == (0, "not the head of an export")


def test_an_export_saved_on_another_system_still_holds() -> None:
    events = chain(3)
    lines = exported(events, 3, events[-1]["hash"])
    assert check([b"\xef\xbb\xbf" + lines[0] + b"\r\n", *(line + b"\r\n" for line in lines[1:]), b"\r\n"]).fault is None


def test_an_export_holds_its_head_and_every_event_with_whose_word_it_was(db: None) -> None:
    stream = five_events("t")
    said = Said("박지훈", "phone", AT)
    [event] = append(stream.pk, [Entry("item_done", reason="전화로 확인", said=said)], by=None)
    lines = [json.loads(line) for line in b"".join(history_jsonl(stream.pk, by="김서연", at=AT)).splitlines()]
    assert lines[0] == {
        "stream": "template:t",
        "head_seq": 6,
        "head_hash": event.hash,
        "exported_at": "2026-11-25T01:00:00.000000+00:00",
        "by": "김서연",
    }
    assert [line["seq"] for line in lines[1:]] == [1, 2, 3, 4, 5, 6]
    assert (lines[6]["said_by"], lines[6]["said_via"], lines[6]["said_at"]) == (
        "박지훈",
        "phone",
        "2026-11-25T01:00:00.000000+00:00",
    )


def test_a_zip_holds_the_history_the_program_as_it_is_and_how_to_use_it(db: None) -> None:
    stream = five_events("t")
    with zipfile.ZipFile(io.BytesIO(b"".join(history_zip(stream.pk, by="김서연", at=AT)))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["verify_history.py", "README.txt", "history.jsonl"]
        assert archive.read("verify_history.py") == Path(ledger.__file__).with_name("verify_history.py").read_bytes()
        assert archive.read("history.jsonl") == b"".join(history_jsonl(stream.pk, by="김서연", at=AT))
        assert "온전" in archive.read("README.txt").decode()


def test_what_is_written_while_it_is_exported_is_not_in_it(db: None) -> None:
    stream = five_events("t")
    export = history_jsonl(stream.pk, by="", at=AT)
    lines = list(export)
    with transaction.atomic():
        append(stream.pk, [Entry("later")], by=None)
    assert check(b"".join(lines).splitlines()).events == 5


def test_the_program_reads_flat() -> None:
    def endless(count: int) -> Iterator[bytes]:
        yield canonical({"stream": NAME, "head_seq": count, "head_hash": "", "exported_at": "", "by": ""})
        previous = ""
        for seq in range(1, count + 1):
            fields = dict.fromkeys(HASHED, "") | {"seq": seq, "at": AT, "prev_hash": previous, "reason": "x" * 1000}
            previous = event_hash(NAME, fields)
            yield canonical(content_of(NAME, fields) | {"hash": previous})

    tracemalloc.start()
    check(endless(3000))  # three megabytes
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 200_000
