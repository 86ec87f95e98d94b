"""The parts of an explanation: launch and line, ladder, person, record, and what comes next, each as sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts import wording as words
from accounts.models import User
from projects.access import title_for

from .. import wording
from ..ladder import Audience, Step
from ..ladder.words import SOURCES, offset_of, when
from ..ladder.words import whom as audiences
from ..models import DeliveryAttempt, Destination, Message, Mute, OutboundHold
from ..rests import resting
from ..services.heartbeat import last_tick
from ..told import Told
from .facts import Facts

NEXT_SHOWN = 3
SWEPT_LATELY = 60  # seconds


@dataclass(frozen=True, slots=True)
class Part:
    heading: str
    sentences: list[str]


def parts_of(facts: Facts, *, with_others: bool) -> list[Part]:
    found = [
        Part(_("The launch and the item"), list(_about(facts))),
        Part(_("The ladder"), list(_ladder(facts))),
        Part(_("Who the step is for"), list(_others(facts)) if with_others else []),
        Part(_("The person"), list(_person(facts))),
        Part(_("What was told"), list(_record(facts))),
        Part(pgettext("explanation", "What comes next"), list(_next(facts))),
    ]
    return [part for part in found if part.sentences]


def day(value: date) -> str:
    return words.day(value, wording.language())


def moment(value: datetime, facts: Facts) -> str:
    return words.moment(value.astimezone(ZoneInfo(facts.project.time_zone)), wording.language())


def elsewhere(time_zone: str) -> str:
    """The name of a zone that is not the company's own: that one goes without saying."""
    return "" if time_zone == settings.TIME_ZONE else f" ({time_zone})"


def step_words(step: Step) -> str:
    return when(step.offset)


def whom(step: Step) -> str:
    return ", ".join(audiences(step.audience))


def progress_of(told: Told) -> str:
    """How far it came on each channel, in a few words."""
    return ", ".join([*(f"{way.channel}: {way.words}" for way in told.ways), *([told.note] if told.note else [])])


def _about(facts: Facts) -> Iterator[str]:
    item, project = facts.item, facts.project
    yield _("%(launch)s opens on %(day)s. Today is %(today)s there%(zone)s.") % {
        "launch": project.name, "day": day(project.launch_on), "today": day(facts.today),
        "zone": elsewhere(project.time_zone),
    }  # fmt: skip
    if project.is_confidential:
        yield _("The launch is confidential: only those it names are told, and no shared channel.")
    kind = _("must-have") if item.is_blocker else _("item")
    yield _("“%(title)s” (%(kind)s, %(department)s) is due on %(day)s; its state is: %(status)s.") % {
        "title": item.local_title, "kind": kind, "department": item.department.local_name,
        "day": day(item.due_on), "status": item.get_status_display(),
    }  # fmt: skip
    if item.owner is None:
        yield _("Nobody owns it, so the department's leads stand in for the owner.")
    elif not item.owner.is_active:
        yield _("The account of its owner (%(name)s) is closed, so the department's leads stand in.") % {
            "name": item.owner.name
        }
    else:
        yield _("Its owner is %(name)s.") % {"name": item.owner.name}
    if not facts.leads:
        yield _("The department has no lead, so the planner stands in for the lead.")
    if facts.is_held_up:
        yield _("It is blocked by %(who)s, to whom its reminders go.") % {"who": _blocker(facts)}
    for rest in resting(item, facts.today):
        yield _("%(name)s acknowledged it on %(at)s: its ladder rests until %(day)s.") % {
            "name": rest.by.name, "at": moment(rest.at, facts), "day": day(rest.until),
        }  # fmt: skip


def _blocker(facts: Facts) -> str:
    item = facts.item
    if item.blocked_by_user:
        return item.blocked_by_user.name
    return f"“{title_for(facts.person, item.blocked_by_item)}”" if item.blocked_by_item else ""


def _ladder(facts: Facts) -> Iterator[str]:
    yield _("In force: the %(source)s.") % {"source": SOURCES[facts.standing.source]}
    if facts.added.get(facts.item.department_id):
        yield _("%(department)s adds steps of its own.") % {"department": facts.item.department.local_name}
    for step in facts.steps:
        said = _("%(when)s, %(day)s: %(whom)s, %(urgency)s") % {
            "when": step_words(step), "day": day(facts.falls_on(step)),
            "whom": whom(step), "urgency": step.urgency.label,
        }  # fmt: skip
        daily = _(", again every business day") if step.repeats_daily else ""
        now = _(" ← stands today") if facts.window and facts.window.step == step else ""
        yield said + daily + now


def _others(facts: Facts) -> Iterator[str]:
    """Whom the step of today, or else the next one, is for; as the sweep itself finds them."""
    days = sorted({one.day for one in facts.foreseen})
    if not days:
        yield _("Nobody else is to be told of this item as things stand.")
        return
    first = [one for one in facts.foreseen if one.day == days[0]]
    people = User.objects.in_bulk([one.recipient_id for one in first if one.recipient_id])
    channels = Destination.objects.in_bulk([one.destination_id for one in first if one.destination_id])
    for one in first:
        who = people[one.recipient_id].name if one.recipient_id else channels[one.destination_id or 0].name
        yield _("%(day)s, %(step)s: %(who)s, %(part)s.") % {
            "day": day(one.day), "step": when(offset_of(one.step)), "who": who,
            "part": wording.ROLES.get(one.audience, one.audience),
        }  # fmt: skip


def _person(facts: Facts) -> Iterator[str]:
    person, preference = facts.person, facts.preference
    if not person.is_active:
        yield _("The account is closed: nothing is sent.")
        return
    played = [str(Audience(part).label) for part in sorted(facts.parts_played)]
    yield _("Part in this item: %(parts)s.") % {"parts": ", ".join(played) or _("none")}
    if not facts.sees_item:
        yield _("May not see this item, so is told nothing of it.")
    if facts.absence:
        yield _("Away until %(day)s; %(name)s is told instead, if they may see it.") % {
            "day": day(facts.absence.last_on), "name": facts.absence.substitute.name,
        }  # fmt: skip
    if Mute.objects.filter(user=person, project=facts.project).exists():
        yield _("Has muted this launch: only must-haves and what asks something go out. The inbox keeps everything.")
    yield from _hours(facts)
    if not preference.by_email:
        yield _("E-mail is switched off.")
    for destination in Destination.objects.filter(user=person):
        state = _("switched off") if destination.disabled_at else _("in use")
        yield f"{destination.get_channel_display()} · {destination.name}: {state}"


def _hours(facts: Facts) -> Iterator[str]:
    person, preference = facts.person, facts.preference
    yield _("The digest goes out at %(hour)s:00%(zone)s on working days of the department.") % {
        "hour": f"{person.digest_hour:02d}", "zone": elsewhere(person.time_zone),
    }  # fmt: skip
    if preference.quiet_from != preference.quiet_until:
        yield _("Quiet hours from %(first)s:00 to %(last)s:00: messages wait for their end.") % {
            "first": f"{preference.quiet_from:02d}", "last": f"{preference.quiet_until:02d}",
        }  # fmt: skip
    if facts.item.department_id == person.department_id and not facts.calendar.is_open(facts.today):
        yield _("Today the department is closed.")


def _record(facts: Facts) -> Iterator[str]:
    if not facts.told:
        yield _("Nothing on record: no reminder or notice of this item.")
    ids = [way.message_id for told in facts.told for way in told.ways]
    tries: dict[int, list[DeliveryAttempt]] = {}
    for attempt in DeliveryAttempt.objects.filter(message__in=ids):
        tries.setdefault(attempt.message_id, []).append(attempt)
    for told in facts.told:
        instead = ""
        if told.notification.recipient_id != facts.person.pk:
            instead = _(" (told to %(name)s instead)") % {"name": told.who}
        elif told.instead_of:
            instead = _(" (in place of %(name)s)") % {"name": told.instead_of}
        yield f"{moment(told.at, facts)} {told.why}{instead}: {progress_of(told) or '–'}"
        if told.confirmed_at:
            yield _("confirmed on %(at)s") % {"at": moment(told.confirmed_at, facts)}
        for way in told.ways:
            for attempt in tries.get(way.message_id, []):
                yield _try(attempt, way.reference, facts)


def _try(attempt: DeliveryAttempt, reference: str, facts: Facts) -> str:
    said = _("%(reference)s, try %(number)s on %(at)s: %(outcome)s") % {
        "reference": reference, "number": attempt.number, "at": moment(attempt.started_at, facts),
        "outcome": attempt.get_outcome_display(),
    }  # fmt: skip
    return f"{said} “{attempt.answer}”" if attempt.answer else said


def _next(facts: Facts) -> Iterator[str]:
    hold = OutboundHold.objects.open().first()
    if hold:
        yield _("Nothing goes out now: sending is held since %(at)s.") % {"at": moment(hold.started_at, facts)}
    age = last_tick()
    if age is None or age > SWEPT_LATELY:
        yield _("The sweep has not run for more than a minute; nothing is written until it does.")
    waiting = [way for told in facts.told for way in told.ways if way.mark == "idle"]
    for message in Message.objects.filter(pk__in=[way.message_id for way in waiting], next_try_at__isnull=False):
        yield _("%(reference)s is tried again on %(at)s.") % {
            "reference": message.reference, "at": moment(message.next_try_at or facts.now, facts),
        }  # fmt: skip
    mine = [one for one in facts.foreseen if one.recipient_id == facts.person.pk][:NEXT_SHOWN]
    for one in mine:
        yield _("%(day)s: %(step)s, %(part)s, unless the item is closed before.") % {
            "day": day(one.day), "step": when(offset_of(one.step)), "part": wording.ROLES.get(one.audience, ""),
        }  # fmt: skip
    if not mine:
        yield _("As things stand, no further reminder of this item will come.")
