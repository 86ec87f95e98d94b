"""Who runs PostgreSQL. It refuses to be root, so root lends it another user: none is made, no parent folder changed."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.local.problems import Problem

CANDIDATES = ("nobody", "postgres", "_postgres")


@dataclass(frozen=True)
class Account:
    """A user of this machine."""

    name: str
    uid: int
    gid: int

    def switch(self) -> dict[str, Any]:
        """Arguments that make `subprocess` start a program as this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_reach(self, path: Path) -> bool:
        """Whether this user can enter `path`, every parent included."""
        test = subprocess.run(["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)], cwd="/", check=False, **self.switch())
        return test.returncode == 0


def switch(account: Account | None) -> dict[str, Any]:
    """Arguments for `subprocess`; none when the program runs as whoever we are."""
    return account.switch() if account else {}


def server_account(data: Path) -> Account | None:
    """Who shall run PostgreSQL on `data`: ourselves, or for root the data's owner, else the first that exists."""
    owner = data.stat().st_uid if data.exists() else None
    if os.geteuid() != 0:
        if owner not in {None, os.geteuid()}:
            raise Problem(f"{data} belongs to another user. Run as that user, or delete it as root to start afresh.")
        return None
    if owner:
        known = pwd.getpwuid(owner)
        return _proven(Account(known.pw_name, known.pw_uid, known.pw_gid))
    for name in CANDIDATES:
        try:
            known = pwd.getpwnam(name)
        except KeyError:
            continue
        return _proven(Account(known.pw_name, known.pw_uid % 2**32, known.pw_gid % 2**32))
    raise Problem("PostgreSQL does not run as root, and this machine has no user `nobody` or `postgres` to lend it.")


def _proven(account: Account) -> Account:
    try:
        subprocess.run(["/bin/sh", "-c", ":"], cwd="/", check=True, **account.switch())
    except (OSError, subprocess.SubprocessError) as error:
        raise Problem(
            f"PostgreSQL does not run as root, and root may not become {account.name} here. "
            "Start as a plain user, or set DATABASE_URL to a server of your own."
        ) from error
    return account


def hand_over(folder: Path, account: Account) -> None:
    """Give a folder and all in it to `account`; a copy made by root (`cp -r`) comes back this way."""
    if folder.stat().st_uid == account.uid:
        return
    for parent, _, names in os.walk(folder):
        os.chown(parent, account.uid, account.gid)
        for name in names:
            os.chown(Path(parent, name), account.uid, account.gid, follow_symlinks=False)
