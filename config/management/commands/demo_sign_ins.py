from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from accounts.models import Role, User
from config.demo.company import PASSWORD, PEOPLE


class Command(BaseCommand):
    help = "Print with whom to sign in to the demo, by role."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        here = {
            user.email: user for user in User.objects.active().filter(email__in=[person.email for person in PEOPLE])
        }
        if not here:
            return
        self.stdout.write(f"Sign in with any of these; the password is {PASSWORD}")
        with translation.override("en"):
            for role in Role:
                for person in PEOPLE:
                    if person.role == role and (user := here.get(person.email)):
                        place = f", {user.department.name_en}" if user.department else ""
                        reads = " (reads English)" if user.language == "en" else ""
                        self.stdout.write(f"  {role.label + place:<36} {user.email:<24} {user.name}{reads}")
