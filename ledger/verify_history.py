#!/usr/bin/env python3
"""Checks an exported history: python verify_history.py history.jsonl [--head HASH]

One file, the standard library of Python 3.8 or later, no network, nothing of Launch Ready: whoever doubts a history can
read these lines and run them. It names the first line that was altered, is missing or was inserted, and ends with 0
when there is none, else with 1. Memory stays flat however long the history is.

The first line of the file names the stream, the number and the hash of its last event. Each further line is one event:
its hash is SHA-256 over the line itself without "hash" (JSON, sorted names, no spaces, UTF-8), and "prev_hash" is the
hash of the event before it. Somebody who owns the database could still write all of it anew. `--head` shows that: it
takes a hash that was mailed, printed or noted down earlier, alone or as in the mail ("project:12 #345 9f86d0…").
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from typing import Any, Iterable, NamedTuple  # noqa: UP035 (Python 3.8)

HEAD = re.compile(r"^(?:(?:(?P<stream>[a-z]+:\S+)\s+)?#?(?P<seq>\d+)\s+)?(?P<hash>[0-9a-f]{64})$")
KOREAN = {
    "not the head of an export": "내보낸 파일의 첫 줄이 아닙니다",
    "missing": "빠졌습니다",
    "inserted": "끼워 넣었습니다",
    "does not follow the event before it": "바로 앞 줄에 이어지지 않습니다",
    "altered": "고쳤습니다",
    "missing at the end": "끝에서 빠졌습니다",
    "inserted at the end": "끝에 끼워 넣었습니다",
    "missing, though its hash was kept elsewhere": "따로 보관한 확인값의 줄이 없습니다",
    "not the line that was kept: the chain was written anew up to here or before": (
        "따로 보관한 확인값과 다릅니다. 여기까지의 기록을 새로 썼습니다"
    ),
    "no line has the hash that was kept: the chain was written anew": (
        "따로 보관한 확인값을 가진 줄이 없습니다. 기록을 새로 썼습니다"
    ),
    "the kept head is of another history": "따로 보관한 확인값은 다른 이력의 것입니다",
}


class Fault(NamedTuple):
    """The number of the first event that does not fit, and what is wrong with it."""

    seq: int
    problem: str


class Kept(NamedTuple):
    """A head that was kept elsewhere. Stream and number are empty when only the hash is known."""

    stream: str
    seq: int
    hash: str


class Verdict(NamedTuple):
    """How many events were read, the last hash, and the first fault or None."""

    events: int
    head_hash: str
    fault: Fault | None


def canonical(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read(line: bytes) -> dict[str, Any]:
    """One line as an object; empty when it is none."""
    try:
        value = json.loads(line.decode())
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def is_whole(line: bytes, event: dict[str, Any], stream: str) -> bool:
    """Whether the hash fits, and the line stands as it was exported: a name that comes twice would hide one of them."""
    content = {name: value for name, value in event.items() if name != "hash"}
    try:
        fits = event.get("hash") == hashlib.sha256(canonical(content)).hexdigest()
        return fits and content.get("stream") == stream and canonical(event) == line
    except (ValueError, RecursionError):  # half a character, or a number of ten thousand digits
        return False


def problem_of(line: bytes, event: dict[str, Any], seq: int, previous: str, stream: str) -> str:
    """What is wrong with the line that should be event `seq`, or nothing."""
    number = event.get("seq")
    if not isinstance(number, int):
        return "altered"
    if number != seq:
        return "missing" if number > seq else "inserted"
    if event.get("prev_hash") != previous:
        return "does not follow the event before it"
    return "" if is_whole(line, event, stream) else "altered"


def check(lines: Iterable[bytes], kept: Kept | None = None) -> Verdict:
    """The verdict on an export: its first line, then its events."""
    rest = (line for line in (raw.rstrip(b"\r\n") for raw in lines) if line)
    first = read(next(rest, b"").lstrip(b"\xef\xbb\xbf"))
    stream, last, head_hash = first.get("stream"), first.get("head_seq"), first.get("head_hash")
    if not isinstance(stream, str) or not isinstance(last, int) or not isinstance(head_hash, str):
        return Verdict(0, "", Fault(0, "not the head of an export"))
    seq, previous, was_found = 0, "", False
    for line in rest:
        seq += 1
        event = read(line)
        problem = problem_of(line, event, seq, previous, stream)
        if problem:
            return Verdict(seq, previous, Fault(seq, problem))
        previous = event["hash"]
        was_found = was_found or (kept is not None and kept.hash == previous and kept.seq in (0, seq))
    fault = fault_at_the_end(seq, previous, last, head_hash)
    if fault is None and kept is not None and not was_found:
        fault = fault_beside(kept, stream, seq)
    return Verdict(seq, previous, fault)


def fault_at_the_end(seq: int, previous: str, last: int, head_hash: str) -> Fault | None:
    """Whether the last event is the one that the first line of the file names."""
    if seq != last:
        return Fault(min(seq, last) + 1, "missing at the end" if seq < last else "inserted at the end")
    return None if previous == head_hash else Fault(seq, "altered")


def fault_beside(kept: Kept, stream: str, seq: int) -> Fault:
    """Why the head that was kept elsewhere is not found in a chain that holds by itself."""
    if kept.stream not in ("", stream):
        return Fault(0, "the kept head is of another history")
    if not kept.seq:
        return Fault(seq, "no line has the hash that was kept: the chain was written anew")
    if kept.seq > seq:
        return Fault(kept.seq, "missing, though its hash was kept elsewhere")
    return Fault(kept.seq, "not the line that was kept: the chain was written anew up to here or before")


def as_head(text: str) -> Kept:
    """What stands behind --head."""
    found = HEAD.match(text.strip())
    if not found:
        raise argparse.ArgumentTypeError("a head ends in 64 digits 0-9 a-f · 확인값은 0-9, a-f 64자리로 끝납니다")
    return Kept(found["stream"] or "", int(found["seq"] or 0), found["hash"])


def main() -> int:
    parser = argparse.ArgumentParser(description="Checks an exported history. 내보낸 이력을 확인합니다.")
    parser.add_argument("file", help="history.jsonl")
    parser.add_argument("--head", type=as_head, metavar="HASH", help="a hash kept elsewhere · 따로 보관한 확인값")
    options = parser.parse_args()
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        with open(options.file, "rb") as file:
            verdict = check(file, options.head)
    except OSError as error:
        parser.error(str(error))
    if verdict.fault:
        seq, problem = verdict.fault
        print(f"NOT WHOLE. Event {seq} (line {seq + 1} of the file): {problem}.")
        print(f"온전하지 않습니다. {seq}번 (파일의 {seq + 1}째 줄): {KOREAN[problem]}.")
        return 1
    print(f"WHOLE. {verdict.events} events. Head: {verdict.head_hash}")
    print(f"온전합니다. {verdict.events}건. 확인값: {verdict.head_hash}")
    if options.head is None:
        print("Compare the head with one that was mailed, printed or noted down elsewhere: --head HASH")
        print("따로 보관한 확인값이 있으면 --head 뒤에 적어 함께 확인해 주세요.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
