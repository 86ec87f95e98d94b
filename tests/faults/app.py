"""The product's worker and beat with ticks of a second, so that a fault test lasts less than a minute."""

from __future__ import annotations

from config.celery import app

for entry in app.conf.beat_schedule.values():
    entry["schedule"] = 1.0

__all__ = ["app"]
