"""What follows from a surprise: a line for the template, a request."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.errors import Forbidden, Invalid, Refusal
from checklists.models import Proposal
from records.models import Surprise
from records.services.requests import RequestDraft, file_request
from records.services.surprise_lessons import LineOffer, propose_from_surprise
from records.services.surprises import Report, link_surprise, report_surprise
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def reported(people, today) -> Surprise:
    return report_surprise(Report("모르던 기획전", "customer", department_id=people.marketing.pk), by=people.agent)


def test_a_missing_line_is_proposed_to_the_template_of_the_launch(reported, people, launch):
    link_surprise(reported.pk, by=people.planner, project_id=launch.pk, item_fault="missing")
    made = propose_from_surprise(reported.pk, LineOffer("기획전 공유", "고객 문의로 알았습니다"), by=people.planner)
    assert (made.template, made.department, made.key) == (launch.template_version.template, people.marketing, "")
    assert made.source_project == launch.pk
    assert Surprise.objects.get(pk=reported.pk).proposal == made
    with pytest.raises(Refusal) as refused:
        propose_from_surprise(reported.pk, LineOffer("또", "또"), by=people.planner)
    assert refused.value.code == "proposed"


def test_a_line_ticked_too_early_is_proposed_to_be_changed(reported, people, launch):
    item = factories.item(launch, "S1")
    link_surprise(reported.pk, by=people.planner, project_id=launch.pk, item_id=item.pk, item_fault="ticked")
    made = propose_from_surprise(
        reported.pk, LineOffer("증빙을 화면으로", "완료로 표시된 뒤에도 안 열렸습니다"), by=people.planner
    )
    assert made.key == "S1"
    assert made.source_item == item.pk


def test_a_confidential_launch_leaves_no_name_in_the_template(people, launch, today):
    secret = factories.project(
        launch.template_version,
        by=people.planner,
        launch_on=date(2026, 12, 1),
        announced_on=today,
        name="비공개",
        is_confidential=True,
    )
    report = Report("기획전", "app", project_id=secret.pk, centre_id=people.centre.pk, department_id=people.sales.pk)
    made = report_surprise(report, by=people.planner)
    proposal = propose_from_surprise(made.pk, LineOffer("공유", "늦었습니다"), by=people.planner)
    assert (proposal.source_name, proposal.source_project) == ("", None)


def test_without_a_launch_a_template_is_chosen_and_members_do_not_propose(reported, people, launch):
    with pytest.raises(Invalid) as refused:
        propose_from_surprise(reported.pk, LineOffer("공유", "이유"), by=people.planner)
    assert refused.value.field == "template_id"
    template = launch.template_version.template
    made = propose_from_surprise(reported.pk, LineOffer("공유", "이유", template_id=template.pk), by=people.planner)
    assert Proposal.objects.get(pk=made.pk).template == template
    of_sales = Report("다른 것", "app", centre_id=people.centre.pk, department_id=people.sales.pk)
    other = report_surprise(of_sales, by=people.planner)
    with pytest.raises(Forbidden):
        propose_from_surprise(other.pk, LineOffer("공유", "이유", template_id=template.pk), by=people.salesperson)


def test_a_request_comes_from_it(reported, people):
    asked = file_request(RequestDraft("배너에 종료일 표시", "언제 끝나나요"), by=people.agent, surprise_id=reported.pk)
    assert list(reported.requests.all()) == [asked]
