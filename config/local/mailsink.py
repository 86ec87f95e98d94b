"""Where the demo's mail arrives: a real SMTP server that stores every message as a file and sends nothing on.

    python -m config.local.mailsink PORT FOLDER

File names begin with the nanosecond of arrival, so they sort by time. The envelope, which says who really got it,
stands in the first two header lines: X-Envelope-From and X-Envelope-To (addresses joined by commas).
"""

import asyncio
import signal
import sys
import time
import uuid
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

LARGEST = 25 * 2**20  # bytes of one message


class Store:
    """Answers the end of DATA: 250 only when the message is on disk under its final name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        name = f"{time.time_ns():020d}-{uuid.uuid4().hex[:8]}.eml"
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        head = f"X-Envelope-From: {envelope.mail_from}\r\nX-Envelope-To: {','.join(envelope.rcpt_tos)}\r\n"
        draft = self.folder / f".{name}"
        try:
            draft.write_bytes(head.encode() + content)
            draft.replace(self.folder / name)
        except OSError as error:
            draft.unlink(missing_ok=True)
            return f"452 4.3.1 Not stored: {error.strerror}"
        return "250 2.0.0 Stored"


async def serve(port: int, folder: Path) -> None:
    """Until SIGTERM."""
    loop = asyncio.get_running_loop()
    done = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, done.set)
    store = Store(folder)

    def session() -> SMTP:
        return SMTP(store, data_size_limit=LARGEST, enable_SMTPUTF8=True, hostname="localhost", ident="Launch Ready")

    server = await loop.create_server(session, "127.0.0.1", port)
    print(f"storing mail in {folder}", flush=True)
    await done.wait()
    server.close()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
