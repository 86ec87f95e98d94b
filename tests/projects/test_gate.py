"""The gate: who signs off, who decides, and what a conditional GO takes."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from django.utils import timezone

from accounts.errors import Forbidden, Invalid, Refusal, Stale
from ledger.models import Event
from projects.models import Decision, Item, Project, SignOff, Status
from projects.services.gate import Condition, decide, locked_verdicts, sign_off, unmet_blockers
from projects.services.items import approve_item, complete_item, reopen_item
from projects.services.work import add_evidence, verify_scenario, withdraw_evidence
from tests.factories import item

FOLLOW_UP = date(2026, 12, 15)


@pytest.fixture
def conditions(launch: Project, people: SimpleNamespace) -> list[Condition]:
    """One for each of the two open must-haves, A1 and S1."""
    words = ("일정이 늦었습니다", "수기로 처리합니다", FOLLOW_UP)
    return [Condition(line.pk, people.sales_lead.pk, *words) for line in unmet_blockers(launch).order_by("pk")]


def _finish_blockers(launch: Project, people: SimpleNamespace) -> None:
    done = {"status": Status.DONE, "done_at": timezone.now(), "done_by": people.planner}
    launch.items.filter(is_blocker=True).update(**done)


def test_a_lead_signs_off_for_their_own_department(launch: Project, people: SimpleNamespace) -> None:
    made = sign_off(launch.pk, people.sales.pk, by=people.sales_lead, verdict="approved")
    assert (made.department, made.by) == (people.sales, people.sales_lead)
    event = Event.objects.get(verb="signed_off")
    assert (event.after["department"], event.after["verdict"]) == (people.sales.pk, "approved")


def test_a_partner_lead_signs_off_for_their_centre(launch: Project, people: SimpleNamespace) -> None:
    assert sign_off(launch.pk, people.centre.pk, by=people.centre_lead, verdict="approved").department == people.centre


def test_nobody_else_signs_off_for_a_department(launch: Project, people: SimpleNamespace) -> None:
    for stranger in (people.marketing_lead, people.salesperson, people.planner, people.admin, people.viewer):
        with pytest.raises(Forbidden):
            sign_off(launch.pk, people.sales.pk, by=stranger, verdict="approved")
    with pytest.raises(Project.DoesNotExist):
        sign_off(launch.pk, people.other_centre.pk, by=people.other_centre_lead, verdict="approved")


def test_a_department_without_lines_does_not_sign_off(launch: Project, people: SimpleNamespace) -> None:
    Item.objects.filter(department=people.sales).update(department=people.marketing)
    with pytest.raises(Refusal):
        sign_off(launch.pk, people.sales.pk, by=people.sales_lead, verdict="approved")


@pytest.mark.parametrize("verdict", ["held", "conditional"])
def test_holding_back_needs_a_note(launch: Project, people: SimpleNamespace, verdict: str) -> None:
    with pytest.raises(Invalid):
        sign_off(launch.pk, people.sales.pk, by=people.sales_lead, verdict=verdict)
    assert sign_off(launch.pk, people.sales.pk, by=people.sales_lead, verdict=verdict, note="계정이 없습니다").note


def test_a_later_sign_off_leaves_the_earlier_on_record(launch: Project, people: SimpleNamespace) -> None:
    for verdict in ("approved", "held"):
        sign_off(launch.pk, people.sales.pk, by=people.sales_lead, verdict=verdict, note="x")
    assert list(SignOff.objects.values_list("verdict", flat=True)) == ["approved", "held"]


def test_go_is_locked_while_a_must_have_is_open(launch: Project, people: SimpleNamespace) -> None:
    assert set(locked_verdicts(2)) == {"go"}
    with pytest.raises(Refusal) as refused:
        decide(launch.pk, by=people.second_planner, verdict="go")
    assert refused.value.code == "verdict_locked"
    assert not Decision.objects.exists()


def test_with_all_must_haves_done_only_go_or_no_go_is_possible(launch: Project, people: SimpleNamespace) -> None:
    _finish_blockers(launch, people)
    with pytest.raises(Refusal):
        decide(launch.pk, by=people.second_planner, verdict="conditional_go")
    made = decide(launch.pk, by=people.second_planner, verdict="go", note="모두 준비됐습니다")
    assert Event.objects.get(verb="decided").after == {"verdict": "go", "note": made.note, "conditions": []}


def test_a_second_person_decides(launch: Project, people: SimpleNamespace) -> None:
    _finish_blockers(launch, people)
    with pytest.raises(Forbidden) as refused:
        decide(launch.pk, by=people.planner, verdict="go")
    assert refused.value.code == "second_person"
    for stranger in (people.admin, people.marketing_lead, people.centre_lead, people.viewer):
        with pytest.raises(Forbidden):
            decide(launch.pk, by=stranger, verdict="go")


def test_a_no_go_says_why(launch: Project, people: SimpleNamespace) -> None:
    with pytest.raises(Invalid):
        decide(launch.pk, by=people.second_planner, verdict="no_go")
    assert decide(launch.pk, by=people.second_planner, verdict="no_go", note="계정이 없습니다").verdict == "no_go"


def test_a_decision_on_what_has_changed_since_is_stale(launch: Project, people: SimpleNamespace) -> None:
    decide(launch.pk, by=people.second_planner, verdict="no_go", note="아직", version=1)
    with pytest.raises(Stale):
        decide(launch.pk, by=people.second_planner, verdict="no_go", note="아직", version=1)


def test_a_conditional_go_waives_each_must_have_and_adds_its_follow_up(
    launch: Project, people: SimpleNamespace, conditions: list[Condition]
) -> None:
    decision = decide(launch.pk, by=people.second_planner, verdict="conditional_go", conditions=conditions)
    assert decision.conditions.count() == 2
    for condition in decision.conditions.select_related("item", "follow_up"):
        waived, follow_up = condition.item, condition.follow_up
        assert (waived.status, waived.waive_fallback, waived.follow_up_on) == ("waived", "수기로 처리합니다", FOLLOW_UP)
        assert (follow_up.follows_up, follow_up.due_on, follow_up.owner) == (waived, FOLLOW_UP, people.sales_lead)
        assert (follow_up.status, follow_up.is_blocker, follow_up.section.title) == ("todo", False, "오픈 후 점검")
    assert not unmet_blockers(launch).exists()


def test_everything_about_a_conditional_go_is_in_the_record(
    launch: Project, people: SimpleNamespace, conditions: list[Condition]
) -> None:
    decide(launch.pk, by=people.second_planner, verdict="conditional_go", conditions=conditions)
    verbs = list(Event.objects.filter(stream=launch.stream).order_by("seq").values_list("verb", flat=True))
    assert verbs == ["launch_started", *["item_waived", "item_added"] * 2, "decided"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"fallback": ""}, "fallback"),
        ({"accepter_id": 0}, "accepter"),
        ({"follow_up_on": date(2026, 12, 8)}, "follow_up_on"),
        ({"follow_up_on": date(9999, 1, 1)}, "follow_up_on"),
    ],
)
def test_an_incomplete_condition_is_refused_whole(
    launch: Project, people: SimpleNamespace, conditions: list[Condition], change: dict, field: str
) -> None:
    wrong = [conditions[0], replace(conditions[1], **change)]
    with pytest.raises(Invalid) as refused:
        decide(launch.pk, by=people.second_planner, verdict="conditional_go", conditions=wrong)
    assert refused.value.field == f"conditions.{conditions[1].item_id}.{field}"
    assert unmet_blockers(launch).count() == 2


def test_every_open_must_have_takes_exactly_one_condition(
    launch: Project, people: SimpleNamespace, conditions: list[Condition]
) -> None:
    other = replace(conditions[0], item_id=item(launch, "C1").pk)
    for wrong in (conditions[:1], [*conditions, conditions[0]], [*conditions, other]):
        with pytest.raises(Invalid):
            decide(launch.pk, by=people.second_planner, verdict="conditional_go", conditions=wrong)


def test_conditions_belong_to_a_conditional_go_only(
    launch: Project, people: SimpleNamespace, conditions: list[Condition]
) -> None:
    with pytest.raises(Invalid):
        decide(launch.pk, by=people.second_planner, verdict="no_go", note="x", conditions=conditions)


def test_somebody_who_cannot_see_the_launch_accepts_nothing(
    launch: Project, people: SimpleNamespace, conditions: list[Condition]
) -> None:
    blind = [replace(condition, accepter_id=people.other_centre_lead.pk) for condition in conditions]
    with pytest.raises(Invalid):
        decide(launch.pk, by=people.second_planner, verdict="conditional_go", conditions=blind)


def test_a_line_that_the_gate_accepted_is_not_reopened(
    launch: Project, people: SimpleNamespace, conditions: list[Condition]
) -> None:
    decide(launch.pk, by=people.second_planner, verdict="conditional_go", conditions=conditions)
    with pytest.raises(Refusal) as refused:
        reopen_item(item(launch, "A1").pk, by=people.planner, reason="다시 합니다")
    assert refused.value.code == "followed_up"


def test_what_is_missing_again_is_not_approved(launch: Project, people: SimpleNamespace) -> None:
    Item.objects.filter(project=launch, key="S1").update(approval="department")
    proof = add_evidence(item(launch, "S1").pk, by=people.salesperson, url="https://example.com")
    complete_item(item(launch, "S1").pk, by=people.salesperson)
    withdraw_evidence(proof.pk, by=people.salesperson)
    with pytest.raises(Refusal) as refused:
        approve_item(item(launch, "S1").pk, by=people.sales_lead)
    assert refused.value.code == "not_ready"


def test_a_lead_hands_in_and_approves_in_two_steps_on_record(launch: Project, people: SimpleNamespace) -> None:
    assert complete_item(item(launch, "S3").pk, by=people.sales_lead).status == Status.IN_REVIEW
    assert approve_item(item(launch, "S3").pk, by=people.sales_lead).status == Status.DONE
    actors = Event.objects.filter(verb__in=["item_handed_in", "item_approved"]).values_list("actor_id", flat=True)
    assert set(actors) == {people.sales_lead.pk}


def test_a_cx_approval_is_a_planners(launch: Project, people: SimpleNamespace) -> None:
    Item.objects.filter(project=launch, key="S3").update(approval="cx")
    complete_item(item(launch, "S3").pk, by=people.salesperson)
    with pytest.raises(Forbidden):
        approve_item(item(launch, "S3").pk, by=people.sales_lead)
    assert approve_item(item(launch, "S3").pk, by=people.planner).status == Status.DONE


def test_a_scenario_of_a_finished_line_is_not_touched(launch: Project, people: SimpleNamespace) -> None:
    scenarios = list(item(launch, "A2").scenarios.all())
    for scenario in scenarios:
        verify_scenario(scenario.pk, by=people.marketer, is_verified=True)
    complete_item(item(launch, "A2").pk, by=people.marketer)
    with pytest.raises(Invalid):
        verify_scenario(scenarios[0].pk, by=people.marketer, is_verified=False)
