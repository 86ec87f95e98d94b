"""Why a person was told of something that is owed outside the checklist, or was not. It reads and changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import wording as words
from accounts.asked import number
from accounts.models import User
from accounts.workdays import calendars
from projects.access import sees
from records.models import Owed

from .. import wording
from ..ladder import Audience, Step, effective, windows
from ..ladder.words import SOURCES
from ..models import Absence, Notification
from ..services.ladders import ladders, usable
from ..services.standing import DEFAULT, Standing, standing_at
from ..told import Told, loaded, telling
from . import Explanation
from .parts import Part, day, progress_of, step_words, whom


def explain_thing(key: str, person: User, now: datetime) -> Explanation | None:
    """`key` is "receipt:12", as `records.Owed` names it. None for what was never owed and is not known here.

    Days count in the launch's time zone, outside launches in the company's.
    """
    kind, _colon, written = key.partition(":")
    pk = number(written)
    if kind not in Owed.Kind.values or pk is None:
        return None
    owed = Owed.objects.select_related("project", "department", "person").filter(key=key).first()
    told = _told(kind, pk, person)
    if owed is None:
        return _no_longer(person, told) if told else None
    return _Why(owed, person, now, told).explanation()


def _told(kind: str, pk: int, person: User) -> list[Told]:
    theirs = Notification.objects.filter(Q(recipient=person) | Q(instead_of=person), thing_kind=kind, thing_id=pk)
    return [telling(found) for found in loaded(theirs)]


def _no_longer(person: User, told: list[Told]) -> Explanation:
    verdict = _("It is owed no longer: it was answered, or withdrawn. Nothing more is told to %(name)s.")
    return Explanation(bool(told), verdict % {"name": person.name}, [Part(_("What was told"), list(_record(told)))])


def _record(told: list[Told]) -> Iterator[str]:
    if not told:
        yield _("Nothing on record: no reminder or notice of it.")
    for one in told:
        yield f"{words.moment(timezone.localtime(one.at), wording.language())} {one.why}: {progress_of(one) or '–'}"


class _Why:
    """One thing that is owed, and one person."""

    def __init__(self, owed: Owed, person: User, now: datetime, told: list[Told]) -> None:
        self.owed, self.person, self.told = owed, person, told
        zone = ZoneInfo(owed.project.time_zone if owed.project else settings.TIME_ZONE)
        self.today: date = now.astimezone(zone).date()
        self.calendar = usable(owed.department_id, calendars(), self.today)
        self.standing: Standing = standing_at(owed.project) if owed.project else DEFAULT

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        added = ladders().added.get(self.owed.department_id, ())
        return effective(self.standing.steps, added, is_blocker=False)

    @cached_property
    def step(self) -> Step | None:
        """The one that stands today."""
        found = windows(self.today, self.calendar, self.steps)
        return next((one.step for one in found if one.due_from <= self.owed.due_on <= one.due_to), None)

    @cached_property
    def parts_played(self) -> set[Audience]:
        owed, person = self.owed, self.person
        is_lead = person.is_lead and person.department_id == owed.department_id
        has_owner = bool(owed.person and owed.person.is_active)
        played = {
            Audience.OWNER: owed.person_id == person.pk if has_owner else is_lead,
            Audience.LEAD: is_lead,
            Audience.PLANNER: bool(owed.project and owed.project.planner_id == person.pk),
        }
        return {part for part, plays in played.items() if plays}

    def explanation(self) -> Explanation:
        reminders = [
            one
            for one in self.told
            if one.notification.kind == Notification.Kind.REMINDER and one.notification.due_on == self.owed.due_on
        ]
        parts = [
            Part(_("What is owed"), list(self._about())),
            Part(_("The ladder"), list(self._ladder())),
            Part(_("What was told"), list(_record(self.told))),
        ]
        return Explanation(bool(reminders), self._verdict(reminders), parts)

    def _verdict(self, reminders: list[Told]) -> str:
        name = self.person.name
        if reminders and (self.step is None or reminders[0].notification.topic == self.step.key):
            at = words.moment(timezone.localtime(reminders[0].at), wording.language())
            said = {"name": name, "at": at, "how": progress_of(reminders[0])}
            return _("%(name)s was reminded of it on %(at)s: %(how)s.") % said
        return _("%(name)s was not reminded of it: %(why)s") % {"name": name, "why": next(self._why_not())}

    def _why_not(self) -> Iterator[str]:
        if not self.person.is_active:
            yield _("the account is closed, and nothing is sent to who has left.")
        if self.owed.project and not sees(self.person, self.owed.project):
            yield _("this person may not see the launch.")
        if self.step is None:
            yield _("no step of the ladder has fallen yet.")
            return
        if not self.parts_played & self.step.audience:
            audience = whom(self.step)
            yield _("the step that stands today is for: %(audience)s. This person is none of them.") % {
                "audience": audience
            }
        away = Absence.objects.filter(user=self.person, first_on__lte=self.today, last_on__gte=self.today)
        if absence := away.select_related("substitute").first():
            yield _("away until %(day)s; %(name)s is told instead.") % {
                "day": day(absence.last_on), "name": absence.substitute.name,
            }  # fmt: skip
        yield _("it is owed now, and the next sweep writes it down (every 15 seconds).")

    def _about(self) -> Iterator[str]:
        owed = self.owed
        yield f"{Owed.Kind(owed.kind).label}: {owed.title}"
        who = owed.person.name if owed.person else _("the leads of the department")
        yield _("Due on %(day)s; owed by %(who)s (%(department)s).") % {
            "day": day(owed.due_on), "who": who, "department": owed.department.local_name,
        }  # fmt: skip
        yield owed.project.name if owed.project else _("It belongs to no launch.")

    def _ladder(self) -> Iterator[str]:
        yield _("In force: the %(source)s.") % {"source": SOURCES[self.standing.source]}
        for step in self.steps:
            falls_on = day(self.calendar.shift(self.owed.due_on, step.offset))
            said = _("%(when)s, %(day)s: %(whom)s, %(urgency)s") % {
                "when": step_words(step), "day": falls_on, "whom": whom(step), "urgency": step.urgency.label,
            }  # fmt: skip
            yield said + (_(" ← stands today") if step == self.step else "")
