"""What a launch would be: which lines apply, when each is due, who owns it, and what cannot be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access
from accounts.access import Action
from accounts.access.people import possible_owners
from accounts.calendars import Calendar
from accounts.errors import Invalid
from accounts.models import Department, User, time_zones
from accounts.workdays import calendars
from checklists.conditions import check_answers, holds
from checklists.models import Scenario, TemplateItem, TemplateVersion, TemplateWait
from checklists.schedule import Line, due_on, earliest_launch_on, notice_given, plan

from ..access import visible_projects
from ..rules import check_plannable
from .draft import Draft, Preview, PreviewLine
from .owners import Owners, owners_in, will_see


def preview_launch(draft: Draft, *, by: User) -> Preview:
    """Everything `start_launch` would write, and everything that speaks against it; nothing is saved.

    The number of queries does not depend on the number of lines.
    """
    access.require(by, Action.RUN_LAUNCH)
    check_plannable(draft.launch_on, "launch_on")
    check_plannable(draft.announced_on, "announced_on")
    today = _today(draft)
    version = _version(draft)
    _check_people(draft)
    known = calendars()
    items = version.items.select_related("section", "department", "default_owner").order_by("section__order", "order")
    applying: list[TemplateItem] = []
    left_out: list[TemplateItem] = []
    for item in items:
        fits = holds(item.condition, draft.answers) and item.key not in draft.skipped
        (applying if fits else left_out).append(item)
    scenarios = _scenarios(version, draft)
    lines = _lines(draft, applying, scenarios, known, _owners(draft, version, by=by), today)
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


def _version(draft: Draft) -> TemplateVersion:
    versions = TemplateVersion.objects.published().select_related("template__launch_type")
    version = versions.filter(pk=draft.version_id, template__is_archived=False).first()
    if version is None:
        raise Invalid("unknown_template", _("Choose a published template."), field="version")
    return version


def _today(draft: Draft) -> date:
    if draft.time_zone not in time_zones():
        raise Invalid("unknown_time_zone", _("There is no time zone of this name."), field="time_zone")
    return timezone.localdate(timezone=ZoneInfo(draft.time_zone))


def _check_people(draft: Draft) -> None:
    if not User.objects.planners().filter(pk=draft.planner_id).exists():
        raise Invalid("unknown_planner", _("Choose a CX planner who runs the launch."), field="planner")
    named = set(draft.named_ids)
    if User.objects.active().filter(pk__in=named).count() < len(named):
        raise Invalid("unknown_person", _("Choose an active person."), field="named")
    opened_to = set(draft.opened_to_ids)
    if Department.objects.filter(pk__in=opened_to, kind=Department.Kind.PARTNER).count() < len(opened_to):
        raise Invalid("unknown_department", _("Choose a partner department."), field="opened_to")


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
    owners: Owners,
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
        owner, owner_from = owners.of(item.key, item.default_owner_id, item.department)
        own = scenarios.get(item.pk, [])
        dates = [due_on(draft.launch_on, s.rule, known[item.department_id]) if s.rule else None for s in own]
        due = dues[item.key]
        lines.append(PreviewLine(item, due, owner, owner_from, due.on < today, own, dates))
    return lines


def _owners(draft: Draft, version: TemplateVersion, *, by: User) -> Owners:
    of_type = visible_projects(by).filter(launch_type=version.template.launch_type)
    last = owners_in(of_type.order_by("-created_at").values("pk")[:1])
    named = {*draft.named_ids, draft.planner_id, by.pk}
    people = {
        person.pk: person
        for person in possible_owners()
        if will_see(person, is_confidential=draft.is_confidential, opened_to=draft.opened_to_ids, named=named)
    }
    return Owners(people, next(iter(last.values()), {}), draft.owners)
