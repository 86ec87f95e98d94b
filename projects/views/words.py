"""Events in words: what happened, from what to what, and why. Ids of people and departments become names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts import wording
from accounts.models import Department, User
from accounts.templatetags.display import language
from checklists.models import in_reader_language
from ledger.models import Event
from ledger.wording import PAGES, what
from projects.event_words import EVENT_WORDS
from projects.models import Decision, SignOff, Status
from projects.syncing import What

# Which values of an event are shown, in this order, and what they are called.
LABELS: dict[str, Any] = {
    "launch_on": gettext_lazy("D-day"),
    "status": gettext_lazy("Status"),
    "due_on": gettext_lazy("Due"),
    "owner": gettext_lazy("Owner"),
    "department": gettext_lazy("Department"),
    "verdict": gettext_lazy("Decision"),
    "note": gettext_lazy("Note"),
    "fallback": gettext_lazy("What happens instead"),
    "follow_up_on": gettext_lazy("Follow-up date"),
    "text": gettext_lazy("Scenario"),
    "name": gettext_lazy("Evidence"),
    "body": gettext_lazy("Comment"),
    "template": gettext_lazy("Template"),
    "items": gettext_lazy("Items"),
    "by_user": gettext_lazy("Waits for"),
    "steps": pgettext_lazy("ladder", "Steps"),
    "until": gettext_lazy("No reminders before"),
    "hint": gettext_lazy("Address"),
    "alert": gettext_lazy("Readiness alert"),
    "told_at": gettext_lazy("Told at"),
}
# A whole sentence for each channel: in Korean the word would take a particle.
SAID: dict[str, Any] = {
    "": gettext_lazy("said by %(name)s"),
    Event.Via.PHONE: gettext_lazy("said by %(name)s on the phone"),
    Event.Via.MESSENGER: gettext_lazy("said by %(name)s in a messenger"),
    Event.Via.MEETING: gettext_lazy("said by %(name)s in a meeting"),
    Event.Via.MAIL: gettext_lazy("said by %(name)s in a mail"),
    Event.Via.TALK: gettext_lazy("said by %(name)s face to face"),
}
DAYS = ("launch_on", "due_on", "follow_up_on", "until")
TURNED_RED = "red"  # what an alert is called that no day asked for: the launch turned to at risk
PEOPLE = ("owner", "by_user")
SHORT = 12  # of the 64 digits of a hash
WORDS: dict[str, Any] = {**dict(Status.choices), **dict(Decision.Verdict.choices), **dict(SignOff.Verdict.choices)}


@dataclass(frozen=True, slots=True)
class Change:
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """One event as people read it. `said` is whose word it was, if not that of `who`. `others` are dates that moved
    with it: (title, before, after); `lines` what became of lines of a checklist that changed: (in a word, title, id of
    the item).
    """

    number: int
    at: datetime
    who: str
    said: str
    what: str
    target: str
    target_name: str
    changes: list[Change]
    reason: str
    others: list[tuple[str, date, date]]
    lines: list[tuple[str, str, int]]
    hash: str

    @property
    def day(self) -> date:
        """In the reader's time zone, under which it is listed."""
        return timezone.localdate(self.at)

    @property
    def short_hash(self) -> str:
        return self.hash[:SHORT]

    @property
    def sentence(self) -> str:
        """All of it in one line, for paper."""
        parts = [self.what, self.target_name if self.target else ""]
        parts += [
            f"{c.label} {c.before} → {c.after or '–'}" if c.before else f"{c.label} {c.after}" for c in self.changes
        ]
        parts += [f"{title} {wording.day(a, language())} → {wording.day(b, language())}" for title, a, b in self.others]
        parts += [f"{what} {title}" for what, title, _item in self.lines]
        parts += [_("Reason: “%(reason)s”") % {"reason": self.reason} if self.reason else "", self.said]
        return " · ".join(filter(None, parts))

    @property
    def url(self) -> str:
        """The page of what it is about, where that has one."""
        kind, _colon, key = self.target.partition(":")
        if kind not in PAGES or not key.isdecimal():
            return ""
        return reverse(PAGES[kind], args=[int(key)])

    @property
    def item_id(self) -> int | None:
        kind, _colon, key = self.target.partition(":")
        return int(key) if kind == "item" and key.isdecimal() else None


def lines_of(events: Iterable[Event]) -> list[Line]:
    """Two queries for the names, however many events there are."""
    events = list(events)
    names = _Names(events)
    return [_line(event, names) for event in events]


class _Names:
    def __init__(self, events: list[Event]) -> None:
        values = [values for event in events for values in (event.before, event.after)]
        people = {found[key] for found in values for key in PEOPLE if isinstance(found.get(key), int)}
        self.people = dict(User.objects.filter(pk__in=people).values_list("pk", "name"))
        self.departments = {department.pk: department.local_name for department in Department.objects.all()}

    def say(self, key: str, value: Any) -> str:
        if value in (None, ""):
            return ""
        if key in DAYS:
            return wording.day_dotted(date.fromisoformat(value), language())
        if key in PEOPLE:
            return str(self.people.get(value, value))
        if key == "department":
            return str(self.departments.get(value, value))
        if key == "steps":
            return str(len(value))
        if key == "told_at":
            return wording.moment(timezone.localtime(datetime.fromisoformat(value)), language())
        if key == "alert" and value == TURNED_RED:
            return _("turned to at risk")
        return str(WORDS.get(value, value)) if isinstance(value, str) else str(value)


def _line(event: Event, names: _Names) -> Line:
    is_own = event.verb in EVENT_WORDS  # the content of others' events is shown on their own pages
    return Line(
        number=event.seq,
        at=event.at,
        who=event.actor_name or _("the system"),
        said=said_words(event),
        what=what(event.verb),
        target=event.target,
        target_name=event.target_name,
        changes=_changes(event, names) if is_own else [],
        reason=event.reason,
        others=[
            (change["title"], date.fromisoformat(change["before"]), date.fromisoformat(change["after"]))
            for change in (event.after.get("changes", []) if is_own else [])
        ],
        lines=[
            (str(What(line["what"]).label), in_reader_language(line["title"], line["title_en"]), line["item"])
            for line in (event.after.get("lines", []) if is_own else [])
        ],
        hash=event.hash,
    )


def said_words(event: Event) -> str:
    """ "said by 박지훈 on the phone · 20 Nov 15:10"; nothing when it was the writer's own word."""
    if not event.said_by:
        return ""
    words = str(SAID.get(event.said_via, SAID[""])) % {"name": event.said_by}
    at = wording.moment(timezone.localtime(event.said_at), language()) if event.said_at else ""
    return f"{words} · {at}" if at else words


def _changes(event: Event, names: _Names) -> list[Change]:
    changes = []
    for key, label in LABELS.items():
        if key not in event.after or (key == "owner" and event.verb not in ("item_assigned", "item_added")):
            continue
        before, after = names.say(key, event.before.get(key)), names.say(key, event.after[key])
        if key == "owner" and event.verb == "item_assigned":
            before, after = before or _("nobody"), after or _("nobody")
        if before != after and (before or after):
            changes.append(Change(str(label), before, after))
    return changes
