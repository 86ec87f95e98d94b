from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ledger.roles import CannotGrant, grant


class Command(BaseCommand):
    help = (
        "Give the application's role, which APP_DATABASE_URL names with its password, what it needs and no more: it "
        "may add to the ledger, never alter it. Run it as the owner of the tables, after every migration."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        role, password = self._asked()
        try:
            grant(role, password)
        except CannotGrant as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{role} may add to the ledger and read it, and cannot alter it.")

    def _asked(self) -> tuple[str, str]:
        address = urlsplit(settings.APP_DATABASE_URL)
        if not address.username or not address.password:
            raise CommandError("APP_DATABASE_URL must name the application's role and its password.")
        return unquote(address.username), unquote(address.password)
