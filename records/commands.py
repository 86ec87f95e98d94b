"""What the search palette can do besides finding: places to go, things to start, switches to turn.

A person is offered only what their role reaches; the addresses ask again. Nothing here reads the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from accounts import hangul
from accounts.access import Action, Reach, reach
from accounts.models import Density, Theme, User

SHOWN_FIRST = 8
ANY_REACH = frozenset(Reach) - {Reach.NONE}
OPEN_WITH = {  # pages that take more than some reach
    Action.SEE_RECORDS: frozenset({Reach.ALL}),
    Action.SEE_DELIVERIES: frozenset({Reach.ALL, Reach.DEPARTMENT}),
}


@dataclass(frozen=True, slots=True)
class Command:
    """With `url` a place; with `name` and `value` a switch that is posted; with `dialog` the id of a dialog."""

    label: Promise
    icon: str
    url: str = ""
    name: str = ""
    value: str = ""
    dialog: str = ""


def commands_for(user: User, query: str) -> list[Command]:
    """Those whose words match, in Korean or English; without a query the first few."""
    if not query.strip():
        return [*_starts(user), *_places(user)][:SHOWN_FIRST]
    offered = [*_starts(user), *_places(user), *_switches(user)]
    return [command for command in offered if any(hangul.matches(query, name) for name in _names(command))]


def _names(command: Command) -> Iterator[str]:
    for language in ("ko", "en"):
        with override(language):
            yield str(command.label)


def _starts(user: User) -> Iterator[Command]:
    yield from (
        Command(label, icon, reverse(address))
        for action, label, icon, address in (
            (Action.RUN_LAUNCH, _("Start a launch"), "plus", "projects:project-start"),
            (Action.REPORT, _("Report a surprise"), "alert", "records:surprise-new"),
            (Action.WRITE_RECORD, _("Write a record"), "comment", "records:record-new"),
            (Action.REPORT, _("File a request"), "flag", "records:request-new"),
            (Action.HAND_OVER, _("Hand something over"), "handover", "records:handover-new"),
        )
        if reach(user, action) in ANY_REACH
    )


def _places(user: User) -> Iterator[Command]:
    """The rail, and what lies behind the account menu."""
    places: tuple[tuple[Action | None, Promise, str, str], ...] = (
        (None, _("My work"), "tasks", "projects:my-work"),
        (None, _("Inbox"), "bell", "notifications:inbox"),
        (None, _("Launches"), "launch", "projects:project-list"),
        (None, pgettext_lazy("view", "Calendar"), "calendar", "projects:calendar"),
        (None, _("Wall"), "wall", "projects:wall"),
        (Action.SEE_TEMPLATE, _("Templates"), "template", "checklists:template-list"),
        (None, _("Weekly report"), "chart", "notifications:report-portfolio"),
        (Action.RECEIVE, _("Received"), "inbox", "records:receipt-list"),
        (Action.HAND_OVER, _("Handovers"), "handover", "records:handover-list"),
        (Action.SEE_BRIEF, _("Briefs"), "book", "records:brief-list"),
        (Action.SEE_RECORDS, _("Records"), "comment", "records:record-list"),
        (None, _("Requests"), "flag", "records:request-list"),
        (None, _("Surprises"), "alert", "records:surprise-list"),
        (Action.SEE_INSIGHTS, _("Insights"), "trend", "records:insights"),
        (Action.SEE_DELIVERIES, _("Deliveries"), "send", "notifications:delivery-list"),
        (None, pgettext_lazy("company", "People"), "users", "people:person-list"),
        (None, _("Help"), "info", "help:contents"),
        (None, _("Settings"), "settings", "accounts:settings"),
        (None, _("How and when you are told"), "bell", "notifications:preferences"),
        (Action.MAKE_FEED, _("Calendar links"), "calendar", "records:feed-list"),
        (Action.MANAGE_PEOPLE, _("Administration"), "admin", "admin:index"),
    )
    for action, label, icon, address in places:
        if action is None or reach(user, action) in OPEN_WITH.get(action, ANY_REACH):
            yield Command(label, icon, reverse(address))


def _switches(user: User) -> Iterator[Command]:
    """What differs from how it stands now."""
    yield from (
        Command(label, "settings", name=name, value=value)
        for name, value, label in (
            ("theme", Theme.DARK, _("Dark appearance")),
            ("theme", Theme.LIGHT, _("Light appearance")),
            ("theme", Theme.SYSTEM, _("Appearance as the system")),
            ("density", Density.COMFORTABLE, _("Comfortable rows")),
            ("density", Density.COMPACT, _("Compact rows")),
            ("language", "en", _("Switch to English")),
            ("language", "ko", _("Switch to Korean")),
        )
        if getattr(user, name) != value
    )
    if user.single_keys:
        yield Command(_("Single-letter keys off"), "settings", name="single_keys", value="off")
    else:
        yield Command(_("Single-letter keys on"), "settings", name="single_keys", value="on")
    yield Command(_("Show all keys"), "keyboard", dialog="keys")
