"""Requests through their services: from what customers say to the figure afterwards."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.errors import Forbidden, Invalid, Refusal, Stale
from accounts.models import User
from checklists.models import Proposal
from checklists.schedule import Rule, Unit
from ledger.models import Event
from ledger.services import Said
from records.access import visible_requests
from records.models import Request
from records.requesting import State, missing
from records.services.request_delivery import check_request, deliver_request, note_progress, promise_request
from records.services.request_links import make_item, propose_request
from records.services.request_options import add_option, change_option, choose_option, remove_option
from records.services.request_votes import agree_priority, vote_on_request
from records.services.requests import (
    OptionDraft,
    change_request,
    decline_request,
    file_request,
    reopen_request,
    triage_request,
)
from tests.conftest import TODAY

from .asked import draft, request


def last(verb: str) -> Event:
    return Event.objects.filter(verb=verb).latest("pk")


# --- Filing and putting right ---------------------------------------------------------------------------------------


def test_an_agent_asks_for_the_own_centre_and_the_event_carries_all_of_it(people, today):
    made = file_request(draft(quotes=["어디 있나요", "어디 있나요", " "], systems=["앱"]), by=people.agent)
    assert (made.department, made.state, made.quotes) == (people.centre, "new", ["어디 있나요"])
    after = last("request_filed").after
    assert (after["said"], after["options"][0]["text"], after["systems"]) == (made.said, "버튼을 단다", ["앱"])
    assert last("request_filed").stream.kind == "company"


def test_only_a_planner_asks_for_others(people, today):
    with pytest.raises(Forbidden):
        file_request(draft(department_id=people.sales.pk), by=people.agent)
    made = file_request(draft(department_id=people.sales.pk), by=people.planner, said=Said("정하윤", "phone"))
    assert made.department == people.sales
    with pytest.raises(Forbidden):
        file_request(draft(), by=people.viewer)


def test_the_same_form_sent_twice_files_one(people, today):
    key = uuid4()
    first, second = (file_request(draft(), by=people.agent, creation_key=key) for _n in range(2))
    assert first == second
    assert Event.objects.filter(verb="request_filed").count() == 1


def test_it_goes_to_the_stream_of_its_launch(people, launch):
    made = request(people, project_id=launch.pk)
    assert made.stream == launch.stream
    with pytest.raises(Invalid):
        file_request(draft(), by=people.other_centre_lead, project_id=launch.pk)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"said": ""}, "said"),
        ({"channel": "fax"}, "channel"),
        ({"inquiries": -1}, "inquiries"),
        ({"quotes": ["가" * 1001]}, "quotes"),
        ({"systems": [str(n) for n in range(31)]}, "systems"),
    ],
)
def test_what_cannot_be_saved_is_said_beside_its_field(people, today, wrong, field):
    with pytest.raises(Invalid) as refusal:
        file_request(draft(**wrong), by=people.agent)
    assert refusal.value.field == field


def test_who_asked_puts_it_right_until_the_priority_is_agreed(people, today):
    made = request(people)
    changed = change_request(made.pk, by=people.centre_lead, title="반품 버튼이 아래에 있다", version=1)
    assert (changed.title, changed.said) == ("반품 버튼이 아래에 있다", made.said)
    with pytest.raises(Stale):
        change_request(made.pk, by=people.agent, title="다른 제목", version=1)
    with pytest.raises(Forbidden):
        change_request(made.pk, by=people.marketer, title="남의 제목")
    agreed = request(people, "agreed")
    with pytest.raises(Forbidden):
        change_request(agreed.pk, by=people.agent, title="늦은 제목")


# --- Triage, options, votes -----------------------------------------------------------------------------------------


def test_declining_says_why_and_reopening_begins_anew(people, today):
    made = request(people, "agreed")
    with pytest.raises(Invalid):
        decline_request(made.pk, by=people.planner, reason=" ")
    declined = decline_request(made.pk, by=people.planner, reason="다른 요청과 같다")
    assert (declined.state, declined.decline_reason) == ("declined", "다른 요청과 같다")
    again = reopen_request(made.pk, by=people.planner, reason="다르다")
    assert (again.state, again.priority, again.decline_reason) == ("triaged", None, "")


def test_options_are_written_chosen_and_not_removed_once_chosen(people, today):
    made = request(people, "triaged", by=people.marketer)
    option = add_option(made.pk, OptionDraft("새로 만든다", "3달"), by=people.marketer)
    change_option(made.pk, option.pk, OptionDraft("새로 만든다", "2달"), by=people.planner)
    choose_option(made.pk, option.pk, by=people.planner)
    with pytest.raises(Refusal):
        remove_option(made.pk, option.pk, by=people.planner)
    other = made.options.exclude(pk=option.pk).first()
    choose_option(made.pk, other.pk, by=people.planner)
    assert made.options.get(is_chosen=True) == other
    remove_option(made.pk, option.pk, by=people.planner)
    assert [found["text"] for found in last("request_option_removed").before.get("options", [])] == []
    assert "새로 만든다" in [found["text"] for found in last("request_option_removed").after["options_before"]]


def test_voting_again_replaces_the_vote_and_the_events_keep_both(people, today):
    made = request(people, "triaged")
    vote_on_request(made.pk, by=people.marketing_lead, priority=3, words="나중에")
    vote_on_request(made.pk, by=people.marketing_lead, priority=1, words="지금")
    assert [(vote.priority, vote.words) for vote in made.votes.all()] == [(1, "지금")]
    assert last("request_voted").after["vote_before"]["words"] == "나중에"
    assert Event.objects.filter(verb="request_voted").count() == 2


def test_a_planner_writes_down_another_sides_vote_only_as_somebodys_word(people, today):
    made = request(people, "triaged")
    with pytest.raises(Invalid) as refusal:
        vote_on_request(made.pk, by=people.planner, priority=1, department_id=people.sales.pk)
    assert refusal.value.field == "said_by"
    vote_on_request(
        made.pk, by=people.planner, priority=1, department_id=people.sales.pk, said=Said("정하윤", "meeting")
    )
    assert last("request_voted").said_by == "정하윤"


def test_leads_vote_for_their_own_department_and_members_not_at_all(people, today):
    made = request(people, "triaged")
    with pytest.raises(Forbidden):
        vote_on_request(made.pk, by=people.marketing_lead, priority=1, department_id=people.sales.pk)
    with pytest.raises(Forbidden):
        vote_on_request(made.pk, by=people.marketer, priority=1)
    with pytest.raises(Invalid):
        vote_on_request(made.pk, by=people.marketing_lead, priority=5)
    assert vote_on_request(made.pk, by=people.centre_lead, priority=1).department == people.centre


def test_a_priority_that_not_all_want_is_agreed_with_a_reason_and_keeps_every_vote(people, today):
    made = request(people, "triaged")
    with pytest.raises(Refusal) as none:
        agree_priority(made.pk, by=people.planner, priority=1)
    vote_on_request(made.pk, by=people.marketing_lead, priority=3, words="배포가 없다")
    vote_on_request(made.pk, by=people.centre_lead, priority=1, words="매일 묻는다")
    with pytest.raises(Invalid):
        agree_priority(made.pk, by=people.planner, priority=2)
    agreed = agree_priority(made.pk, by=people.planner, priority=2, reason="배포에 맞춘다")
    assert none.value.code == "no_vote"
    assert (agreed.state, agreed.priority) == ("agreed", 2)
    said = {vote["department"]: (vote["priority"], vote["words"]) for vote in last("request_agreed").after["votes"]}
    assert said == {people.marketing.pk: (3, "배포가 없다"), people.centre.pk: (1, "매일 묻는다")}


# --- Promise, delivery, check ---------------------------------------------------------------------------------------


def test_a_later_promise_says_why_and_the_event_keeps_the_first(people, today):
    made = request(people, "doing")
    later = made.promised_on + timedelta(days=3)
    with pytest.raises(Invalid) as refusal:
        promise_request(made.pk, by=people.marketer, owner_id=people.marketer.pk, promised_on=later)
    assert refusal.value.field == "reason"
    promise_request(made.pk, by=people.marketer, owner_id=people.marketer.pk, promised_on=later, reason="배포가 밀렸다")
    event = last("request_promise_moved")
    assert event.before["promised_on"] == made.promised_on.isoformat()
    assert (event.after["promised_on"], event.reason) == (later.isoformat(), "배포가 밀렸다")


def test_who_may_be_named_as_owner(people, today):
    made = request(people, "doing")
    soon = made.promised_on
    for nobody in (people.agent, people.viewer, people.admin):
        with pytest.raises(Invalid):
            promise_request(made.pk, by=people.planner, owner_id=nobody.pk, promised_on=soon)
    with pytest.raises(Forbidden):
        promise_request(made.pk, by=people.marketing_lead, owner_id=people.salesperson.pk, promised_on=soon)
    with pytest.raises(Forbidden):
        promise_request(made.pk, by=people.marketer, owner_id=people.marketing_lead.pk, promised_on=soon)
    assert promise_request(made.pk, by=people.marketing_lead, owner_id=people.marketing_lead.pk, promised_on=soon)
    with pytest.raises(Invalid):
        promise_request(made.pk, by=people.planner, owner_id=people.marketer.pk, promised_on=TODAY - timedelta(days=1))


def test_progress_is_added_by_who_delivers_under_a_day_that_has_come(people, today):
    made = request(people, "doing")
    note_progress(made.pk, by=people.marketer, text="시안 나옴", on=TODAY - timedelta(days=1))
    with pytest.raises(Invalid):
        note_progress(made.pk, by=people.marketer, text="내일", on=TODAY + timedelta(days=1))
    with pytest.raises(Forbidden):
        note_progress(made.pk, by=people.salesperson, text="남의 일")
    assert last("request_noted").after["text"] == "시안 나옴"


def test_delivery_names_the_check_and_its_figure_and_the_check_shows_it(people, today):
    made = request(people, "doing")
    facts = {"delivered_on": TODAY, "figure_name": "한 주 문의", "figure_before": Decimal(120)}
    with pytest.raises(Invalid):
        deliver_request(made.pk, by=people.marketer, check_on=TODAY, **facts)
    late = facts | {"delivered_on": TODAY + timedelta(days=1)}
    with pytest.raises(Invalid):
        deliver_request(made.pk, by=people.marketer, check_on=TODAY + timedelta(days=9), **late)
    deliver_request(made.pk, by=people.marketer, check_on=TODAY + timedelta(days=14), **facts)
    with pytest.raises(Invalid):
        check_request(made.pk, by=people.marketer, figure_after=Decimal(30), checked_note="")
    checked = check_request(made.pk, by=people.marketer, figure_after=Decimal("30.5"), checked_note="줄었다")
    assert (checked.state, checked.figure_before, checked.figure_after) == ("checked", 120, Decimal("30.5"))
    assert last("request_checked").after["figure_after"] == "30.5"
    again = reopen_request(made.pk, by=people.planner, reason="다시 늘었다")
    assert (again.state, again.delivered_on, again.figure_before) == ("doing", None, 120)


DEEDS = st.sampled_from(
    ["triage", "vote", "agree", "promise", "note", "deliver", "check", "decline", "reopen", "change"]
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(DEEDS, min_size=1, max_size=14))
def test_no_state_is_reached_without_what_it_needs_whatever_is_tried(people, today, deeds):
    with transaction.atomic():
        made = request(people)
        for deed in deeds:
            before = Request.objects.get(pk=made.pk)
            try:
                with transaction.atomic():
                    try_deed(deed, made.pk, people.planner, people.marketer)
            except Refusal:
                assert Request.objects.get(pk=made.pk).version == before.version
            now = Request.objects.get(pk=made.pk)
            assert missing(now, now.state) == []
            if now.state == State.AGREED:
                assert now.votes.exists()
        events = Event.objects.filter(target=f"request:{made.pk}").order_by("seq")
        assert events.last().after.get("state", "new") == Request.objects.get(pk=made.pk).state
        transaction.set_rollback(True)


def try_deed(deed: str, pk: int, by: User, owner: User) -> None:
    soon = TODAY + timedelta(days=3)
    deeds = {
        "triage": lambda: triage_request(pk, by=by),
        "vote": lambda: vote_on_request(pk, by=by, priority=2),
        "agree": lambda: agree_priority(pk, by=by, priority=2),
        "promise": lambda: promise_request(pk, by=by, owner_id=owner.pk, promised_on=soon, reason="사정"),
        "note": lambda: note_progress(pk, by=by, text="진행"),
        "deliver": lambda: deliver_request(
            pk, by=by, delivered_on=TODAY, check_on=soon, figure_name="문의", figure_before=Decimal(9)
        ),
        "check": lambda: check_request(pk, by=by, figure_after=Decimal(1), checked_note="줄었다"),
        "decline": lambda: decline_request(pk, by=by, reason="아니다"),
        "reopen": lambda: reopen_request(pk, by=by, reason="다시"),
        "change": lambda: change_request(pk, by=by, inquiries=7),
    }
    deeds[deed]()


# --- To a launch, to a template -------------------------------------------------------------------------------------


def test_it_becomes_an_item_of_a_launch_once_and_both_know_each_other(people, launch):
    made = request(people, "agreed", project_id=launch.pk)
    section = launch.sections.first()
    place = {
        "project_id": launch.pk,
        "section_id": section.pk,
        "due_on": TODAY + timedelta(days=5),
        "department_id": people.marketing.pk,
    }
    item = make_item(made.pk, by=people.planner, **place)
    assert (item.title, list(item.requests.all())) == (made.title, [made])
    with pytest.raises(Refusal):
        make_item(made.pk, by=people.planner, **place)
    with pytest.raises(Forbidden):
        make_item(made.pk, by=people.marketing_lead, **place)


def test_it_is_offered_to_a_template_once_while_it_waits(people, launch):
    made = request(people, "agreed", project_id=launch.pk)
    template_id = launch.template_version.template_id
    words = {"template_id": template_id, "department_id": people.marketing.pk, "rule": Rule(-3, Unit.BUSINESS)}
    proposal = propose_request(made.pk, by=people.marketing_lead, **words)
    made.refresh_from_db()
    assert (made.proposal, proposal.title, proposal.source_project) == (proposal, made.title, launch.pk)
    with pytest.raises(Refusal):
        propose_request(made.pk, by=people.planner, **words)
    Proposal.objects.update(
        verdict="declined", reason="아니다", decided_by=people.planner, decided_at="2026-11-25T00:00Z"
    )
    assert propose_request(made.pk, by=people.planner, **words) != proposal


def test_a_confidential_launch_leaves_no_name_in_a_template_and_keeps_its_items(people, launch):
    launch.is_confidential = True
    launch.save()
    launch.named.add(people.planner)
    made = request(people, "triaged", by=people.planner, project_id=launch.pk)
    proposal = propose_request(
        made.pk,
        by=people.planner,
        template_id=launch.template_version.template_id,
        department_id=people.marketing.pk,
        rule=Rule(-3, Unit.BUSINESS),
    )
    assert (proposal.source_name, proposal.source_project) == ("", None)
    with pytest.raises(Request.DoesNotExist):
        vote_on_request(made.pk, by=people.sales_lead, priority=1)


def test_a_partner_finds_the_requests_of_the_own_centre_alone(people, launch):
    ours, theirs = request(people), request(people, by=people.other_centre_lead)
    company = request(people, by=people.marketer)
    assert list(visible_requests(people.agent)) == [ours]
    assert set(visible_requests(people.viewer)) == {ours, theirs, company}
