"""`manage.py skip_history`: after an import, tell nobody of what happened before now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from notifications.services import skip_history


class Command(BaseCommand):
    help = "Mark everything in the history of all launches as told. No notices are made for it any more."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{skip_history()} launches: their history up to now is treated as told.")
