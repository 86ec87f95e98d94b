"""What the worker does for accounts once a night."""

from __future__ import annotations

from celery import shared_task

from . import idempotency


@shared_task  # no retries: the next night is the retry
def clear_old_answers() -> None:
    idempotency.clear_old_answers()
