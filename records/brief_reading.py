"""A brief as one person reads it: the version, what they confirmed before, and what differs since; and who else has.

A partner sees the versions that its centre was given, and the newest; of other centres not even that they read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.access import Action, Reach, reach
from accounts.models import Department, User
from projects.access import visible_projects
from projects.models.project import ProjectQuerySet

from .access import visible_briefs, visible_receipts
from .brief import PARTS, Line
from .brief_differences import Difference, asked_of
from .models import WAITING, BriefLine, Handover, HandoverVersion, Part, Receipt

State = Receipt.State
CONFIRMED = (State.ACCEPTED, State.REMARKS)
# What a reader needs at a glance stands above everything else, whatever else they come to look up.
AT_A_GLANCE = (Part.SUMMARY, Part.WHEN, Part.WHO)


@dataclass(frozen=True, slots=True)
class Reading:
    """`version` is the one on the page, `newest` the one to confirm; `receipt` the reader's own of the newest.

    `confirmed` is the last version that the reader confirmed.
    """

    brief: Handover
    version: HandoverVersion
    newest: HandoverVersion
    versions: list[HandoverVersion]
    receipt: Receipt | None
    confirmed: HandoverVersion | None

    @property
    def is_newest(self) -> bool:
        return self.version.number == self.newest.number

    @property
    def is_confirmed(self) -> bool:
        return self.receipt is not None and self.receipt.state in CONFIRMED

    @property
    def is_asked(self) -> bool:
        """Whether this person still has to confirm the newest version."""
        return self.receipt is not None and self.receipt.state in WAITING

    @property
    def asked(self) -> list[Difference]:
        """What there is to read: all of it, or what differs from the version that this reader confirmed."""
        return asked_of(self.confirmed.lines if self.confirmed else None, self.newest.lines)


@dataclass(frozen=True, slots=True)
class Reader:
    """One person of a centre: what they confirmed of the newest version, and since when they have not."""

    receipt: Receipt
    confirmed_before: int | None

    @property
    def has_read(self) -> bool:
        return self.receipt.state in CONFIRMED

    @property
    def since(self) -> datetime:
        return self.receipt.answered_at or self.receipt.opened_at or self.receipt.handed.sent_at


@dataclass(slots=True)
class Centre:
    department: Department
    readers: list[Reader] = field(default_factory=list)

    @property
    def read(self) -> list[Reader]:
        return [reader for reader in self.readers if reader.has_read]

    @property
    def unread(self) -> list[Reader]:
        return [reader for reader in self.readers if not reader.has_read]

    @property
    def percent(self) -> int:
        return round(100 * len(self.read) / len(self.readers)) if self.readers else 0


def versions_for(brief: Handover, reader: User) -> QuerySet[HandoverVersion]:
    versions = brief.versions.select_related("sent_by").order_by("number")
    if reach(reader, Action.SEE_BRIEF) == Reach.ALL:
        return versions
    given = Receipt.objects.filter(department=reader.department_id or 0).values("handed")
    newest = brief.versions.order_by("-number").values("pk")[:1]
    return versions.filter(Q(pk__in=given) | Q(pk__in=newest))


def reading_of(brief: Handover, reader: User, *, number: int | None = None) -> Reading | None:
    """The brief for this person, at version `number` or the newest; None where they can read no such version."""
    versions = list(versions_for(brief, reader))
    shown = [version for version in versions if number in (None, version.number)]
    if not shown:
        return None
    by_pk = {version.pk: version for version in versions}
    receipts = list(Receipt.objects.filter(person=reader, handed__in=versions).exclude(state=State.CLOSED))
    confirmed = [by_pk[receipt.handed_id] for receipt in receipts if receipt.state in CONFIRMED]
    newest = versions[-1]
    own = [receipt for receipt in receipts if receipt.handed_id == newest.pk]
    return Reading(
        brief=brief,
        version=shown[-1],
        newest=newest,
        versions=versions,
        receipt=own[-1] if own else None,
        confirmed=max(confirmed, key=lambda version: version.number, default=None),
    )


def in_parts(lines: Iterable[Line]) -> list[tuple[Part, list[Line]]]:
    """The lines under the parts they stand in, in the order of the parts."""
    ordered = sorted(lines, key=lambda line: PARTS.index(Part(line["part"])))
    return [(Part(part), list(found)) for part, found in groupby(ordered, key=lambda line: line["part"])]


def centres_of(brief: Handover, by: User) -> list[Centre]:
    """Who read the newest version and who did not, by centre; a partner lead's own alone. Three queries."""
    newest = brief.versions.order_by("-number").values("pk")[:1]
    receipts = visible_receipts(by).filter(handed__in=newest, person__isnull=False).exclude(state=State.CLOSED)
    rows = receipts.select_related("person", "department", "handed", "answered_by").order_by(
        "department_id", "person__name", "pk"
    )
    before = dict(
        Receipt.objects.filter(handed__handover=brief, state__in=CONFIRMED)
        .order_by("handed__number")
        .values_list("person_id", "handed__number")
    )
    centres: dict[int, Centre] = {}
    for receipt in rows:
        person = receipt.person
        if person and (person.is_active or receipt.answered_at):
            centre = centres.setdefault(receipt.department_id, Centre(receipt.department))
            centre.readers.append(Reader(receipt, before.get(person.pk)))
    return list(centres.values())


def briefs_for(reader: User) -> QuerySet[Handover]:
    """The published briefs of the launches that somebody sees."""
    return visible_briefs(reader).filter(versions__isnull=False).distinct().select_related("project")


def unpublished_of(writer: User) -> ProjectQuerySet:
    """The running launches that have no published brief; `has_draft` tells where one was begun."""
    published = Exists(briefs_for(writer).filter(project=OuterRef("pk")))
    has_draft = Exists(BriefLine.objects.filter(project=OuterRef("pk")))
    launches = visible_projects(writer).running().filter(~published)
    return launches.annotate(has_draft=has_draft).order_by("launch_on", "pk")
