"""Who can be called into a comment with @: people who see the launch, found as names are found everywhere."""

from __future__ import annotations

from accounts.hangul import words
from accounts.models import User

from .access import nameable_people, sees
from .finding import found_people
from .models import Project

MOST = 8
LOOKED_AT = 3 * MOST  # where a launch is not open to everybody, so many are asked one by one


def callable_people(project: Project, *, by: User, query: str = "") -> list[User]:
    """At most eight, by name, with their departments; without a query the first ones of the alphabet.

    `by` is never among them. Nobody is offered whom the comment would not reach.
    """
    asked = words(query)
    people = found_people(by, asked) if asked else nameable_people(by).order_by("name", "pk")
    near = people.exclude(pk=by.pk).select_related("department")[:LOOKED_AT]
    is_open = not project.is_confidential
    return [person for person in near if (is_open and not person.is_partner) or sees(person, project)][:MOST]
