"""`manage.py explain_reminder ITEM PERSON`: why this person was or was not reminded of a line, or of "receipt:12"."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from accounts.asked import number
from accounts.models import User
from notifications.explain import Explanation, explain
from notifications.explain.things import explain_thing
from notifications.services import database_now
from projects.models import Item


class Command(BaseCommand):
    help = "Why a person was or was not reminded of an item: the ladder, who it is for, what was sent, what comes next."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("item", help="the number of the item in its address, or what is owed, such as receipt:12")
        parser.add_argument("person", help="e-mail address or id")
        parser.add_argument("--language", choices=["ko", "en"], default="ko")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            found = _explained(options["item"], _person(options["person"]))
        self.stdout.write(found.verdict)
        for part in found.parts:
            self.stdout.write(f"\n{part.heading}")
            for sentence in part.sentences:
                self.stdout.write(f"  - {sentence}")


def _explained(named: str, person: User) -> Explanation:
    if (pk := number(named)) is None:
        if found := explain_thing(named, person, database_now()):
            return found
        raise CommandError(f"Nothing of this kind and number is owed: {named}.")
    items = Item.objects.select_related("project__template_version__template", "department", "owner")
    item = items.filter(pk=pk).first()
    if item is None:
        raise CommandError(f"There is no item {named}.")
    return explain(item, person, database_now(), with_others=True)


def _person(named: str) -> User:
    people = User.objects.select_related("department")
    pk = number(named)
    found = people.filter(email__iexact=named) if pk is None else people.filter(pk=pk)
    person = found.first()
    if person is None:
        raise CommandError(f"There is no person {named}.")
    return person
