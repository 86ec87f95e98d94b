"""`make screenshot`: the picture in the README, from the demo company, in headless Chromium.

Run inside `config.local with`, which brings throwaway servers; the demo and a web server are started here.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def main() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = os.environ | {"DEMO": "1", "BASE_URL": f"http://127.0.0.1:{port}"}
    for command in ("migrate", "compile_po", "load_demo", "collectstatic"):
        options = ["--noinput"] if command in ("migrate", "collectstatic") else []
        subprocess.run([sys.executable, "manage.py", command, *options], check=True, cwd=ROOT, env=env)
    email, password = sign_in_of("planner", env)
    server = subprocess.Popen([sys.executable, "-m", "gunicorn", "-b", f"127.0.0.1:{port}", "config.wsgi"], cwd=ROOT, env=env)
    try:
        answers(f"http://127.0.0.1:{port}/healthz")
        take(f"http://127.0.0.1:{port}", email, password)
    finally:
        server.terminate()
        server.wait(20)


def sign_in_of(role: str, env: dict[str, str]) -> tuple[str, str]:
    """The demo's address and password of a role, as `make run` prints them."""
    told = subprocess.run(
        [sys.executable, "manage.py", "demo_sign_ins"], check=True, cwd=ROOT, env=env, capture_output=True, text=True
    ).stdout
    email = re.search(rf"(\S+@\S+).*", next(line for line in told.splitlines() if role in line.lower() or "기획" in line))
    password = re.search(r"(?:password|비밀번호)\s*:?\s*(\S+)", told, re.IGNORECASE)
    if not email or not password:
        raise SystemExit(f"No sign-in for {role} in:\n{told}")
    return email[1], password[1]


def answers(address: str) -> None:
    for _try in range(100):
        try:
            urllib.request.urlopen(address, timeout=2).close()  # noqa: S310 (our own address)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"{address} does not answer.")


def take(base: str, email: str, password: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1440, "height": 1000}, locale="ko-KR", timezone_id="Asia/Seoul")
        page.goto(f"{base}/")
        page.fill("input[name=login]", email)
        page.fill("input[name=password]", password)
        page.press("input[name=password]", "Enter")
        page.goto(f"{base}/launches/")
        page.click("table a.row-title >> nth=1")
        page.click("[data-open] >> nth=1")
        page.wait_for_load_state("networkidle")
        page.screenshot(path=str(ROOT / "docs/launch.png"))
        browser.close()


main()
