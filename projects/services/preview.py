"""What a launch would be: which lines apply, when each is due, who owns it, and what cannot be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access
from accounts.access import Action
from accounts.calendars import Calendar
from accounts.errors import Invalid
from accounts.models import User
from accounts.workdays import calendars
from checklists.conditions import check_answers, holds
from checklists.models import Scenario, TemplateItem, TemplateVersion, TemplateWait
from checklists.schedule import Line, due_on, notice_given, plan

from ..models import Item, Project
from .draft import Draft, Preview, PreviewLine


def preview_launch(draft: Draft, *, by: User) -> Preview:
    """Everything `start_launch` would write, and everything that speaks against it; nothing is saved.

    The number of queries does not depend on the number of lines.
    """
    access.require(by, Action.RUN_LAUNCH)
    version = _version(draft)
    _check_people(draft)
    today = timezone.localdate()
    known = calendars()
    items = version.items.select_related("section", "department", "default_owner").order_by("section__order", "order")
    applying, left_out = [], []
    for item in items:
        fits = holds(item.condition, draft.answers) and item.key not in draft.skipped
        (applying if fits else left_out).append(item)
    scenarios = _scenarios(version, draft)
    lines = _lines(draft, applying, scenarios, known, _Owners(draft, version), today)
    return Preview(
        version=version,
        today=today,
        lines=lines,
        left_out=left_out,
        answers_missing=check_answers(list(version.questions.all()), draft.answers),
        notice_owed=version.template.launch_type.notice_days,
        notice_given=notice_given(draft.announced_on, draft.launch_on, known[None]),
        earliest_launch_on=earliest_launch_on(
            draft.announced_on, version.template.launch_type.notice_days, known[None]
        ),
        launch_day_is_open=known[None].is_open(draft.launch_on),
    )


def earliest_launch_on(announced_on: date, notice_owed: int, calendar: Calendar) -> date:
    """The first open day that leaves `notice_owed` open days, the day CX was told included."""
    return calendar.shift(announced_on - timedelta(days=1), notice_owed + 1)


def _version(draft: Draft) -> TemplateVersion:
    versions = TemplateVersion.objects.published().select_related("template__launch_type")
    version = versions.filter(pk=draft.version_id, template__is_archived=False).first()
    if version is None:
        raise Invalid("unknown_template", _("Choose a published template."), field="version")
    return version


def _check_people(draft: Draft) -> None:
    if not User.objects.planners().filter(pk=draft.planner_id).exists():
        raise Invalid("unknown_planner", _("Choose a CX planner who runs the launch."), field="planner")


def _scenarios(version: TemplateVersion, draft: Draft) -> dict[int, list[Scenario]]:
    found: dict[int, list[Scenario]] = defaultdict(list)
    for scenario in Scenario.objects.filter(item__version=version):
        if holds(scenario.condition, draft.answers):
            found[scenario.item_id].append(scenario)
    return found


def _lines(
    draft: Draft,
    items: list[TemplateItem],
    scenarios: Mapping[int, list[Scenario]],
    known: Mapping[int | None, Calendar],
    owners: _Owners,
    today: date,
) -> list[PreviewLine]:
    keys = {item.pk: item.key for item in items}
    follows: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for wait in TemplateWait.objects.filter(item__in=keys, predecessor__in=keys, days__isnull=False):
        follows[wait.item_id].append((keys[wait.predecessor_id], wait.days or 0))
    dues = plan(
        draft.launch_on,
        [
            Line(
                key=item.key,
                rule=item.rule,
                calendar=known[item.department_id],
                scenario_rules=tuple(s.rule for s in scenarios.get(item.pk, []) if s.rule),
                follows=tuple(follows[item.pk]),
            )
            for item in items
        ],
    )
    lines = []
    for item in items:
        owner, owner_from = owners.of(item)
        own = scenarios.get(item.pk, [])
        dates = [due_on(draft.launch_on, s.rule, known[item.department_id]) if s.rule else None for s in own]
        due = dues[item.key]
        lines.append(PreviewLine(item, due, owner, owner_from, due.on < today, own, dates))
    return lines


class _Owners:
    """Who owns a line: chosen by the planner, else the template's, the last launch's of the type, the department's."""

    def __init__(self, draft: Draft, version: TemplateVersion) -> None:
        self.chosen = draft.owners
        last = Project.objects.filter(launch_type=version.template.launch_type).order_by("-created_at").values("pk")[:1]
        earlier = Item.objects.filter(project__in=last, owner__is_active=True)
        self.last = dict(earlier.values_list("key", "owner_id"))
        active = User.objects.active()
        self.people = {person.pk: person for person in active}

    def of(self, item: TemplateItem) -> tuple[User | None, str]:
        if item.key in self.chosen:
            owner_id = self.chosen[item.key]
            if owner_id is not None and owner_id not in self.people:
                raise Invalid("unknown_person", _("Choose an active person."), field=f"owners.{item.key}")
            return (self.people[owner_id], "chosen") if owner_id is not None else (None, "")
        sources = {
            "template": item.default_owner_id,
            "last_launch": self.last.get(item.key),
            "department": item.department.default_owner_id,
        }
        for source, owner_id in sources.items():
            if owner_id in self.people:
                return self.people[owner_id], source
        return None, ""
