"""`manage.py deliveries`: what waits, what failed, how long it takes; with `--retry-failed`, another try."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Count

from notifications.models import Message
from notifications.services import last_tick, retry_failed


class Command(BaseCommand):
    help = "Messages by state, and the age of the last tick. With --retry-failed, failed messages are tried again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--retry-failed", action="store_true", help="try failed and expired messages once more")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["retry_failed"]:
            self.stdout.write(f"{retry_failed()} to be tried again")
        for state, count in Message.objects.order_by("state").values_list("state").annotate(Count("pk")):
            self.stdout.write(f"{state:<11}{count:>8}")
        age = last_tick()
        self.stdout.write("no tick yet" if age is None else f"last tick  {age:>7.0f} s ago")
