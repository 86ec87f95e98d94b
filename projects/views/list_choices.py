"""What can be chosen in the list of launches: tabs, saved views, fields of the filter, chips and sortable heads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from accounts import wording
from accounts.models import Department, User
from accounts.templatetags.display import language
from checklists.models import LaunchType
from projects.launch_filters import UNDECIDED, LaunchFilters
from projects.models import Decision, SavedView
from projects.readiness import State

from .entries import Entry

WINDOW_WORDS = {"near": gettext_lazy("Within 14 days"), "month": gettext_lazy("This month")}
# Which way a head sorts when it is pressed for the first time.
FIRST_ORDER = {"dday": "dday", "readiness": "readiness", "late": "-late"}
HEAD_WORDS = {
    "dday": gettext_lazy("D-day"),
    "readiness": gettext_lazy("Readiness ┃ plan"),
    "late": gettext_lazy("Late and blocked by department"),
}


@dataclass(frozen=True, slots=True)
class Tab:
    """One way to show the list; `is_own` when the reader saved it, `is_risk` for the mark before its word."""

    label: str
    url: str
    is_current: bool
    count: int | None = None
    is_risk: bool = False
    is_own: bool = False
    is_start: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """One part of the choice in words, and the address without it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Head:
    """A head that sorts: `order` is what `aria-sort` says of it."""

    label: str
    url: str
    order: str


@dataclass(frozen=True, slots=True)
class Choices:
    """The options of each field: (value, words)."""

    types: list[tuple[int, str]]
    planners: list[tuple[int, str]]
    departments: list[tuple[int, str]]
    states: list[tuple[str, Any]]
    windows: list[tuple[str, Any]]
    decisions: list[tuple[str, Any]]


def tabs(
    running: Sequence[Entry], filters: LaunchFilters, views: Iterable[SavedView], user: User, ended: int | None
) -> list[Tab]:
    """The usual ways with how many each holds, then the reader's own. The ended are counted only where listed."""
    own = user.department_id
    usual: list[tuple[Any, LaunchFilters, int | None]] = [
        (pgettext_lazy("launches", "Running"), LaunchFilters(), len(running)),
        (
            State.AT_RISK.label,
            LaunchFilters(state=State.AT_RISK),
            sum(entry.readiness.state == State.AT_RISK for entry in running),
        ),
        (WINDOW_WORDS["near"], LaunchFilters(window="near"), sum(0 <= entry.days_left <= 14 for entry in running)),
    ]
    if not user.is_partner:
        if own:
            late = sum(any(part.department.pk == own for part in entry.behind) for entry in running)
            usual.append((_("My department owes"), LaunchFilters(owes=own), late))
        usual.append((_("Short notice"), LaunchFilters(is_short=True), sum(entry.is_short for entry in running)))
    usual.append((pgettext_lazy("launches", "Ended"), LaunchFilters.ended(), ended))
    own_views = [(view, LaunchFilters.of_query(view.query)) for view in views]
    is_own = any(kept == filters for _view, kept in own_views)  # then that tab is lit, and no usual one beside it
    found = [
        Tab(str(label), each.url, not is_own and each == filters.chosen, count, is_risk=each.state == State.AT_RISK)
        for label, each, count in usual
    ]
    for view, kept in own_views:
        found.append(Tab(view.name, kept.url, kept == filters, is_own=True, is_start=view.is_start))
    return found


def choices(running: Iterable[Entry], filters: LaunchFilters, user: User) -> Choices:
    """Types and planners are those of launches that run; of all types where the ended are listed."""
    launches = [entry.project for entry in running]
    types = {each.launch_type_id: each.launch_type.local_name for each in launches}
    if filters.is_ended:
        types = {each.pk: each.local_name for each in LaunchType.objects.all()}
    parts = [part.department for entry in running for part in entry.behind]
    departments = {each.pk: each.local_name for each in parts}
    if filters.owes and filters.owes not in departments:
        departments |= {each.pk: each.local_name for each in Department.objects.filter(pk=filters.owes)}
    planners = {} if user.is_partner else {each.planner_id: each.planner.name for each in launches}
    return Choices(
        types=_sorted(types),
        planners=_sorted(planners),
        departments=_sorted(departments),
        states=list(State.choices),
        windows=list(WINDOW_WORDS.items()),
        decisions=[(UNDECIDED, _("Not decided")), *Decision.Verdict.choices],
    )


def chips(filters: LaunchFilters, found: Choices) -> list[Chip]:
    said = [
        (("launch_type",), _("Type"), _word(found.types, filters.launch_type)),
        (("state",), _("State"), _word(found.states, filters.state)),
        (("owes",), _("Owes"), _word(found.departments, filters.owes)),
        (("planner",), _("Planner"), _word(found.planners, filters.planner)),
        (("window", "first", "last"), _("D-day"), _days(filters)),
        (("decision",), _("Decision"), _word(found.decisions, filters.decision)),
        (("is_short",), _("Notice"), pgettext("notice", "short") if filters.is_short else ""),
        (("text",), _("Name"), f"“{filters.text}”" if filters.text else ""),
    ]
    return [Chip(f"{label}: {word}", filters.without(*names).url) for names, label, word in said if word]


def heads(filters: LaunchFilters, user: User) -> dict[str, Head]:
    """A head that is sorted by already turns the order around."""
    now, names = filters.sort, ("dday",) if filters.is_ended else tuple(FIRST_ORDER)
    found = {}
    for name in names:
        order = "" if now.removeprefix("-") != name else "descending" if now.startswith("-") else "ascending"
        other = (name if now.startswith("-") else f"-{name}") if order else FIRST_ORDER[name]
        found[name] = Head(str(HEAD_WORDS[name]), filters.but(sort=other).url, order)
    if user.is_partner:
        found.pop("late", None)
    return found


def _days(filters: LaunchFilters) -> str:
    if filters.first or filters.last:
        days = [wording.day_dotted(day, language()) if day else "" for day in (filters.first, filters.last)]
        return " – ".join(days).strip()
    return str(WINDOW_WORDS[filters.window]) if filters.window else ""


def _word(options: Iterable[tuple[Any, Any]], chosen: Any) -> str:
    """The words of what is chosen; what no launch has any more is still shown as chosen."""
    return str(dict(options).get(chosen, _("not in the list"))) if chosen else ""


def _sorted(words: dict[int, str]) -> list[tuple[int, str]]:
    return sorted(words.items(), key=lambda pair: pair[1])
