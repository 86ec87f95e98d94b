"""A stream as a file that proves itself: JSON Lines, and a ZIP with the program that checks them.

The first line names the stream, its head, when it was exported and by whom; each further line is one event, in exactly
the form that was hashed, and its hash. Memory stays flat however long a stream is. An export writes no event: reading
changes nothing, and a history that grew with every look at it could not be compared with its own export.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from django.db.models import Max

from .chain import canonical, content_of, moment
from .models import Stream
from .verification import rows_of

BESIDE = {"verify_history.py": "verify_history.py", "README.txt": "verify_history.txt"}
PIECE = 64 * 1024  # bytes that are handed on at once


def history_lines(stream_id: int, *, by: str, at: datetime) -> Iterator[bytes]:
    """The lines of a stream as it is now: what is written meanwhile is not in them. `by` is who exports it."""
    # One statement reads the head and the last event there is: somebody may have put one behind the head.
    stream = Stream.objects.annotate(last_seq=Max("events__seq")).get(pk=stream_id)
    name = str(stream)
    head = {"stream": name, "head_seq": stream.head_seq, "head_hash": stream.head_hash}
    yield canonical(head | {"exported_at": moment(at), "by": by}) + b"\n"
    for fields in rows_of(stream_id, until=stream.last_seq or 0):
        yield canonical(content_of(name, fields) | {"hash": fields["hash"]}) + b"\n"


def history_jsonl(stream_id: int, *, by: str, at: datetime) -> Iterator[bytes]:
    """The same in pieces that are worth sending."""
    return in_pieces(history_lines(stream_id, by=by, at=at))


def history_zip(stream_id: int, *, by: str, at: datetime) -> Iterator[bytes]:
    """A ZIP of history.jsonl, the program that checks it and how to use it, written while it is read."""
    return in_pieces(_zipped(history_lines(stream_id, by=by, at=at), at))


def _zipped(lines: Iterable[bytes], at: datetime) -> Iterator[bytes]:
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, source in BESIDE.items():
            archive.writestr(_entry(name, at), (Path(__file__).parent / source).read_bytes())
        with archive.open(_entry("history.jsonl", at), "w", force_zip64=True) as file:
            for line in lines:
                file.write(line)
                yield outlet.taken()
    yield outlet.taken()


def _entry(name: str, at: datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, at.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


class _Outlet(io.RawIOBase):
    """Where the ZIP is written to: what came in since the last time is taken out again. It cannot be searched."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]
        self._pieces.append(piece)
        return len(piece)

    def taken(self) -> bytes:
        piece = b"".join(self._pieces)
        self._pieces.clear()
        return piece


def in_pieces(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in fewer, larger parts."""
    gathered, size = [], 0
    for part in parts:
        gathered.append(part)
        size += len(part)
        if size >= PIECE:
            yield b"".join(gathered)
            gathered, size = [], 0
    if gathered:
        yield b"".join(gathered)
