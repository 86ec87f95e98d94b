"""What each page of the help tells from the code: examples computed now, ladders, permissions, times."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User

from . import keeping, reaching, reminding, scheduling

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Page:
    """`facts` gives the context of its template."""

    slug: str
    title: StrOrPromise
    summary: StrOrPromise
    facts: Callable[[User], dict[str, Any]]


_PAGES = (
    Page("dates", _("How a date is computed"), _("D-day, business days, closed days, with examples of this month"),
         scheduling.dates),
    Page("states", _("Late, readiness, states"), _("when something is late, and what the four states mean"),
         keeping.states),
    Page("told", _("Who is told when"), _("reminders, the digest, alerts, and what is promised about them"),
         reminding.told),
    Page("gate", _("The launch decision"), _("sign-off, GO, conditional GO, NO-GO"), keeping.nothing),
    Page("records", _("What cannot be changed"), _("history, records, and how anybody verifies them"), keeping.nothing),
    Page("roles", _("What each role may do"), _("the table that pages, programs and messages go by"), reaching.roles),
    Page("partners", _("What partners see"), _("launches opened to their centre, and nothing else"), reaching.partners),
    Page("privacy", _("Privacy"), _("what is kept of a person, who sees it, and for how long"), keeping.privacy),
    Page("keys", _("Keyboard"), _("every key, and how to switch the letters off"), keeping.nothing),
)  # fmt: skip
PAGES = {page.slug: page for page in _PAGES}


def facts_for(slug: str, user: User) -> dict[str, Any]:
    return PAGES[slug].facts(user)
