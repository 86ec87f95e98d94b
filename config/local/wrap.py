"""`test` and `with`: a command beside PostgreSQL and Redis of its own, on throwaway data and free ports.

Only TEST_DATABASE_URL and TEST_REDIS_URL name outside servers here, never DATABASE_URL: a test run empties
what it uses.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from config.local.memory import Memory
from config.local.places import ROOT, Places
from config.local.problems import Problem
from config.local.processes import die_with_parent
from config.local.register import sole_owner
from config.local.servers import start_servers
from config.local.speech import say
from config.local.supervisor import Interrupt, Supervisor

PREFIX = "launch-ready-stack-"
ANSWER_SECONDS = 20.0  # what a command has to end in, once it was asked to


@contextlib.contextmanager
def throwaway() -> Iterator[Places]:
    """A folder that is gone afterwards. Others may pass through it, for the server's user, but not look around."""
    folder = Path(tempfile.mkdtemp(prefix=PREFIX)).resolve()
    folder.chmod(0o711)
    places = Places(folder, throwaway=True)
    try:
        places.make()
        yield places
    finally:
        places.remove()


def sweep() -> None:
    """Remove what runs that were killed left in the temporary folder, their servers first."""
    for folder in Path(tempfile.gettempdir()).resolve().glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError, Problem):
            if folder.stat().st_uid == os.geteuid() and (folder / "run/lock").exists():
                places = Places(folder, throwaway=True)
                with sole_owner(places, "being removed") as register:
                    register.stop_stale()
                    places.remove()


def run_with(argv: Sequence[str]) -> int:
    """Run `argv` in the checkout and return its exit status."""
    sweep()
    interrupt = Interrupt()
    with throwaway() as places, sole_owner(places, "a test run") as register:
        supervisor = Supervisor(register, interrupt)
        env = dict(os.environ)
        for name in ("DATABASE_URL", "REDIS_URL"):
            env[name] = os.environ.get(f"TEST_{name}", "")
        env["APP_DATABASE_URL"] = ""
        try:
            start_servers(supervisor, places, Memory(places.run / "memory.json"), env)
            env.setdefault("SECRET_KEY", "for-a-throwaway-database-only")
            env |= {"MAIL_DIR": str(places.mail), "MEDIA_ROOT": str(places.var / "media")}
            return _foreground(argv, env, interrupt)
        finally:
            supervisor.stop_all()


def _foreground(argv: Sequence[str], env: dict[str, str], interrupt: Interrupt) -> int:
    """The command keeps the terminal, so Ctrl-C reaches it directly; other signals are passed on."""
    say(f"  $ {' '.join(argv)}")
    try:
        ask = die_with_parent(signal.SIGTERM)
        command = subprocess.Popen(argv, env=env, cwd=ROOT, preexec_fn=ask)
    except FileNotFoundError as error:
        raise Problem(f"There is no command {argv[0]} here.") from error
    end = None
    while command.poll() is None:
        if interrupt.wishes and end is None:
            end = time.monotonic() + ANSWER_SECONDS
            if not sys.stdin.isatty():
                command.terminate()
        if end and time.monotonic() > end:
            command.kill()
        time.sleep(0.05)
    return command.returncode if command.returncode >= 0 else 128 - command.returncode
