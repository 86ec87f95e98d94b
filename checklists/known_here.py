"""What an import compares a file with, read from the database."""

from __future__ import annotations

from collections import defaultdict

from accounts.access.people import OWNERS
from accounts.models import Department, User
from accounts.workdays import calendars

from .contents import content_of
from .files.known import Known, Person, spellings
from .library import DEPARTMENTS
from .models import Template, TemplateItem


def known_here(template: Template | None = None) -> Known:
    """Departments, active people, the company's calendar, and the draft of the template the file goes into."""
    people = tuple(
        Person(email, name, slug or "", may_own=role in OWNERS)
        for email, name, slug, role in User.objects.active().values_list("email", "name", "department__slug", "role")
    )
    calendar = calendars()[None]
    if template is None:
        return Known(department_names(), people, calendar)
    taken = TemplateItem.objects.filter(version__template=template).values_list("key", flat=True)
    draft = content_of(template.versions.drafts().get())
    return Known(department_names(), people, calendar, draft, frozenset(taken))


def department_names() -> dict[str, str]:
    """A short name by every name that means one department only: its own names first, then what it covers."""
    own: dict[str, set[str]] = defaultdict(set)
    covered: dict[str, set[str]] = defaultdict(set)
    for department in Department.objects.all():
        for name in (department.slug, department.name, department.name_en):
            for words in spellings(name):
                own[words].add(department.slug)
        for slug in department.covers:
            for name in (slug, *DEPARTMENTS.get(slug, ())):
                for words in spellings(name):
                    covered[words].add(department.slug)
    return {
        words: slug for found in (covered, own) for words, slugs in found.items() if len(slugs) == 1 for slug in slugs
    }
