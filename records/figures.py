"""The facts behind the figures, read for one person: six queries, however much the company has done.

Everything starts from what the person may see, so a confidential launch is in the figures of those it names only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, Count, DateField, F, Func, IntegerField, Q, When
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Action, Reach, reach
from accounts.errors import Forbidden
from accounts.models import Department, User
from checklists.models import in_reader_language
from projects.access import visible_items, visible_projects
from projects.models import Status
from projects.models.item import IS_OPEN
from projects.models.project import TodayInZone

from .access import visible_surprises
from .insights import ItemFact, LaunchFact, SurpriseFact, most_missed
from .noticing import kind_of, noticed_on
from .periods import Period, Span, spans

Line = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Facts:
    launches: list[LaunchFact]
    items: list[ItemFact]
    surprises: list[SurpriseFact]


@dataclass(frozen=True, slots=True)
class Read:
    """The facts of a span and of the one before, and the words to show them with.

    `titles` are (title, name of the template) of the lines most often missed; `names` the departments by their ids.
    """

    period: Period
    span: Span
    before: Span
    now: Facts
    then: Facts
    names: dict[int, str]
    titles: dict[Line, tuple[str, str]]
    own: int | None


def read_figures(user: User, period: Period, at: datetime) -> Read:
    """Raises Forbidden for whom the figures are not: partners."""
    if reach(user, Action.SEE_INSIGHTS) != Reach.ALL:
        raise Forbidden("not_allowed", _("The figures are for people of the company."))
    span, before = spans(period, timezone.localdate(at, timezone.get_default_timezone()))
    launches = _launches(user, span, before)
    items = _items(user, span, before, at)
    surprises = _surprises(user, before.first, span.last)

    def facts(each: Span) -> Facts:
        return Facts(
            [launch for launch in launches if launch.launch_on in each],
            items[each],
            [surprise for surprise in surprises if surprise.noticed_on in each],
        )

    lines = [line for line, _work in most_missed(items[span])]
    names = {department.pk: department.local_name for department in Department.objects.all()}
    return Read(period, span, before, facts(span), facts(before), names, _titles(user, lines), user.department_id)


def _launches(user: User, *between: Span) -> list[LaunchFact]:
    opened = visible_projects(user).filter(_in_any("launch_on", between), cancelled_at__isnull=True)
    departments: dict[int, set[int]] = defaultdict(set)
    lines = visible_items(user).applying().filter(project__in=opened.order_by().values("pk"))
    for project_id, department_id in lines.order_by().values_list("project_id", "department_id").distinct():
        departments[project_id].add(department_id)
    rows = opened.values_list("pk", "name", "launch_on", "notice_owed", "notice_given")
    return [LaunchFact(*row, frozenset(departments[row[0]])) for row in rows]


def _items(user: User, span: Span, before: Span, at: datetime) -> dict[Span, list[ItemFact]]:
    """Counted by the database: a row for all items of a line and a department that were as late as each other."""
    today = TodayInZone(at, F("project__time_zone"))
    judged = (
        visible_items(user)
        .applying()
        .exclude(status=Status.WAIVED)
        .filter(_in_any("due_on", (span, before)), project__cancelled_at__isnull=True)
        .exclude(IS_OPEN & Q(due_on__gte=today))
        .annotate(days_late=Case(When(status=Status.DONE, then=_days_late())), is_now=Q(due_on__gte=span.first))
    )
    template = "template_item__version__template_id"
    rows = (
        judged.order_by()
        .values_list("is_now", "department_id", "days_late", template, "key")
        .annotate(count=Count("pk"))
    )
    found: dict[Span, list[ItemFact]] = {span: [], before: []}
    for is_now, department_id, days_late, template_id, key, count in rows:
        line = (template_id, key) if template_id else None
        found[span if is_now else before].append(ItemFact(department_id, days_late, count, line))
    return found


def _days_late() -> Func:
    """Days from the due date to the local date it was done on in the launch's time zone; 0 when it was not late."""
    done_on = Func(
        F("project__time_zone"), F("done_at"), template="timezone(%(expressions)s)::date", output_field=DateField()
    )
    return Func(
        done_on,
        F("due_on"),
        template="greatest(%(expressions)s, 0)",
        arg_joiner=" - ",
        output_field=IntegerField(),
    )


def _surprises(user: User, first: date, last: date) -> list[SurpriseFact]:
    """The day is that of the launch's own zone, so a day more is read on either side."""
    between = (first - timedelta(days=1), last + timedelta(days=1))
    near = visible_surprises(user).select_related("project").order_by().filter(noticed_at__date__range=between)
    return [SurpriseFact(noticed_on(row), kind_of(row), row.inquiries, row.department_id) for row in near]


def _titles(user: User, lines: Collection[Line]) -> dict[Line, tuple[str, str]]:
    """What each line is called in the newest launch that has it."""
    template = "template_item__version__template_id"
    name = "template_item__version__template__name"
    rows: Iterable[Any] = (
        visible_items(user)
        .filter(**{f"{template}__in": {line[0] for line in lines}}, key__in={line[1] for line in lines})
        .order_by(template, "key", "-project_id")
        .distinct(template, "key")
        .values("key", "title", "title_en", of=F(template), name=F(name), en=F(f"{name}_en"))
    )
    return {
        (row["of"], row["key"]): (
            in_reader_language(row["title"], row["title_en"]),
            in_reader_language(row["name"], row["en"]),
        )
        for row in rows
    }


def _in_any(field: str, between: Iterable[Span]) -> Q:
    found = Q()
    for span in between:
        found |= Q((f"{field}__range", (span.first, span.last)))
    return found
