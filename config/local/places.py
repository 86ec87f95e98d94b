"""Where the stack keeps its things. Everything is below one folder: `var/` of the checkout, or a throwaway one."""

import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from config.local.problems import LEAST_FREE_MB, Problem

ROOT = Path(__file__).resolve().parents[2]
BESIDE = Path("/var/lib/launch-ready")  # only for root, when nobody else can reach the checkout


@dataclass(frozen=True)
class Places:
    """`var` holds all data; `throwaway` says that it dies with the run, so nothing is synced to disk."""

    var: Path
    throwaway: bool = False

    @property
    def run(self) -> Path:
        return self.var / "run"

    @property
    def log(self) -> Path:
        return self.var / "log"

    @property
    def redis(self) -> Path:
        return self.var / "redis"

    @property
    def mail(self) -> Path:
        return self.var / "mail"

    @property
    def beside(self) -> Path:
        """Stands in for `var/postgres` when root runs the stack from a folder that only root may enter."""
        return BESIDE / hashlib.sha256(str(self.var).encode()).hexdigest()[:16]

    def make(self) -> None:
        """Create the folders, and refuse in words when there is no room."""
        for folder in (self.run, self.log, self.redis, self.mail):
            folder.mkdir(parents=True, exist_ok=True)
            if not os.access(folder, os.W_OK | os.X_OK):
                raise PermissionError(13, "not writable", str(folder))
        free = shutil.disk_usage(self.var).free // 2**20
        if free < LEAST_FREE_MB:
            raise Problem(f"Only {free} MB are free where {self.var} lives; about {LEAST_FREE_MB} MB are needed.")

    def remove(self) -> None:
        """Delete all of it, also what stands beside."""
        shutil.rmtree(self.var, ignore_errors=True)
        shutil.rmtree(self.beside, ignore_errors=True)
        if self.var.exists():
            raise Problem(f"{self.var} could not be deleted: parts of it belong to another user.")
