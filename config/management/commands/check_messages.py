from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.translations import faults_of, new_entry, source_texts

CATALOGUE = "locale/ko/LC_MESSAGES/django.po"


class Command(BaseCommand):
    help = (
        "Fail, naming each one, unless every text of the product is translated into Korean. --add collects new texts."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--add", action="store_true", help=f"write what is missing into {CATALOGUE}, untranslated")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.BASE_DIR) / CATALOGUE
        catalogue = polib.pofile(str(path), wrapwidth=110)
        texts = source_texts(Path(settings.BASE_DIR))
        if options["add"]:
            known = {(entry.msgid, entry.msgctxt or "") for entry in catalogue}
            new = [new_entry(text, places) for key, (text, places) in texts.items() if key not in known]
            catalogue.extend(new)
            catalogue.sort(key=lambda entry: (entry.occurrences[:1], entry.msgid))
            catalogue.save()
            self.stdout.write(f"{len(new)} new in {CATALOGUE}")
        faults = faults_of(catalogue, texts)
        if faults:
            raise CommandError("\n".join([*faults, f"{len(faults)} of {len(texts)} texts have no good translation."]))
        self.stdout.write(f"{len(texts)} texts, all translated.")
