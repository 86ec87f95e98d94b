"""The review meeting: requests one by one, and the record that is written as it goes."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from accounts.errors import Forbidden, Invalid, Refusal, Stale
from ledger.models import Event
from records.models import Position, Record, Request, Resolution
from records.services.request_meetings import Review, SideVote, review_request, start_meeting
from records.services.request_votes import vote_on_request
from tests.conftest import TODAY

from .asked import request

SOON = TODAY + timedelta(days=7)


@pytest.fixture
def agenda(people, today):
    return [request(people, "triaged", title="반품 버튼"), request(people, "triaged", title="쿠폰 조건")]


@pytest.fixture
def record(people, agenda):
    return start_meeting([made.pk for made in agenda], by=people.planner)


def side(department, priority: int, words: str, person=None) -> SideVote:
    return SideVote(department.pk, priority, words, person.pk if person else None)


def test_the_record_begins_with_the_agenda(record, people):
    assert (record.current.kind, record.created_by) == ("meeting", people.planner)
    assert record.current.body.splitlines() == ["1. 반품 버튼", "2. 쿠폰 조건"]


def test_what_is_agreed_is_a_decision_and_every_side_a_position(people, agenda, record):
    made = agenda[0]
    votes = [
        side(people.centre, 1, "매일 묻는다", people.centre_lead),
        side(people.marketing, 3, "배포가 없다", people.marketing_lead),
        side(people.cx, 2, "중간"),
    ]
    option = made.options.first()
    review = Review(votes, 2, "배포에 맞춘다", option.pk, people.marketer.pk, SOON)
    after = review_request(record.pk, made.pk, review, by=people.planner, version=made.version)
    assert (after.state, after.priority, after.owner, after.promised_on) == ("doing", 2, people.marketer, SOON)
    decided = Resolution.objects.standing().get(record=record)
    assert (decided.owner, decided.due_on, decided.decided_by) == (people.marketer, SOON, people.planner)
    assert all(word in decided.words for word in ("반품 버튼", "버튼을 단다", "배포에 맞춘다"))
    positions = Position.objects.standing().filter(record=record)
    assert {(found.person, found.department) for found in positions} == {
        (people.centre_lead, people.centre),
        (people.marketing_lead, people.marketing),
        (people.planner, people.cx),
    }
    assert "매일 묻는다" in positions.get(person=people.centre_lead).words
    said = {event.after["vote"]["department"]: event.said_by for event in Event.objects.filter(verb="request_voted")}
    assert said == {people.centre.pk: "강은비", people.marketing.pk: "박리드", people.cx.pk: ""}
    assert Event.objects.get(verb="request_agreed").after["record"] == record.pk


def test_a_vote_cast_before_the_meeting_is_a_position_in_it_too(people, agenda, record):
    made = agenda[0]
    vote_on_request(made.pk, by=people.marketing_lead, priority=1, words="우리도 급하다")
    review_request(record.pk, made.pk, Review((), 1), by=people.planner)
    found = Position.objects.standing().get(record=record)
    assert (found.person, found.department) == (people.marketing_lead, people.marketing)


def test_without_a_priority_only_what_was_said_is_kept(people, agenda, record):
    made = agenda[0]
    votes = [side(people.marketing, 3, "배포가 없다", people.marketing_lead)]
    after = review_request(record.pk, made.pk, Review(votes), by=people.planner)
    assert (after.state, after.priority) == ("triaged", None)
    assert not Resolution.objects.filter(record=record).exists()
    assert Position.objects.standing().filter(record=record).count() == 1


def test_all_of_it_or_nothing(people, agenda, record):
    made = agenda[0]
    votes = [side(people.marketing, 3, "배포가 없다", people.marketing_lead)]
    for wrong in (
        Review(votes, 1),  # not what all say, and no reason
        Review(votes, 3, owner_id=people.marketer.pk),  # nobody knows by when
        Review(votes, 3, promised_on=SOON),  # nobody knows who
        Review(votes, 3, "이유", owner_id=people.viewer.pk, promised_on=SOON),
        Review([side(people.marketing, 3, "", people.salesperson)], 3),
        Review([side(people.marketing, 3, "")], 3),
    ):
        with pytest.raises(Refusal):
            review_request(record.pk, made.pk, wrong, by=people.planner)
    assert not made.votes.exists()
    assert not Position.objects.filter(record=record).exists()
    assert Request.objects.get(pk=made.pk).version == made.version


def test_a_new_request_is_looked_at_on_the_way(people, record):
    made = request(people)
    votes = [side(people.cx, 4, "")]
    assert review_request(record.pk, made.pk, Review(votes, 4), by=people.planner).state == "agreed"
    assert Event.objects.filter(verb="request_triaged", target=f"request:{made.pk}").exists()


def test_only_planners_meet_and_the_second_of_two_sees_the_first(people, agenda, record):
    made = agenda[0]
    with pytest.raises(Forbidden):
        start_meeting([made.pk], by=people.marketing_lead)
    with pytest.raises(Forbidden):
        review_request(record.pk, made.pk, Review(), by=people.marketing_lead)
    vote_on_request(made.pk, by=people.marketing_lead, priority=1)
    with pytest.raises(Stale):
        review_request(record.pk, made.pk, Review((), 1), by=people.planner, version=made.version)


def test_what_is_over_or_confidential_is_not_talked_about(people, launch):
    done = request(people, "declined")
    launch.is_confidential = True
    launch.save()
    launch.named.add(people.planner)
    secret = request(people, "triaged", by=people.planner, project_id=launch.pk)
    with pytest.raises(Invalid):
        start_meeting([done.pk, secret.pk], by=people.planner)
    shown = start_meeting([secret.pk, request(people).pk], by=people.planner)
    assert secret.title not in shown.current.body or shown.current.body.count("\n") == 0
    with pytest.raises(Refusal):
        review_request(shown.pk, secret.pk, Review([side(people.cx, 1, "")], 1), by=people.planner)


# --- Pages ----------------------------------------------------------------------------------------------------------


def test_the_meeting_begins_with_what_was_looked_at_and_has_no_priority(as_user, people, agenda):
    fresh, agreed = request(people, title="새것"), request(people, "agreed", title="합의됨")
    page = as_user(people.planner).get("/requests/meeting/")
    picked = {thing.title: is_picked for thing, is_picked in page.context["rows"]}
    assert picked == {"반품 버튼": True, "쿠폰 조건": True, fresh.title: False, agreed.title: False}
    assert as_user(people.marketing_lead).get("/requests/meeting/").status_code == 403


def test_from_choosing_to_the_record_by_the_pages_alone(as_user, people, agenda):
    client = as_user(people.planner)
    begun = client.post(
        "/requests/meeting/",
        {"requests": [made.pk for made in agenda], "sides": [people.marketing.pk], "creation_key": str(uuid4())},
    )
    address = begun.headers["Location"]
    for _step in range(2):
        page = client.get(address)
        form = page.context["form"]
        assert [row.department for row in form.rows] == [people.centre, people.marketing, people.cx]
        words = {
            "version": page.context["thing"].version,
            f"side-{people.centre.pk}-priority": 1,
            f"side-{people.centre.pk}-person": people.centre_lead.pk,
            f"side-{people.centre.pk}-words": "매일 묻는다",
            "priority": 1,
            "owner_id": people.marketer.pk,
            "promised_on": SOON.isoformat(),
            "go": "agree",
        }
        answer = client.post(page.context["save_url"], words)
        assert answer.status_code == 302, answer.context["form"].errors
        address = answer.headers["Location"]
    record = Record.objects.get()
    assert address == f"/records/{record.pk}/"
    assert Resolution.objects.standing().filter(record=record).count() == 2
    assert Position.objects.standing().filter(record=record).count() == 2
    assert [made.state for made in Request.objects.order_by("pk")] == ["doing", "doing"]
    page = client.get(f"/requests/{agenda[0].pk}/")
    assert list(page.context["records"]) == [record]


def test_keeping_the_votes_only_goes_on_without_a_decision(as_user, people, agenda, record):
    made, client = agenda[0], as_user(people.planner)
    address = f"/requests/meeting/{record.pk}/{made.pk}/review/?requests={made.pk},{agenda[1].pk}"
    words = {"version": made.version, f"side-{people.cx.pk}-priority": 2, "priority": 2, "go": "keep"}
    answer = client.post(address, words)
    assert answer.headers["Location"].startswith(f"/requests/meeting/{record.pk}/{agenda[1].pk}/")
    made.refresh_from_db()
    assert (made.state, made.votes.get().priority) == ("triaged", 2)


def test_a_refusal_keeps_what_was_typed(as_user, people, agenda, record):
    made, client = agenda[0], as_user(people.planner)
    address = f"/requests/meeting/{record.pk}/{made.pk}/review/?requests={made.pk}"
    words = {"version": made.version, f"side-{people.cx.pk}-priority": 2, "priority": 1, "reason": " "}
    page = client.post(address, words)
    assert page.status_code == 400
    assert page.context["form"].errors["reason"]
    assert client.get("/requests/meeting/1/1/?requests=a").status_code == 404
