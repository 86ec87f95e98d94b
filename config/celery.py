"""The worker and beat processes: `celery -A config.celery worker` and `… beat`."""

import os

from celery import Celery
from kombu import Exchange, Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

TICK = 15  # seconds

app = Celery("launch_ready")
app.config_from_object("django.conf:settings", namespace="CELERY")
# One queue per kind of channel, so that a hanging one holds up nothing else (`worker -Q email` gives it its own).
app.conf.task_queues = tuple(Queue(name, Exchange(name), routing_key=name) for name in ("sweep", "email"))
app.conf.task_default_queue = "sweep"
app.conf.task_routes = {
    "notifications.tasks.sweep": {"queue": "sweep"},
    "notifications.tasks.deliver_email": {"queue": "email"},
}
# A tick that could not run in its time is dropped: the next one finds everything it would have found.
app.conf.beat_schedule = {
    "sweep": {"task": "notifications.tasks.sweep", "schedule": TICK, "options": {"expires": TICK}},
    "deliver-email": {"task": "notifications.tasks.deliver_email", "schedule": TICK, "options": {"expires": TICK}},
}
app.autodiscover_tasks()
