"""`manage.py hold_outbound "restored the backup of Monday"`, and `--release` once the count has been seen."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from notifications.services.hold import held, hold_outbound, release_outbound


class Command(BaseCommand):
    help = "Hold back every outgoing message, for instance after a restore; release or discard what waits."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("reason", nargs="?", default="held by an operator")
        parser.add_argument("--release", action="store_true", help="send what waits")
        parser.add_argument("--discard", action="store_true", help="cancel what waits, then send again from now on")
        parser.add_argument("--show", action="store_true", help="only say what waits")

    def handle(self, **options: Any) -> None:
        if options["release"] or options["discard"]:
            count = release_outbound(discard=options["discard"])
            what = "discarded; they stay in the inbox" if options["discard"] else "on their way"
            self.stdout.write(f"Released: {count} messages {what}.")
            return
        found = held() if options["show"] else hold_outbound(options["reason"])
        self.stdout.write(f"{found.waiting} messages wait.")
        if found.known_until:
            known = timezone.localtime(found.known_until)
            self.stdout.write(
                f"This database knows what was sent until {known:%Y-%m-%d %H:%M}. "
                "What went out after that, before the restore, may go out a second time."
            )
        self.stdout.write("Release with --release, or give them up with --discard.")
