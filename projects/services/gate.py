"""The gate: each department's lead signs off, CX decides. Source: product.md section 7.

Errors as in `services.items`; Project.DoesNotExist when `by` may not see the launch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts import access as roles
from accounts.access import Action
from accounts.errors import Forbidden, Invalid, Refusal
from accounts.models import Department, User
from checklists.schedule import Unit
from ledger.services import Entry, append

from ..models import Decision, DecisionCondition, Item, Project, SignOff, Status
from .items import required, waive
from .locking import about, lock_project, save_project


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
    if not project.items.filter(department=department).exists():
        raise Refusal("not_involved", _("This department has no item in this launch."), field="department")
    made = SignOff.objects.create(project=project, department=department, verdict=verdict, note=note, by=by)
    after = {"department": department.pk, "department_name": department.name, "verdict": verdict, "note": note}
    append(project.stream_id, [_about(project, "signed_off", after)], by=by)
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
    decision = Decision.objects.create(project=project, verdict=verdict, note=note, by=by)
    if verdict == Decision.Verdict.CONDITIONAL_GO:
        _accept(decision, unmet, conditions, by=by)
    after = {"verdict": verdict, "note": note, "conditions": [condition.item_id for condition in conditions]}
    save_project(project, [], [_about(project, "decided", after)], by=by)
    return decision


def unmet_blockers(project: Project):
    return project.items.open().filter(is_blocker=True).select_related("department", "owner", "section")


def locked_verdicts(unmet: int) -> dict[str, str]:
    """The verdicts that cannot be chosen now, each with the reason in a sentence."""
    if unmet:
        return {Decision.Verdict.GO: _("%(count)d must-haves are still open.") % {"count": unmet}}
    return {Decision.Verdict.CONDITIONAL_GO: _("No must-have is open, so GO needs no condition.")}


def second_person() -> str:
    return _("Another CX planner than the one who runs the launch records the decision.")


def _accept(decision: Decision, unmet: Sequence[Item], conditions: Sequence[Condition], *, by: User) -> None:
    given = {condition.item_id: condition for condition in conditions}
    unknown = given.keys() - {item.pk for item in unmet}
    if unknown or len(given) != len(conditions):
        raise Invalid("unknown_condition", _("A condition names an item that is not an open must-have."), field="conditions")
    for item in unmet:
        field = f"conditions.{item.pk}"
        if item.pk not in given:
            raise Invalid("condition_missing", _("“%s” has no condition yet.") % item.local_title, field=field)
        item.project = decision.project
        _accept_one(decision, item, given[item.pk], field, by=by)


def _accept_one(decision: Decision, item: Item, condition: Condition, field: str, *, by: User) -> None:
    reason = required(condition.reason, f"{field}.reason")
    fallback = required(condition.fallback, f"{field}.fallback")
    accepter = User.objects.filter(pk=condition.accepter_id, is_active=True).first()
    if accepter is None:
        raise Invalid("unknown_person", _("Choose an active person."), field=f"{field}.accepter")
    if condition.follow_up_on < decision.project.launch_on:
        raise Invalid("follow_up_too_early", _("Choose a day from D-day on."), field=f"{field}.follow_up_on")
    follow_up = _follow_up(item, accepter, condition.follow_up_on)
    waive(item, by=by, reason=reason, fallback=fallback, follow_up_on=condition.follow_up_on)
    DecisionCondition.objects.create(
        decision=decision,
        item=item,
        accepter=accepter,
        reason=reason,
        fallback=fallback,
        follow_up_on=condition.follow_up_on,
        follow_up=follow_up,
    )
    after = {
        "due_on": follow_up.due_on.isoformat(),
        "owner": follow_up.owner_id,
        "department": follow_up.department_id,
        "follows_up": item.pk,
    }
    append(item.project.stream_id, [about(follow_up, "item_added", after=after)], by=by)


def _follow_up(item: Item, accepter: User, on: date) -> Item:
    """The line that takes the place of an accepted must-have after the launch, in the launch's last section."""
    project = item.project
    section = project.sections.last() or item.section
    order = section.items.aggregate(last=Max("order"))["last"] or 0
    return Item.objects.create(
        project=project,
        section=section,
        order=order + 1,
        key=f"{item.key[:16]}-F{project.items.filter(follows_up=item).count() + 1}",
        title=item.title,
        title_en=item.title_en,
        guidance=item.guidance,
        guidance_en=item.guidance_en,
        department=item.department,
        owner=accepter,
        offset=(on - project.launch_on).days,
        unit=Unit.CALENDAR,
        planned_on=on,
        due_on=on,
        is_due_fixed=True,
        follows_up=item,
        status=Status.TODO,
    )


def _about(project: Project, verb: str, after: dict[str, object]) -> Entry:
    return Entry(verb, target=f"project:{project.pk}", target_name=project.name, after=after)
