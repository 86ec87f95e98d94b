"""The product's worker and beat with ticks of a second, so that a fault test lasts less than a minute."""

from __future__ import annotations

from config.celery import app
from config.queues import QUEUE_OF

for task in QUEUE_OF:
    app.conf.beat_schedule[task]["schedule"] = 1.0

__all__ = ["app"]
