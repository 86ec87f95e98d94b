"""What a launch teaches its template: by itself, by hand, and never from a confidential one."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from accounts.errors import Forbidden, Invalid
from checklists.models import Proposal
from checklists.schedule import Rule, Unit
from ledger.models import Event
from projects.models import Item, Project
from projects.services.gate import Condition, decide
from projects.services.lines import add_item
from projects.services.proposing import propose_from_item
from tests import factories


def add(launch: Project, people: SimpleNamespace) -> Item:
    return add_item(
        launch.pk,
        by=people.planner,
        section_id=launch.sections.first().pk,
        title="휴일 멘트 녹음",
        department_id=people.sales.pk,
        due_on=date(2026, 12, 4),
        is_blocker=True,
    )


def conceal(launch: Project, people: SimpleNamespace) -> None:
    launch.is_confidential = True
    launch.save()
    launch.named.add(people.planner, people.second_planner, people.marketing_lead)


def go_on_condition(launch: Project, people: SimpleNamespace) -> None:
    unmet = launch.items.open().filter(is_blocker=True)
    conditions = [
        Condition(item.pk, people.second_planner.pk, f"{item.key} 이유", "대신 할 일", date(2026, 12, 14))
        for item in unmet
    ]
    decide(launch.pk, by=people.second_planner, verdict="conditional_go", conditions=conditions)


def test_an_added_line_is_proposed_by_whoever_added_it(people, launch):
    item = add(launch, people)
    found = Proposal.objects.get()
    assert (found.title, found.department, found.rule, found.is_blocker, found.key) == (
        "휴일 멘트 녹음",
        people.sales,
        Rule(-5, Unit.CALENDAR),
        True,
        "",
    )
    assert (found.source_project, found.source_item, found.proposed_by) == (launch.pk, item.pk, people.planner)
    assert found.source_name == f"{launch.name} · 휴일 멘트 녹음"
    assert found.template == launch.template_version.template


def test_must_haves_accepted_undone_are_proposed_with_the_reason(people, launch):
    go_on_condition(launch, people)
    found = {proposal.key: proposal for proposal in Proposal.objects.all()}
    assert {key: proposal.note for key, proposal in found.items()} == {"A1": "A1 이유", "S1": "S1 이유"}
    follow_up = launch.items.get(follows_up=factories.item(launch, "A1"))
    assert (found["A1"].source_item, found["A1"].proposed_by) == (follow_up.pk, people.second_planner)
    stream = launch.template_version.template.stream_id
    assert Event.objects.filter(stream=stream, verb="line_proposed").count() == 2


def test_a_confidential_launch_says_nothing_by_itself(people, launch):
    conceal(launch, people)
    add(launch, people)
    go_on_condition(launch, people)
    assert not Proposal.objects.exists()


def test_a_proposal_by_hand_from_a_confidential_launch_leaves_no_name(people, launch):
    conceal(launch, people)
    found = propose_from_item(factories.item(launch, "A1").pk, by=people.planner, note="더 일찍 시작해야 한다")
    assert (found.source_project, found.source_item, found.source_name) == (None, None, "")
    written = Event.objects.get(verb="line_proposed")
    assert launch.name not in str(written.__dict__)


def test_a_change_is_proposed_by_hand_with_a_reason(people, launch):
    item = factories.item(launch, "A1")
    with pytest.raises(Invalid):
        propose_from_item(item.pk, by=people.marketing_lead, note="")
    found = propose_from_item(item.pk, by=people.marketing_lead, note="더 일찍 시작해야 한다")
    assert (found.key, found.note, found.proposed_by) == ("A1", "더 일찍 시작해야 한다", people.marketing_lead)


def test_only_leads_of_the_department_planners_and_administrators_propose(people, launch):
    item = factories.item(launch, "A1")
    for by in (people.sales_lead, people.marketer, people.viewer):
        with pytest.raises(Forbidden):
            propose_from_item(item.pk, by=by, note="이유")


def test_nobody_proposes_from_a_launch_they_do_not_see(people, launch):
    conceal(launch, people)
    with pytest.raises(Item.DoesNotExist):
        propose_from_item(factories.item(launch, "S1").pk, by=people.sales_lead, note="이유")


def test_an_added_line_proposed_again_by_hand_is_the_same_proposal(people, launch):
    item = add(launch, people)
    again = propose_from_item(item.pk, by=people.planner, note="한 번 더")
    assert again == Proposal.objects.get()


def test_the_items_page_offers_it_to_those_who_may(as_user, people, launch):
    item = factories.item(launch, "A1")
    url = f"/launches/{launch.pk}/items/{item.pk}/"
    for who, is_offered in ((people.marketing_lead, True), (people.planner, True), (people.marketer, False)):
        assert (f"{url}propose/" in as_user(who).get(url).content.decode()) == is_offered
    client = as_user(people.marketing_lead)
    assert client.get(f"{url}propose/").status_code == 200
    assert client.post(f"{url}propose/", {"title": item.title, "note": ""}).status_code == 400
    client.post(f"{url}propose/", {"title": item.title, "note": "더 일찍"})
    assert Proposal.objects.get().note == "더 일찍"
    assert as_user(people.marketer).get(f"{url}propose/").status_code == 403
