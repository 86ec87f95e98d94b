"""What the worker runs. Tasks carry no data: what there is to do stands in the database, so a lost one costs a tick."""

from __future__ import annotations

from celery import shared_task

from . import services


@shared_task  # no retries: the next tick is the retry
def sweep() -> None:
    services.sweep()


@shared_task
def deliver_email() -> None:
    services.deliver_due()
