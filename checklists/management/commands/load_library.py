from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Role, User
from checklists.library import LibraryError, is_newer, load, read_all


class Command(BaseCommand):
    help = "Bring the template library into the database; running it again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slugs", nargs="*", help="Only these templates, by short name; all of them without any.")

    def handle(self, *args: Any, **options: Any) -> None:
        by = User.objects.active().filter(role__in=[Role.PLANNER, Role.ADMIN]).order_by("role", "pk").first()
        if by is None:
            raise CommandError("Create an administrator or a CX planner first: manage.py createsuperuser")
        try:
            sources = {source.slug: source for source in read_all()}
            if unknown := [slug for slug in options["slugs"] if slug not in sources]:
                raise CommandError(f"The library has no {', '.join(unknown)}. It has: {', '.join(sources)}.")
            for slug in options["slugs"] or sources:
                template = load(sources[slug], by=by)
                versions = template.versions.published().count()
                note = " (edited here: its page offers the new edition)" if is_newer(sources[slug], template) else ""
                self.stdout.write(f"{template.name}: v{versions}{note}")
        except LibraryError as error:
            raise CommandError(str(error)) from error
