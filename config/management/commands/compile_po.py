from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Compile the translations (.po to .mo); works where gettext is not installed."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        for source in sorted(
            path for folder in settings.LOCALE_PATHS for path in Path(folder).glob("*/LC_MESSAGES/*.po")
        ):
            target, draft = source.with_suffix(".mo"), source.with_suffix(".mo.new")
            polib.pofile(str(source)).save_as_mofile(str(draft))
            draft.replace(target)  # at once, because a server may be reading it
            self.stdout.write(f"{target.relative_to(settings.BASE_DIR)}")
