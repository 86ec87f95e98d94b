"""What the worker does for records once a night."""

from __future__ import annotations

from celery import shared_task

from .services import brief_publishing


@shared_task  # no retries: the next night is the retry
def ask_newcomers() -> None:
    brief_publishing.ask_all_newcomers()
