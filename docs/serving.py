"""The demo company behind production's web server, and where its mails arrive, for whoever looks at it with a browser.

Run inside `config.local with`, which brings throwaway servers.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PASSWORD = "launch-ready-demo"  # noqa: S105 (as `make run` prints it: config/demo/company.py)
PLANNER = "seoyeon@daon.example"


@contextmanager
def served() -> Iterator[str]:
    """The address of the demo company while the block runs; this process may set Django up for the same one then."""
    port, mail_port = _free_ports(2)
    base = f"http://127.0.0.1:{port}"
    os.environ |= {
        "DEMO": "1",
        "BASE_URL": base,
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        "PYTHONPATH": str(ROOT),
    }
    for command in ("migrate", "compile_po", "load_demo", "collectstatic --noinput"):
        subprocess.run([sys.executable, "manage.py", *command.split()], check=True, cwd=ROOT)
    arguments = (
        ["gunicorn", "-c", "python:config.gunicorn", "-b", f"127.0.0.1:{port}"],
        ["config.local.mailsink", str(mail_port), os.environ["MAIL_DIR"]],
    )
    running = [subprocess.Popen([sys.executable, "-m", *each], cwd=ROOT) for each in arguments]
    try:
        _answers(f"{base}/healthz")
        yield base
    finally:
        for each in running:
            each.terminate()
            each.wait(20)


def sign_in(context: BrowserContext, base: str, email: str) -> None:
    page = context.new_page()
    page.goto(f"{base}/account/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{base}/")
    page.close()


def _free_ports(count: int) -> list[int]:
    with ExitStack() as open_ones:
        sockets = [open_ones.enter_context(socket.socket()) for _port in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def _answers(address: str) -> None:
    for _try in range(100):
        try:
            urllib.request.urlopen(address, timeout=2).close()  # noqa: S310 (our own address)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"{address} does not answer.")
