"""Answers built from rows and objects: `values()` rows of lists go out as they come, one object after a change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, Func, Q, QuerySet
from django.utils.translation import get_language

from accounts.models import User

from ..models import Item, Project
from ..models.item import IS_OPEN, ItemQuerySet
from ..readiness import Tally, judge

ITEM_FIELDS = (
    *("id", "project_id", "key", "title", "section_id", "department_id", "owner_id", "status", "is_blocker"),
    *("planned_on", "due_on", "is_due_fixed", "blocked_reason", "version"),
)
ITEM_STATE = (
    *("id", "project_id", "status", "owner_id", "planned_on", "due_on", "is_due_fixed", "handed_in_on"),
    *("done_at", "done_by_id", "blocked_reason", "blocked_by_item_id", "blocked_by_user_id", "blocked_at"),
    *("waived_at", "waived_by_id", "waive_reason", "waive_fallback", "follow_up_on", "version"),
)
PROJECT_STATE = ("id", "name", "launch_on", "notice_owed", "notice_given", "finished_at", "cancelled_at", "version")
PROJECT_FIELDS = (*PROJECT_STATE, "launch_type_id", "planner_id", "is_confidential")


def item_rows(items: ItemQuerySet, today: date | Func) -> QuerySet[Item, dict[str, Any]]:
    """One row per line; `today` is a date, or an expression where lines of several launches are listed."""
    is_late = ExpressionWrapper(Q(due_on__lt=today) & IS_OPEN, output_field=BooleanField())
    names = (*ITEM_FIELDS, "title_en") if get_language() == "en" else ITEM_FIELDS
    rows: QuerySet[Item, dict[str, Any]] = items.values(*names, owner_name=F("owner__name"), is_late=is_late)
    return rows


def item_row(row: dict[str, Any]) -> dict[str, Any]:
    """A row in the reader's language."""
    english = row.pop("title_en", "")
    return row | {"title": english} if english else row


def item_state(item: Item) -> dict[str, Any]:
    return _picked(item, ITEM_STATE)


def project_state(project: Project) -> dict[str, Any]:
    return _picked(project, PROJECT_STATE)


def _picked(thing: Item | Project, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in names}


def readiness(tally: Tally, by: User) -> dict[str, Any]:
    """The judgement. A partner is given no reason, because it counts lines that the partner does not see."""
    found = judge(tally)
    reason = found.state.label if by.is_partner else found.reason
    return {"state": found.state, "percent": found.percent, "plan_percent": found.plan_percent, "reason": str(reason)}


def counts(tally: Tally, by: User) -> dict[str, int] | None:
    names = ("items", "open", "done", "late", "due_soon", "blocked", "unowned", "blockers_open")
    return None if by.is_partner else {name: getattr(tally, name) for name in names}
