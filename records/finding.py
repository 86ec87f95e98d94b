"""Records, briefs, handovers, requests and surprises found by words, each in what the reader may see, newest first."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from projects.finding import all_in

from .access import visible_briefs, visible_handovers, visible_records, visible_requests, visible_surprises
from .models import Handover, HandoverVersion, Request, Surprise
from .models.records import RecordQuerySet


def found_records(user: User, words: Sequence[str]) -> RecordQuerySet:
    """By the newest revision: its title and what was said."""
    found = visible_records(user).filter(all_in(("current__title", "current__body"), words))
    return found.order_by("-current__held_at", "-pk")


def found_briefs(user: User, words: Sequence[str]) -> QuerySet[Handover]:
    """Those with a version to read."""
    published = Exists(HandoverVersion.objects.filter(handover=OuterRef("pk")))
    return visible_briefs(user).filter(published, all_in(("title",), words))


def found_handovers(user: User, words: Sequence[str]) -> QuerySet[Handover]:
    """Without the briefs, which are found as such."""
    return visible_handovers(user).exclude(kind=Handover.Kind.BRIEF).filter(all_in(("title",), words))


def found_requests(user: User, words: Sequence[str]) -> QuerySet[Request]:
    return visible_requests(user).filter(all_in(("title", "said"), words))


def found_surprises(user: User, words: Sequence[str]) -> QuerySet[Surprise]:
    return visible_surprises(user).filter(all_in(("title", "details"), words))
