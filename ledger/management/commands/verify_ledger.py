from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ledger.heads import NotHeads, compare, read_heads
from ledger.roles import may_alter
from ledger.verification import verify


class Command(BaseCommand):
    help = (
        "Check the hash chain of every stream, and name the first line that was altered, removed or inserted. With "
        "heads that were kept elsewhere, also find a chain that was written anew."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stream", help='only this one, as "template:partner-mall" or "company:company"')
        parser.add_argument("--heads", type=Path, metavar="FILE", help="heads kept elsewhere: a mail as text, or JSONL")

    def handle(self, *args: Any, **options: Any) -> None:
        result = verify(options["stream"])
        beside = self._beside(options["heads"], options["stream"]) if options["heads"] else []
        faults = [*result.faults, *((stream, fault) for stream, fault in beside if stream not in dict(result.faults))]
        for stream, fault in faults:
            self.stderr.write(f"{stream} #{fault.seq}: {fault.problem}")
        if faults:
            raise CommandError(f"{len(faults)} of {result.streams} streams do not verify.")
        self.stdout.write(f"{result.streams} streams, {result.events} events: every chain holds.")
        if may_alter():
            self.stdout.write("The role that asked could alter the ledger; the application should not be this role.")

    def _beside(self, file: Path, only: str | None) -> list[Any]:
        try:
            kept = read_heads(file.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError, NotHeads) as error:
            raise CommandError(f"{file}: {error}") from error
        kept = [head for head in kept if only in (None, head.stream)]
        faults = compare(kept)
        self.stdout.write(f"{len(kept)} kept heads, {len(faults)} of them on streams that are not what they were.")
        return faults
