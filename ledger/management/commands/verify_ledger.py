from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ledger.verification import verify


class Command(BaseCommand):
    help = "Check the hash chain of every stream, and name the first line that was altered, removed or inserted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stream", help='only this one, as "template:partner-mall" or "company:company"')

    def handle(self, *args: Any, **options: Any) -> None:
        result = verify(options["stream"])
        for stream, fault in result.faults:
            self.stderr.write(f"{stream} #{fault.seq}: {fault.problem}")
        if result.faults:
            raise CommandError(f"{len(result.faults)} of {result.streams} streams do not verify.")
        self.stdout.write(f"{result.streams} streams, {result.events} events: every chain holds.")
