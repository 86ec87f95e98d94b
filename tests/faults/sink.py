"""A mail server that never dies and counts by reference: one line per accepted mail, written before it answers.

python -m tests.faults.sink PORT FILE
"""

from __future__ import annotations

import asyncio
import email
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

SECONDS_PER_MAIL = 0.04  # long enough for a kill to hit a send


class Counter:
    def __init__(self, path: Path) -> None:
        self.file = path.open("a", buffering=1)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        await asyncio.sleep(SECONDS_PER_MAIL / 2)
        mail = email.message_from_bytes(envelope.content or b"")
        self.file.write(f"{mail['X-Launch-Ready-Reference']} {mail['X-Launch-Ready-May-Repeat']}\n")
        await asyncio.sleep(SECONDS_PER_MAIL / 2)
        return "250 taken"


async def serve(port: int, path: Path) -> None:
    counter = Counter(path)
    await asyncio.get_running_loop().create_server(lambda: SMTP(counter), "127.0.0.1", port)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
