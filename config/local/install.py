"""Makes .venv and installs one of the pinned lists into it. Runs before anything is installed: standard library only.

    python3 config/local/install.py local | dev

uv does the work, itself pinned by hash; pip does it where uv cannot be had. Nothing is compiled: wheels only.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin/python"
LOCKS = ROOT / "requirements"
SAFELY = ("--only-binary", ":all:", "--require-hashes")
COVERED_BY = {"local": ("local", "dev"), "dev": ("dev",)}  # dev.lock holds all of local.lock, at the same versions


class Failed(Exception):
    """A sentence for the person at the terminal."""


def fingerprint(name: str) -> str:
    """Changes with the list, the place of the environment (its scripts hold paths) and the Python in it."""
    lock = hashlib.sha256((LOCKS / f"{name}.lock").read_bytes()).hexdigest()
    return f"{lock} {VENV} {(VENV / 'pyvenv.cfg').read_text()}"


def is_installed(name: str) -> bool:
    """Whether this list, or one that covers it, was installed to its end and the environment still runs."""
    for covering in COVERED_BY[name]:
        stamp = VENV / f"installed-{covering}"
        if stamp.exists() and stamp.read_text() == fingerprint(covering):
            return works()
    return False


def works() -> bool:
    """Whether the environment's Python starts; it does not after the Python it came from was removed."""
    try:
        return subprocess.run([PYTHON, "-c", ""], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def belongs_here() -> bool:
    """Whether .venv was made in this folder; a copied one would install into the original."""
    stamps = [stamp for stamp in VENV.glob("installed-*") if stamp.is_file()]
    return works() and all(str(VENV) in stamp.read_text().split() for stamp in stamps)


def make_environment() -> None:
    """Create .venv, or again when it does not run or came from another folder."""
    if PYTHON.exists() and belongs_here():
        return
    if sys.version_info[:2] < (3, 11):  # noqa: UP036 (this file starts before the project's Python is known)
        raise Failed(f"This is Python {sys.version.split()[0]}; 3.11 or later is needed. Try PYTHON=/path/to/python3.")
    if not os.access(ROOT, os.W_OK):
        raise Failed(f"{ROOT} may not be written. Make it yours, or use a copy in a folder of your own.")
    print(f"Making .venv with Python {sys.version.split()[0]} …", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", VENV], capture_output=True, text=True, check=False)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        said = made.stdout + made.stderr
        if "ensurepip" in said or "No module named venv" in said:
            raise Failed("This Python cannot make virtual environments. On Debian or Ubuntu: apt install python3-venv")
        raise Failed(f".venv could not be made: {last_line(said)}")


def last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith(("error", "×", "caused by", "oserror"))]
    return (errors or lines or ["it said nothing"])[-1]


def pip(lock: Path) -> list[str]:
    return [str(PYTHON), "-m", "pip", "install", "--quiet", *SAFELY, "-r", str(lock)]


def uv(lock: Path) -> list[str]:
    argv = ["pip", "install", "--quiet", *SAFELY, "--link-mode", "copy", "--python", str(PYTHON), "-r", str(lock)]
    return [str(VENV / "bin/uv"), *argv]


def install(name: str) -> None:
    """Install with uv, else with pip. Raises Failed with the reason when both cannot."""
    lock, said = LOCKS / f"{name}.lock", ""
    for steps in ([pip(LOCKS / "uv.lock"), uv(lock)], [pip(lock)]):
        for argv in steps:
            ran = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
            if ran.returncode:
                said = ran.stderr or ran.stdout
                print(f"{Path(argv[0]).name} could not install: {last_line(said)}", flush=True)
                break
        else:
            return
    if "no space left" in said.lower():
        raise Failed("The disk is full. About 600 MB are needed for the packages.")
    raise Failed(
        "The pinned packages could not be installed (see above). It needs a package index, or its mirror in pip's "
        "settings, and a platform with ready-made packages: Linux (glibc) or macOS on x86-64 or ARM."
    )


def main(name: str) -> None:
    if is_installed(name):
        return
    started = time.monotonic()
    make_environment()
    count = sum("==" in line for line in (LOCKS / f"{name}.lock").read_text().splitlines())
    print(f"Installing {count} pinned packages ({name}.lock) …", flush=True)
    install(name)
    (VENV / f"installed-{name}").write_text(fingerprint(name))
    print(f"Installed in {time.monotonic() - started:.1f} s.", flush=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except Failed as failed:
        sys.exit(str(failed))
    except KeyboardInterrupt:
        sys.exit("Stopped; the next start continues.")
    except OSError as error:
        sys.exit(f"{error.filename or ROOT}: {error.strerror}. The folder must be yours to write, on a disk with room.")
