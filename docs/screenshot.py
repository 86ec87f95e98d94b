"""`make screenshot`: the pictures in the README, from the demo company, in headless Chromium.

Run inside `config.local with`, which brings throwaway servers; the demo and a web server are started here.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
# As `make run` prints them: config/demo/company.py.
EMAIL, PASSWORD = "seoyeon@daon.example", "launch-ready-demo"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def main() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    env = os.environ | {"DEMO": "1", "BASE_URL": base, "PYTHONPATH": str(ROOT)}
    for command in ("migrate", "compile_po", "load_demo", "collectstatic --noinput"):
        subprocess.run([sys.executable, "manage.py", *command.split()], check=True, cwd=ROOT, env=env)
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-b", f"127.0.0.1:{port}", "config.wsgi"], cwd=ROOT, env=env
    )
    try:
        answers(f"{base}/healthz")
        take(base)
    finally:
        server.terminate()
        server.wait(20)


def answers(address: str) -> None:
    for _try in range(100):
        try:
            urllib.request.urlopen(address, timeout=2).close()  # noqa: S310 (our own address)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"{address} does not answer.")


def take(base: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1440, "height": 1000}, locale="ko-KR", timezone_id="Asia/Seoul")
        page.goto(f"{base}/")
        page.fill("input[name=login]", EMAIL)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.goto(f"{base}/launches/")
        page.click("table a.row-title:has-text('쿠팡')")
        page.click("[data-open] >> nth=2")
        page.wait_for_load_state("networkidle")
        page.screenshot(path=str(ROOT / "docs/launch.png"))
        page.goto(f"{base}/handovers/")
        page.click("a:has-text('자동취소 실패 건 목록 화면')")
        page.goto(page.url + "proof/")
        page.screenshot(path=str(ROOT / "docs/proof.png"))
        browser.close()


main()
