"""The product's settings, with what tests need: a quick hash, plain static files, and tables that may be emptied."""

import os
import tempfile
from pathlib import Path

from config.settings import *  # noqa: F403
from config.settings import CACHES, DATABASES, REDIS_URL, STORAGES

DEBUG = False
SECRET_KEY = "tests"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# Tests with real commits clean up by TRUNCATE, which the ledger refuses everywhere else (ledger/migrations/0002).
DATABASES["default"]["OPTIONS"]["options"] += " -c app.truncate_allowed=on"
DATABASES["default"]["CONN_MAX_AGE"] = 0
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="launch-ready-media-"))
MAIL_DIR = Path(tempfile.mkdtemp(prefix="launch-ready-mail-"))
STATIC_ROOT = tempfile.mkdtemp(prefix="launch-ready-static-")
LANGUAGE_CODE = "ko"

# Each worker of a parallel run empties a cache of its own (conftest.fresh_cache clears a whole Redis database).
WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
CACHES = {"default": CACHES["default"] | {"LOCATION": f"{REDIS_URL.rsplit('/', 1)[0]}/{1 + WORKER % 8}"}}
