from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.demo.loading import NotEmpty, load_demo


class Command(BaseCommand):
    help = "Fill an empty database with a company and its launches, four of them running; again, it changes nothing."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The password of the demo's people is public. Set DEMO=true where that is all right.")
        try:
            is_new = load_demo()
        except NotEmpty as error:
            raise CommandError(str(error)) from error
        self.stdout.write("The demo is loaded." if is_new else "The demo is there already.")
