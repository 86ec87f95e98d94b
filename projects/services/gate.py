"""The gate: each department's lead signs off, CX decides. Source: product.md section 7.

Errors as in `services.items`; Project.DoesNotExist when `by` may not see the launch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts import access as roles
from accounts.access import Action
from accounts.access.people import require_owner
from accounts.errors import Forbidden, Invalid, Refusal
from accounts.models import Department, User
from accounts.texts import required
from checklists.schedule import Unit
from ledger.services import Entry, append

from ..access import sees
from ..models import Decision, DecisionCondition, Item, Project, SignOff
from ..models.item import ItemQuerySet
from ..rules import check_plannable
from .items import WAIVED_FIELDS, waive
from .lines import first_free_number
from .locking import about, line_values, lock_project, save_project
from .proposing import propose_accepted


@dataclass(frozen=True, slots=True)
class Condition:
    """What a conditional GO says about one must-have that is not done."""

    item_id: int
    accepter_id: int
    reason: str
    fallback: str
    follow_up_on: date


@transaction.atomic
def sign_off(project_id: int, department_id: int, *, by: User, verdict: str, note: str = "") -> SignOff:
    """A lead says whether their department is ready. A later sign-off replaces an earlier one; both stay on record."""
    project = lock_project(project_id, by=by, version=None)
    roles.require(by, Action.SIGN_OFF, department_id=department_id)
    if verdict not in SignOff.Verdict.values:
        raise Invalid("unknown_verdict", _("Choose a verdict."), field="verdict")
    if verdict != SignOff.Verdict.APPROVED:
        note = required(note, "note")
    department = Department.objects.get(pk=department_id)
    if not project.items.applying().filter(department=department).exists():
        raise Refusal("not_involved", _("This department has no item in this launch."), field="department")
    made = SignOff.objects.create(project=project, department=department, verdict=verdict, note=note, by=by)
    after = {"department": department.pk, "department_name": department.name, "verdict": verdict, "note": note}
    append(project.stream, [_about(project, "signed_off", after)], by=by)
    return made


@transaction.atomic
def decide(
    project_id: int,
    *,
    by: User,
    verdict: str,
    note: str = "",
    conditions: Sequence[Condition] = (),
    version: int | None = None,
) -> Decision:
    """Record GO, CONDITIONAL_GO or NO_GO.

    With must-haves open, GO is impossible, and CONDITIONAL_GO takes one condition for each of them: it is waived, and
    a follow-up line takes its place on the day named. The decider is a planner other than the launch's own.
    """
    project = lock_project(project_id, by=by, version=version)
    roles.require(by, Action.DECIDE)
    if by.pk == project.planner_id:
        raise Forbidden("second_person", second_person())
    unmet = list(unmet_blockers(project).order_by("pk"))
    locked = locked_verdicts(len(unmet))
    if verdict not in Decision.Verdict.values:
        raise Invalid("unknown_verdict", _("Choose GO, conditional GO or NO-GO."), field="verdict")
    if verdict in locked:
        raise Refusal("verdict_locked", locked[verdict], field="verdict")
    if verdict == Decision.Verdict.NO_GO:
        note = required(note, "note")
    if conditions and verdict != Decision.Verdict.CONDITIONAL_GO:
        raise Invalid("conditions_not_wanted", _("Only a conditional GO has conditions."), field="conditions")
    decision = Decision.objects.create(project=project, verdict=verdict, note=note.strip(), by=by)
    accepted = _accept(decision, unmet, conditions, by=by) if verdict == Decision.Verdict.CONDITIONAL_GO else []
    after = {"verdict": verdict, "note": decision.note, "conditions": [condition.item_id for condition in conditions]}
    save_project(project, [], [*accepted, _about(project, "decided", after)], by=by)
    return decision


def unmet_blockers(project: Project) -> ItemQuerySet:
    return project.items.open().filter(is_blocker=True).select_related("department", "owner", "section")


def locked_verdicts(unmet: int) -> dict[str, str]:
    """The verdicts that cannot be chosen now, each with the reason in a sentence."""
    if unmet:
        return {Decision.Verdict.GO: _("%(count)d must-haves are still open.") % {"count": unmet}}
    return {Decision.Verdict.CONDITIONAL_GO: _("No must-have is open, so GO needs no condition.")}


def second_person() -> str:
    return _("Another CX planner than the one who runs the launch records the decision.")


def _accept(decision: Decision, unmet: Sequence[Item], conditions: Sequence[Condition], *, by: User) -> list[Entry]:
    """Waive every open must-have as its condition says, add the lines that follow them up, and return the events."""
    accepters = _check_conditions(decision.project, unmet, conditions)
    given = {condition.item_id: condition for condition in conditions}
    follow_ups = Item.objects.bulk_create(_follow_ups(decision.project, unmet, given, accepters))
    entries = []
    for item, follow_up in zip(unmet, follow_ups, strict=True):
        condition = given[item.pk]
        reason, fallback = condition.reason.strip(), condition.fallback.strip()
        entries.append(waive(item, by=by, reason=reason, fallback=fallback, follow_up_on=condition.follow_up_on))
        after = {"item": follow_up.pk, **line_values(follow_up), "follows_up": item.pk}
        entries.append(about(follow_up, "item_added", after=after))
        item.version += 1
    Item.objects.bulk_update(unmet, [*WAIVED_FIELDS, "version"])
    DecisionCondition.objects.bulk_create(
        DecisionCondition(
            decision=decision,
            item=item,
            accepter=accepters[given[item.pk].accepter_id],
            reason=item.waive_reason,
            fallback=item.waive_fallback,
            follow_up_on=given[item.pk].follow_up_on,
            follow_up=follow_up,
        )
        for item, follow_up in zip(unmet, follow_ups, strict=True)
    )
    propose_accepted(decision.project, list(zip(unmet, follow_ups, strict=True)), by=by)
    return entries


def _check_conditions(project: Project, unmet: Sequence[Item], conditions: Sequence[Condition]) -> dict[int, User]:
    """The accepters by id; Invalid unless there is one complete condition for each open must-have."""
    given = {condition.item_id: condition for condition in conditions}
    if len(given) != len(conditions) or given.keys() - {item.pk for item in unmet}:
        message = _("A condition names an item that is not an open must-have.")
        raise Invalid("unknown_condition", message, field="conditions")
    wanted = User.objects.active().filter(pk__in={condition.accepter_id for condition in conditions})
    accepters = {person.pk: person for person in wanted if sees(person, project)}
    for item in unmet:
        field = f"conditions.{item.pk}"
        condition = given.get(item.pk)
        if condition is None:
            raise Invalid("condition_missing", _("“%s” has no condition yet.") % item.local_title, field=field)
        required(condition.reason, f"{field}.reason")
        required(condition.fallback, f"{field}.fallback")
        if condition.accepter_id not in accepters:
            message = _("Choose an active person who can see this launch.")
            raise Invalid("unknown_person", message, field=f"{field}.accepter")
        require_owner(accepters[condition.accepter_id], f"{field}.accepter")  # of the line that follows it up
        if condition.follow_up_on < project.launch_on:
            raise Invalid("follow_up_too_early", _("Choose a day from D-day on."), field=f"{field}.follow_up_on")
        check_plannable(condition.follow_up_on, f"{field}.follow_up_on")
    return accepters


def _follow_ups(
    project: Project, unmet: Sequence[Item], given: Mapping[int, Condition], accepters: Mapping[int, User]
) -> list[Item]:
    """The lines that take the place of accepted must-haves after the launch, at the end of its last section."""
    section = project.sections.order_by("order", "pk").last() or unmet[0].section
    order = section.items.aggregate(last=Max("order"))["last"] or 0
    number = first_free_number(project)
    return [
        Item(
            project=project,
            section=section,
            order=order + place + 1,
            key=f"+{number + place}",
            title=item.title,
            title_en=item.title_en,
            guidance=item.guidance,
            guidance_en=item.guidance_en,
            department=item.department,
            owner=accepters[given[item.pk].accepter_id],
            offset=(given[item.pk].follow_up_on - project.launch_on).days,
            unit=Unit.CALENDAR,
            planned_on=given[item.pk].follow_up_on,
            due_on=given[item.pk].follow_up_on,
            is_due_fixed=True,
            follows_up=item,
        )
        for place, item in enumerate(unmet)
    ]


def _about(project: Project, verb: str, after: Mapping[str, object]) -> Entry:
    return Entry(verb, target=f"project:{project.pk}", target_name=project.name, after=after)
