"""What the database and the folders need before the web server starts, in one Django process instead of five.

    python -m config.local.prepare SIGN_INS STAMP

SIGN_INS is the file that gets the demo's sign-ins, empty without a demo; STAMP remembers which static files
were collected.
"""

import hashlib
import io
import os
import sys
from pathlib import Path

from config.local.speech import step


def static_fingerprint() -> str:
    """Changes when a static file of ours or of a package is added, removed or altered."""
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            digest.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def collect_static(stamp: Path) -> str:
    """Collect when something changed; say what was done."""
    from django.conf import settings
    from django.core.management import call_command

    fingerprint = static_fingerprint()
    if stamp.exists() and stamp.read_text() == fingerprint and Path(settings.STATIC_ROOT).exists():
        return "as before"
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(fingerprint)
    return "collected"


def main(sign_ins: Path, stamp: Path) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.conf import settings
    from django.core.management import call_command

    with step("Django"):
        django.setup()
    with step("translations"):
        call_command("compile_po", verbosity=0, stdout=io.StringIO())
    with step("migrations"):
        call_command("migrate", interactive=False, verbosity=0)
    if settings.APP_DATABASE_URL:
        with step("database role"):
            call_command("grant_app_role", stdout=io.StringIO())
    with step("static files") as line:
        line.note = collect_static(stamp)
    told = io.StringIO()
    if settings.DEMO:
        with step("demo data"):
            call_command("load_demo", verbosity=0, stdout=io.StringIO())
            call_command("demo_sign_ins", stdout=told)
    sign_ins.write_text(told.getvalue())


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
