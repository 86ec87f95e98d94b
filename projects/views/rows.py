"""Lines as rows: what a list shows of a line, worked out once from facts and `today`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import wording
from accounts.access import Action, allows
from accounts.access.people import may_see_person
from accounts.models import User
from accounts.templatetags.display import language
from checklists.models import Approval
from projects.access import may, may_approve, title_for
from projects.models import OPEN_STATUSES, Item, ItemWait, Status
from projects.models.item import ItemQuerySet

TICKABLE = (Status.TODO, Status.DOING, Status.BLOCKED)
LONG_TEXTS = ("guidance", "guidance_en", "waive_reason", "waive_fallback", "brief_line", "brief_line_en")


@dataclass(slots=True)
class Row:
    """One line of a list. `item` carries `verified` and `scenario_count`; `waits_for` names an open line before it.

    `form` is the HTML of a small form that stands open in the row.
    """

    item: Item
    url: str
    today: date
    may_tick: bool
    may_assign: bool
    may_comment: bool = False
    may_approve: bool = False
    waits_for: str = ""
    refusal: str = ""
    may_date: bool = False
    may_open_owner: bool = False
    form: str = ""
    is_just_done: bool = False
    is_selected: bool = False

    @property
    def is_late(self) -> bool:
        return self.item.is_late_on(self.today)

    @property
    def is_closed(self) -> bool:
        return not self.item.is_open

    @property
    def words(self) -> str:
        """What the text filter looks through, in small letters."""
        item = self.item
        owner = item.owner.name if item.owner else ""
        return f"{item.local_title} {self.note} {item.department} {owner}".casefold()

    @property
    def may_select(self) -> bool:
        """Whether a deed to many lines could do anything here."""
        return self.item.is_open and (self.may_tick or self.may_assign or self.may_date)

    @property
    def mark(self) -> str:
        return "just_done" if self.is_just_done else self.item.status

    @property
    def note(self) -> str:
        """The grey words after the title: why it does not simply go on."""
        item = self.item
        match item.status:
            case Status.BLOCKED:
                return item.blocked_reason
            case Status.IN_REVIEW:
                return (
                    _("waiting for CX to approve")
                    if item.approval == Approval.CX
                    else _("waiting for the lead to approve")
                )
            case Status.WAIVED if item.follow_up_on:
                return _("looked at again on %(day)s") % {"day": wording.day(item.follow_up_on, language())}
            case Status.TODO | Status.DOING if self.waits_for:
                return _("waits for “%(title)s”") % {"title": self.waits_for}
        return ""


def for_rows(items: ItemQuerySet) -> ItemQuerySet:
    """What rows need, in one query however many lines there are."""
    return (
        items.select_related("department", "owner", "section")
        .defer(*LONG_TEXTS)
        .annotate(
            verified=Count("scenarios", filter=Q(scenarios__verified_at__isnull=False)),
            scenario_count=Count("scenarios"),
        )
        .order_by("section__order", "section_id", "order", "pk")
    )


def rows_of(items: Iterable[Item], user: User, now: datetime, *, selected: int | None = None) -> list[Row]:
    """A row for each line; one more query finds what the lines wait for."""
    items = list(items)
    waits_for = open_predecessors([item.pk for item in items], user)
    return [_row(item, user, now, waits_for.get(item.pk, ""), item.pk == selected) for item in items]


def open_predecessors(item_ids: list[int], user: User) -> dict[int, str]:
    """The title of one open line that each of these lines waits for."""
    waits = ItemWait.objects.filter(item__in=item_ids, predecessor__status__in=OPEN_STATUSES)
    return {wait.item_id: title_for(user, wait.predecessor) for wait in waits.select_related("predecessor")}


def item_url(item: Item) -> str:
    return f"{project_url(item.project_id)}items/{item.pk}/"


@lru_cache(maxsize=256)
def project_url(project_id: int) -> str:
    """Kept, because a long list asks for the same one hundreds of times."""
    return reverse("projects:project-detail", args=[project_id])


def _row(item: Item, user: User, now: datetime, waits_for: str, is_selected: bool) -> Row:
    project: Any = item.project
    is_running = project.is_running
    return Row(
        item=item,
        url=item_url(item),
        today=project.today_at(now),
        may_tick=is_running and item.status in TICKABLE and may(user, Action.TICK, item),
        may_assign=is_running and item.is_open and may(user, Action.REASSIGN, item),
        may_date=is_running and item.is_open and allows(user, Action.RUN_LAUNCH),
        may_open_owner=item.owner is not None and may_see_person(user, item.owner),
        may_comment=is_running and may(user, Action.COMMENT, item),
        may_approve=is_running and item.status == Status.IN_REVIEW and may_approve(user, item),
        waits_for=waits_for,
        is_selected=is_selected,
    )
