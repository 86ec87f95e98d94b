"""The hash chain, pure: what is hashed, in which form, and what a broken chain looks like.

Each event's hash is SHA-256 over canonical JSON (sorted keys, no spaces, UTF-8) of its own fields and the hash of the
event before it in the same stream; the first event of a stream follows the empty string.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

HASHED = (
    "seq",
    "at",
    "actor_id",
    "actor_name",
    "said_by",
    "verb",
    "target",
    "target_name",
    "before",
    "after",
    "reason",
    "prev_hash",
)
# Hashed where they hold something: lines from before these columns keep their hash.
HASHED_WHERE_SET = ("said_via", "said_at")


@dataclass(frozen=True, slots=True)
class Fault:
    """The first line of a stream that does not fit: its number, and what is wrong with it."""

    seq: int
    problem: str


def content_of(stream: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What is hashed of one event of `stream` ("kind:key"); `fields` holds at least the names in `HASHED`."""
    content: dict[str, Any] = {name: fields[name] for name in HASHED} | {"stream": stream}
    content |= {name: fields[name] for name in HASHED_WHERE_SET if fields.get(name)}
    return content | {name: moment(content[name]) for name in ("at", "said_at") if name in content}


def canonical(content: Mapping[str, Any]) -> bytes:
    """The one form that is hashed and exported. `verify_history.py`, which imports nothing of ours, writes it alike."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def event_hash(stream: str, fields: Mapping[str, Any]) -> str:
    """The hash of one event of `stream`."""
    return hashlib.sha256(canonical(content_of(stream, fields))).hexdigest()


def moment(at: datetime) -> str:
    """A moment as it is hashed: UTC, to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def first_fault(stream: str, events: Iterable[Mapping[str, Any]], head_seq: int, head_hash: str) -> Fault | None:
    """The first altered, missing or inserted event of a stream, or None when the whole chain holds.

    `events` come in order of `seq`; `head_seq` and `head_hash` are what the stream says its last event is.
    """
    seq, previous = 0, ""
    for fields in events:
        seq += 1
        if fields["seq"] != seq:
            return Fault(seq, "missing" if fields["seq"] > seq else "inserted")
        if fields["prev_hash"] != previous:
            return Fault(seq, "does not follow the event before it")
        if fields["hash"] != event_hash(stream, fields):
            return Fault(seq, "altered")
        previous = fields["hash"]
    if seq != head_seq:
        return Fault(min(seq, head_seq) + 1, "missing at the end" if seq < head_seq else "inserted at the end")
    return None if previous == head_hash else Fault(seq, "altered")
