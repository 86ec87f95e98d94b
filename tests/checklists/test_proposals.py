"""The learning loop in a template: propose, accept, merge, decline."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from accounts.errors import Forbidden, Invalid, Refusal, Stale
from checklists.models import Proposal, Template
from checklists.schedule import Rule, Unit
from checklists.services import lines
from checklists.services.proposals import (
    Offer,
    Source,
    accept_proposal,
    decline_proposal,
    merge_proposal,
    propose_lines,
)
from checklists.similar import most_alike
from ledger.models import Event
from tests import factories


@pytest.fixture
def template(people: SimpleNamespace, today: date) -> Template:
    rows = [
        factories.line("A1", department=people.marketing, title="대표번호 개통", guidance="처음 안내"),
        factories.line("A2", department=people.sales, title="배너 등록"),
    ]
    return factories.template(rows, by=people.planner).template


@pytest.fixture
def proposal(people: SimpleNamespace, template: Template) -> Proposal:
    offer = Offer("휴일 멘트 녹음", people.sales, Rule(-4, Unit.BUSINESS), "휴일에 안내가 없었다", is_blocker=True)
    return propose_lines(template.pk, [offer], by=people.planner)[0]


def draft(template: Template):
    return template.versions.drafts().get()


def url(proposal: Proposal, act: str = "") -> str:
    return f"/templates/{proposal.template_id}/proposals/{proposal.pk}/{act}"


# --- Services -------------------------------------------------------------------------------------------------------


def test_leads_propose_for_their_own_department_and_members_not_at_all(people, template):
    ours, theirs = Offer("하나", people.marketing, Rule(-3)), Offer("둘", people.sales, Rule(-3))
    propose_lines(template.pk, [ours], by=people.marketing_lead)
    for by, offer in ((people.marketing_lead, theirs), (people.marketer, ours), (people.viewer, ours)):
        with pytest.raises(Forbidden):
            propose_lines(template.pk, [offer], by=by)
    assert [found.title for found in template.proposals.all()] == ["하나"]


def test_a_change_says_why(people, template):
    with pytest.raises(Invalid):
        propose_lines(template.pk, [Offer("하나", people.sales, Rule(-3), key="A2")], by=people.planner)


def test_what_waits_already_is_not_proposed_twice(people, template):
    offer = Offer("하나", people.sales, Rule(-3), source=Source(1, 7, "런칭 · 하나"))
    first, second = (propose_lines(template.pk, [offer], by=people.planner) for _n in range(2))
    assert first == second
    assert Event.objects.filter(verb="line_proposed").count() == 1


def test_accepting_adds_the_line_to_the_draft(people, template, proposal):
    section = draft(template).sections.get()
    item = accept_proposal(proposal.pk, by=people.planner, section_id=section.pk)
    assert (item.title, item.department, item.rule, item.is_blocker, item.guidance) == (
        "휴일 멘트 녹음",
        people.sales,
        Rule(-4, Unit.BUSINESS),
        True,
        "휴일에 안내가 없었다",
    )
    proposal.refresh_from_db()
    assert (proposal.verdict, proposal.result_key, proposal.decided_by) == ("accepted", item.key, people.planner)


def test_merging_writes_the_guidance_anew(people, template, proposal):
    merge_proposal(proposal.pk, by=people.planner, key="A1", guidance="처음 안내\n휴일 멘트도 녹음")
    assert draft(template).items.get(key="A1").guidance.endswith("휴일 멘트도 녹음")


def test_merging_over_what_somebody_wrote_meanwhile_is_refused(people, template, proposal):
    read = draft(template).items.get(key="A1").revision
    lines.change_line(template.pk, "A1", by=people.second_planner, revision=None, guidance="남의 안내")
    with pytest.raises(Stale):
        merge_proposal(proposal.pk, by=people.planner, key="A1", guidance="내 안내", revision=read)
    proposal.refresh_from_db()
    assert proposal.verdict == "waiting"


def test_declining_says_why(people, proposal):
    with pytest.raises(Invalid):
        decline_proposal(proposal.pk, by=people.planner, reason=" ")
    decline_proposal(proposal.pk, by=people.planner, reason="이번에만 해당")
    with pytest.raises(Refusal, match=str(Proposal.Verdict.DECLINED.label)):
        decline_proposal(proposal.pk, by=people.planner, reason="다시")


def test_only_editors_decide(people, template, proposal):
    with pytest.raises(Forbidden):
        accept_proposal(proposal.pk, by=people.sales_lead, section_id=draft(template).sections.get().pk)
    with pytest.raises(Forbidden):
        decline_proposal(proposal.pk, by=people.sales_lead, reason="이유")


def test_the_line_most_alike_is_found():
    lines_ = [SimpleNamespace(key="A1", title="대표번호를 개통한다"), SimpleNamespace(key="A2", title="배너 등록")]
    assert most_alike("대표번호 개통", lines_) == "A1"
    assert most_alike("완전히 다른 이야기입니다", lines_) == ""


# --- Pages ----------------------------------------------------------------------------------------------------------


def test_everybody_who_sees_templates_reads_proposals(as_user, people, template, proposal):
    page = as_user(people.viewer).get(f"/templates/{template.pk}/proposals/")
    assert list(page.context["waiting"]) == [proposal]
    assert url(proposal) not in page.content.decode()
    assert as_user(people.viewer).get(url(proposal)).status_code == 403


def test_a_lead_proposes_on_the_templates_page(as_user, people, template):
    words = {
        "title": "새 항목",
        "note": "빠졌다",
        "department": people.marketing.pk,
        "days": 3,
        "side": "before",
        "section": "",
    }
    client = as_user(people.marketing_lead)
    client.post(f"/templates/{template.pk}/proposals/new/", words)
    found = template.proposals.get()
    assert (found.rule, found.proposed_by) == (Rule(-3, Unit.BUSINESS), people.marketing_lead)
    refused = client.post(f"/templates/{template.pk}/proposals/new/", words | {"department": people.sales.pk})
    assert refused.status_code == 400


def test_accepting_on_its_page(as_user, people, template, proposal):
    as_user(people.planner).post(url(proposal, "accept/"), {"section": draft(template).sections.get().pk})
    assert draft(template).items.filter(title="휴일 멘트 녹음").exists()


def test_the_line_to_merge_with_is_chosen_and_shown(as_user, people, template, proposal):
    page = as_user(people.planner).get(url(proposal), {"line": "A1"})
    assert page.context["line"].key == "A1"
    assert page.context["merge"].initial["guidance"] == "처음 안내"


def test_a_merge_that_came_second_shows_both_guidances(as_user, people, template, proposal):
    read = draft(template).items.get(key="A1").revision
    lines.change_line(template.pk, "A1", by=people.second_planner, revision=None, guidance="남의 안내")
    client = as_user(people.planner)
    sent = {"key": "A1", "revision": read, "guidance": "내 안내"}
    page = client.post(url(proposal, "merge/"), sent)
    assert page.status_code == 412
    assert "내 안내" in page.content.decode()
    assert "남의 안내" in page.content.decode()
    knowingly = {"key": "A1", "revision": page.context["merge"]["revision"].value(), "guidance": "둘 다"}
    assert client.post(url(proposal, "merge/"), knowingly).status_code == 302


def test_declining_stands_below_with_who_and_why(as_user, people, template, proposal):
    client = as_user(people.planner)
    assert client.post(url(proposal, "decline/"), {"reason": ""}).status_code == 400
    client.post(url(proposal, "decline/"), {"reason": "이번에만 해당합니다"})
    html = client.get(f"/templates/{template.pk}/proposals/").content.decode()
    assert "이번에만 해당합니다" in html
    assert client.post(url(proposal, "decline/"), {"reason": "다시"}).status_code == 409


def test_a_proposal_is_found_on_its_own_template_only(as_user, people, proposal):
    other = factories.template([factories.line("A1", department=people.sales)], by=people.planner).template
    assert as_user(people.planner).get(f"/templates/{other.pk}/proposals/{proposal.pk}/").status_code == 404
