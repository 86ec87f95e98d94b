"""A PostgreSQL of a test's own, as careful as in production, to be stopped in mid-sentence or to run out of disk."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import psycopg

from config.local.account import hand_over
from config.local.memory import Memory, write_private
from config.local.places import Places
from config.local.postgres import Postgres
from config.local.processes import Child
from config.local.wrap import throwaway

from .stack import ROOT

START_SECONDS = 60.0


class Cluster:
    """One server over `places`. `deaths` counts how often it had to be started again."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.server = Postgres(places, Memory(places.run / "memory.json"))
        self.child: Child | None = None
        self.deaths = 0

    def __enter__(self) -> Self:
        self.server.prepare()
        self.spec = self.server.spec()
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop(signal.SIGINT)

    @property
    def url(self) -> str:
        return self.server.url

    def start(self) -> None:
        """Until it answers; one that dies on the way is started again, as a supervisor would."""
        end = time.monotonic() + START_SECONDS
        self.keep_alive()
        while not self.server.answers():
            assert time.monotonic() < end, self.spec.log.read_text()[-2000:]
            self.keep_alive()
            time.sleep(0.02)

    def keep_alive(self) -> None:
        """What the supervisor of the stack does: look whether it runs, and start it again if not."""
        if self.child is None or not self.child.is_running():
            self.deaths += self.child is not None
            self.child = Child(self.spec)

    def stop(self, how: signal.Signals) -> None:
        """SIGQUIT stops at once, as a crash does; SIGINT ends sessions and leaves nothing to recover."""
        if self.child:
            self.child.popen.send_signal(how)
            self.child.popen.wait(30)

    def run(self, *argv: str) -> str:
        """What a Python program says that has this database."""
        env = os.environ | {
            "DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "SECRET_KEY": "faults",
            "DEBUG": "",
        }
        done = subprocess.run(  # noqa: S603
            (sys.executable, *argv), cwd=ROOT, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(sql, values)
            return cursor.fetchall() if cursor.description else []


@contextlib.contextmanager
def migrated() -> Iterator[Places]:
    """Where a stopped server lies that has the product's tables; tests start copies of it."""
    with throwaway() as folder:
        places = Places(folder.var)
        with Cluster(places) as cluster:
            cluster.run("manage.py", "migrate", "-v", "0")
        yield places


@contextlib.contextmanager
def copied(original: Places, disk_mb: int = 0) -> Iterator[Places]:
    """A copy of a stopped server; with `disk_mb` on a disk of that size. PermissionError when none may be made."""
    source = Cluster(original).server
    with throwaway() as folder:
        places = Places(folder.var)
        write_private(places.run / "memory.json", json.dumps({"postgres_password": source.password}))
        target = places.var / source.data.name
        target.mkdir(mode=0o700)
        with small_disk(target, disk_mb) if disk_mb else contextlib.nullcontext():
            shutil.copytree(source.data, target, dirs_exist_ok=True)
            target.chmod(0o700)
            if source.account:
                os.chown(target, 0, 0)  # `hand_over` goes by the owner of the folder itself
                hand_over(target, source.account)
            yield places


@contextlib.contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[None]:
    mount = ("mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "tmpfs", str(folder))
    try:
        done = subprocess.run(mount, capture_output=True, text=True, check=False)  # noqa: S603
    except FileNotFoundError as error:
        raise PermissionError("there is no mount here") from error
    if done.returncode:
        raise PermissionError(done.stderr.strip())
    try:
        yield
    finally:
        subprocess.run(("umount", "-l", str(folder)), check=True)  # noqa: S603, S607
