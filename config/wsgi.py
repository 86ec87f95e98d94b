"""The web process: `gunicorn config.wsgi:application`."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
# Every view, before gunicorn forks: else the first requests of each worker wait seconds for the same imports.
import_module(settings.ROOT_URLCONF)
