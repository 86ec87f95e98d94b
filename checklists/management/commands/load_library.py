from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Role, User
from checklists.library import LibraryError, load_all


class Command(BaseCommand):
    help = "Bring the template library into the database; running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        by = User.objects.active().filter(role__in=[Role.PLANNER, Role.ADMIN]).order_by("role", "pk").first()
        if by is None:
            raise CommandError("Create an administrator or a CX planner first: manage.py createsuperuser")
        try:
            templates = load_all(by=by)
        except LibraryError as error:
            raise CommandError(str(error)) from error
        for template in templates:
            self.stdout.write(f"{template.name}: v{template.versions.published().count()}")
