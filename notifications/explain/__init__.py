"""Why a person was told of a line, or was not: the rules, the facts of today and the record, in plain sentences.

It reads and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from projects.models import Item

from ..rests import resting
from .facts import Facts
from .parts import Part, day, moment, parts_of, progress_of, step_words, whom


@dataclass(frozen=True, slots=True)
class Explanation:
    """`verdict` is the answer in a sentence, `parts` are what it rests on."""

    is_told: bool
    verdict: str
    parts: list[Part]


def explain(item: Item, person: User, now: datetime, *, with_others: bool = False) -> Explanation:
    """`item` with its launch, department and owner loaded. `with_others` also says whom else the step is for.

    Days count in the launch's time zone. About 15 queries, none of which grows with the number of lines.
    """
    facts = Facts(item, person, now)
    return Explanation(bool(facts.reminders), _verdict(facts), parts_of(facts, with_others=with_others))


def _verdict(facts: Facts) -> str:
    name, step = facts.person.name, facts.window.step if facts.window else None
    latest = facts.reminders[0] if facts.reminders else None
    if latest is None:
        return _("%(name)s was not reminded of this item: %(why)s") % {"name": name, "why": next(_why_not(facts))}
    said = {"name": name, "at": moment(latest.at, facts), "how": progress_of(latest)}
    if step and latest.notification.topic == step.key:
        said["step"] = step_words(step)
        if not any(way.mark == "ok" for way in latest.ways):
            return _("The reminder for %(name)s stands in the inbox since %(at)s (%(step)s): %(how)s.") % said
        return _("%(name)s was reminded of this item on %(at)s (%(step)s): %(how)s.") % said
    why = next(_why_not(facts))
    return _("%(name)s was last reminded of this item on %(at)s: %(how)s. Not since: %(why)s") % {**said, "why": why}


def _why_not(facts: Facts) -> Iterator[str]:
    """The reasons why nothing is told today, the decisive one first; there is always one."""
    item, project, person = facts.item, facts.project, facts.person
    if project.cancelled_at:
        yield _("the launch was cancelled on %(day)s.") % {"day": day(project.today_at(project.cancelled_at))}
    if project.finished_at:
        yield _("the launch was finished on %(day)s.") % {"day": day(project.today_at(project.finished_at))}
    if not item.is_open:
        yield _("the item is closed (%(status)s).") % {"status": item.get_status_display()}
    if not person.is_active:
        yield _("the account is closed, and nothing is sent to who has left.")
    if not facts.sees_launch:
        yield _("this person may not see the launch.")
    if not facts.sees_item:
        yield _("this person may not see the item.")
    if facts.window is None:
        first = min(facts.steps, key=lambda step: step.offset)
        yield _("no step of the ladder has fallen yet. The first falls on %(day)s (%(step)s).") % {
            "day": day(facts.falls_on(first)), "step": step_words(first),
        }  # fmt: skip
        return
    for rest in resting(item, facts.today):
        yield _("%(name)s acknowledged it, so its ladder rests until %(day)s.") % {
            "name": rest.by.name, "day": day(rest.until),
        }  # fmt: skip
    yield from _not_theirs(facts, whom(facts.window.step))
    if any(one.recipient_id == person.pk and one.day == facts.today for one in facts.foreseen):
        yield _("it is owed now, and the next sweep writes it down (every 15 seconds).")
    yield _("the step that stands today was dealt with before.")


def _not_theirs(facts: Facts, audience: str) -> Iterator[str]:
    if facts.is_held_up and facts.item.owner_id == facts.person.pk:
        yield _("the item is blocked, and its reminders go to whoever it waits for.")
    owed_today = any(one.recipient_id == facts.person.pk and one.day == facts.today for one in facts.foreseen)
    if facts.absence and not owed_today:
        yield _("away until %(day)s; %(name)s is told instead.") % {
            "day": day(facts.absence.last_on), "name": facts.absence.substitute.name,
        }  # fmt: skip
    if facts.window and not facts.parts_played & facts.window.step.audience:
        yield _("the step that stands today is for: %(audience)s. This person is none of them.") % {
            "audience": audience,
        }  # fmt: skip
