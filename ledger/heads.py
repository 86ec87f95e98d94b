"""The heads of all streams, and the comparison with heads that were kept elsewhere.

Who owns the database can write a whole chain anew, with hashes that fit: nothing inside the database shows it. A head
that was mailed, printed or exported earlier does: its number must still carry its hash.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from .chain import Fault
from .models import Event, Stream

# "project:12 #345 9f86d0…", as `Head` writes itself; what a mail program puts before or after it does not matter.
AS_TEXT = re.compile(r"(project|template|company):(\S+)\s+#(\d+)\s+([0-9a-f]{64})\b")
REWRITTEN = "not the line that was kept: the chain was written anew up to here or before"
GONE = "missing, though its hash was kept elsewhere"


class NotHeads(ValueError):
    """What was given as kept heads holds none, or a line that cannot be read."""


@dataclass(frozen=True, slots=True)
class Head:
    """The last event of a stream at some moment: number and hash. As text: "project:12 #345 <64 hex digits>"."""

    stream_kind: str
    stream_key: str
    seq: int
    hash: str

    @property
    def stream(self) -> str:
        return f"{self.stream_kind}:{self.stream_key}"

    def __str__(self) -> str:
        return f"{self.stream} #{self.seq} {self.hash}"


def heads() -> list[Head]:
    """The head of every stream that holds an event, the company's and the templates' too, in order of kind and key."""
    rows = Stream.objects.filter(head_seq__gt=0).order_by("kind", "key")
    return [Head(*row) for row in rows.values_list("kind", "key", "head_seq", "head_hash")]


def read_heads(text: str) -> list[Head]:
    """Kept heads from the text of a mail, or from JSON Lines: one head a line, or the first line of an export.

    Raises NotHeads when there is none in it, so that a wrong file is not taken for a proof.
    """
    lines = text.splitlines()
    found = [head for line in lines if line.startswith("{") if (head := _from_json(line))]
    if not found:
        found = [Head(kind, key, int(seq), value) for kind, key, seq, value in AS_TEXT.findall(text)]
    if not found:
        raise NotHeads("No head was found. A head reads like: project:12 #345 and 64 hexadecimal digits.")
    return found


def _from_json(line: str) -> Head | None:
    """A head from {"stream": "project:12", "seq": 345, "hash": …}, or with head_seq and head_hash; no event is one."""
    try:
        fields = json.loads(line)
    except ValueError:
        return None
    if not isinstance(fields, dict) or "prev_hash" in fields:
        return None
    seq, value = fields.get("head_seq", fields.get("seq")), fields.get("head_hash", fields.get("hash"))
    kind, _, key = str(fields.get("stream", "")).partition(":")
    return Head(kind, key, seq, value) if key and isinstance(seq, int) and isinstance(value, str) else None


def compare(kept: Iterable[Head]) -> list[tuple[str, Fault]]:
    """Each stream whose line at a kept number is gone or another one, with the earliest kept number that shows it.

    A stream that has only grown since is fine. A stream that is gone altogether is missing from its number on.
    """
    faults: dict[str, Fault] = {}
    for head in sorted(set(kept), key=lambda head: head.seq):
        if head.stream in faults:
            continue
        now = Event.objects.filter(stream__kind=head.stream_kind, stream__key=head.stream_key, seq=head.seq)
        value = now.values_list("hash", flat=True).first()
        if value != head.hash:
            faults[head.stream] = Fault(head.seq, REWRITTEN if value else GONE)
    return list(faults.items())
