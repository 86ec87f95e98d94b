"""What the worker does for templates once a night."""

from __future__ import annotations

from celery import shared_task

from .services import imports


@shared_task  # no retries: the next night is the retry
def clear_old_imports() -> None:
    imports.clear_old_imports()
