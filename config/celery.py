"""The worker and beat processes: `celery -A config.celery worker -Q …` and `… beat`."""

import os

from celery import Celery
from celery.schedules import crontab
from kombu import Exchange, Queue

from config.queues import NIGHTLY, QUEUE_OF

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

TICK = 15  # seconds

app = Celery("launch_ready")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.task_queues = tuple(Queue(name, Exchange(name), routing_key=name) for name in sorted(set(QUEUE_OF.values())))
app.conf.task_default_queue = "sweep"
app.conf.task_routes = {f"notifications.tasks.{task}": {"queue": queue} for task, queue in QUEUE_OF.items()}
# No tick expires: whether it has would be judged by two machines' clocks. Those that pile up find nothing to do.
app.conf.beat_schedule = {task: {"task": f"notifications.tasks.{task}", "schedule": TICK} for task in QUEUE_OF}
app.conf.beat_schedule |= {task: {"task": task, "schedule": crontab(hour=4, minute=10)} for task in NIGHTLY}
app.autodiscover_tasks()
