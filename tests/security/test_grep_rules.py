"""Words that must not be in the source, each with the places where it was looked at and is right."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from config.celery import app

ROOT = Path(settings.BASE_DIR)
APPS = ("ledger", "accounts", "checklists", "projects", "notifications", "config", "templates", "static/js")
SOURCES = [
    path
    for app_name in APPS
    for path in sorted((ROOT / app_name).rglob("*"))
    if path.suffix in {".py", ".html", ".txt", ".js"} and "migrations" not in path.parts
]
# word → the files that may hold it
RULES: dict[str, set[str]] = {
    r'fields = "__all__"': set(),
    r"\bAllowAny\b": set(),
    r"permission_classes = \[\]": {"config/api_unknown.py"},  # 404 for everybody
    # With parameters only, of our own words otherwise.
    r"\.raw\(": {"accounts/authentication.py", "projects/services/locking.py", "notifications/services/events.py"},
    r"\.extra\(": set(),
    r"\bRawSQL\(": {"projects/services/locking.py"},
    # What it is given was cleaned by nh3, holds numbers only, or is escaped word by word (tests/security/test_xss.py).
    r"\bmark_safe\(": {
        *("accounts/templatetags/display.py", "accounts/drawings.py", "notifications/mailbox.py"),
        *("projects/templatetags/checklist.py", "records/templatetags/brief.py", "config/forms.py"),
    },
    r"\|\s*safe\b": set(),
    r"autoescape off": {
        f"templates/notifications/mail/{name}.txt"
        for name in ("alert", "digest", "at_once", "report", "heads", "test", "invitation")
    },  # plain text
    # They look at the length first, then the check follows.
    r"@csrf_exempt": {
        *("accounts/pages.py", "projects/views/evidence.py", "projects/views/plan_files.py"),
        "checklists/views/imports.py",
    },
    r"\b(import|from) pickle|pickle\.loads?\(": set(),
    r"yaml\.(unsafe_|full_)?load\(": set(),
    r"verify=False": set(),
    r"\b(eval|exec)\(|\bos\.system\(|shell=True": set(),
    r"filter\(\*\*request|\(\*\*request\.(GET|POST|data)": set(),
    r"innerHTML\s*=|outerHTML\s*=|document\.write|insertAdjacentHTML": set(),
    r"\son(click|load|error|submit)=": set(),
    r"javascript:": set(),
}


@pytest.mark.parametrize("word", RULES)
def test_a_dangerous_word_is_nowhere_but_where_it_was_looked_at(word):
    found = {str(path.relative_to(ROOT)) for path in SOURCES if re.search(word, path.read_text(encoding="utf-8"))}
    assert found - RULES[word] == set()


def test_nothing_is_open_by_default():
    assert settings.REST_FRAMEWORK["DEFAULT_PERMISSION_CLASSES"] == ["rest_framework.permissions.IsAuthenticated"]


def test_workers_read_json_only():
    assert (app.conf.accept_content, app.conf.task_serializer) == (["json"], "json")


def test_django_finds_nothing_to_warn_of_in_production():
    given = {
        "SECRET_KEY": "o7h2_Vq4!zK9-wT1xN8c$Rb6@Lm3^Yp5&Gd0*Js2Fu7Ae4Hi9-Xk5Bn", "BEHIND_HTTPS": "true",
        "DEBUG": "false",
        "DEMO": "false", "ALLOWED_HOSTS": "launch.example.com", "BASE_URL": "https://launch.example.com",
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "DJANGO_SETTINGS_MODULE": "config.settings",
    }  # fmt: skip
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    # The browser tests set this for their own process; it is nothing of production's.
    env = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"} | given
    ran = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)  # noqa: S603
    assert ran.returncode == 0, ran.stderr
    assert "silenced" not in ran.stdout.replace("0 silenced", "")
