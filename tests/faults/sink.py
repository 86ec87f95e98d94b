"""A mail server that never dies and counts by reference: one line per accepted mail, written before it answers.

It behaves by the name in the address, for as many tries as the number after it says, then as usual:

    unknown@   550 to RCPT            grey2@     451 to RCPT, twice          refused1@  554 to DATA, once
    drop1@     takes it, and breaks the connection before it answers         hang1@     takes nothing and says nothing
    mortal@    kills -9 the process that sends it

python -m tests.faults.sink PORT FILE
"""

from __future__ import annotations

import asyncio
import email
import os
import re
import signal
import sys
import time
from collections import Counter as Tries
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

SECONDS_PER_MAIL = 0.04  # long enough for a kill to hit a send
NAME = re.compile(r"([a-z]+)(\d*)")
RCPT_ANSWERS = {"unknown": "550 5.1.1 user unknown", "grey": "451 4.7.1 try again later"}
DATA_ANSWERS = {"refused": "554 5.7.1 not wanted here", "busy": "452 4.2.2 no room at the moment"}


class Counter:
    def __init__(self, path: Path) -> None:
        self.file = path.open("a", buffering=1)
        self.tries: Tries[str] = Tries()

    async def handle_RCPT(self, _s: SMTP, _session: Session, envelope: Envelope, address: str, _o: list[str]) -> str:
        envelope.rcpt_tos.append(address)
        return RCPT_ANSWERS.get(self._behaviour(address, RCPT_ANSWERS), "250 ok")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await asyncio.sleep(SECONDS_PER_MAIL / 2)
        match self._behaviour(envelope.rcpt_tos[0], {*DATA_ANSWERS, "hang", "mortal", "drop"}):
            case "hang":
                await asyncio.Event().wait()
            case "mortal":
                os.kill(owner_of(session.peer[1]), signal.SIGKILL)
                await asyncio.Event().wait()
            case "drop":
                self._count(envelope)
                assert server.transport
                server.transport.abort()
                return "250 nobody hears this"
            case name if name in DATA_ANSWERS:
                return DATA_ANSWERS[name]
        self._count(envelope)
        await asyncio.sleep(SECONDS_PER_MAIL / 2)
        return "250 taken"

    def _behaviour(self, address: str, names: object) -> str:
        """The name in the address when it is among `names` and its number of tries is not used up; else nothing."""
        found = NAME.match(address.partition("@")[0])
        if not found or found[1] not in names:  # type: ignore[operator]
            return ""
        self.tries[address] += 1
        return found[1] if not found[2] or self.tries[address] <= int(found[2]) else ""

    def _count(self, envelope: Envelope) -> None:
        mail = email.message_from_bytes(envelope.content or b"")
        self.file.write(f"{mail['X-Launch-Ready-Reference']} {mail['X-Launch-Ready-May-Repeat']} {time.time():.3f}\n")


def owner_of(port: int) -> int:
    """The process on this machine whose end of a connection has that port. Linux."""
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    inode = next(line[9] for line in lines if int(line[1].split(":")[1], 16) == port)
    for file in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if os.readlink(file) == f"socket:[{inode}]":
                return int(file.parts[2])
        except OSError:
            continue
    raise LookupError(port)


async def serve(port: int, path: Path) -> None:
    counter = Counter(path)
    await asyncio.get_running_loop().create_server(lambda: SMTP(counter), "127.0.0.1", port)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
