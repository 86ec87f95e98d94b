"""How gunicorn serves, on a laptop and in production alike: `gunicorn -c python:config.gunicorn`."""

import os

wsgi_app = "config.wsgi:application"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 8
preload_app = True  # loaded once, then forked: faster to start, less memory
keepalive = 30  # longer than a page's polling interval, or every poll opens a new connection
timeout = 60
graceful_timeout = 10
control_socket_disable = True  # it would sit in the home folder, one for all installations
accesslog = None  # the application writes one JSON line a request
