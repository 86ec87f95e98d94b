"""The pages of records: found, read, written without JavaScript, corrected, compared and answered."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from ledger.models import Event
from projects.models import Project
from records.models import Position, Record
from records.services.records import (
    PositionDraft,
    QuestionDraft,
    RecordDraft,
    ResolutionDraft,
    add_lines,
    correct_record,
    write_record,
)

CHAT = "[김서연] [오후 3:21] 화면이 바뀌었네요\n[이도윤] [오후 3:25] 확인해 볼게요"
NO_ROWS = {
    f"{rows}-{name}": value
    for rows in ("positions", "resolutions", "questions")
    for name, value in (("TOTAL_FORMS", "0"), ("INITIAL_FORMS", "0"))
}


@pytest.fixture
def signed_in(people: SimpleNamespace) -> Any:
    def enter(name: str) -> Client:
        client = Client()
        client.force_login(getattr(people, name))
        return client

    return enter


def filed(launch: Project | None, people: SimpleNamespace, title: str = "배송비 화면 회의", **content: Any) -> Record:
    draft = RecordDraft("meeting", title, **content)
    return write_record(draft, by=people.planner, project_id=launch.pk if launch else None)


def sides(people: SimpleNamespace) -> tuple[PositionDraft, ...]:
    return (
        PositionDraft("메일로 알렸다", department_id=people.marketing.pk),
        PositionDraft("받은 것이 없다", person_id=people.centre_lead.pk),
    )


def test_a_quick_record_takes_a_title_and_pasted_words(launch: Project, people: SimpleNamespace, signed_in: Any):
    sent = {"title": "화면 변경", "kind": "messenger", "body": CHAT, "is_chat": "on", "decision": "되돌린다"}
    answer = signed_in("marketer").post(f"/launches/{launch.pk}/records/quick/", sent | {"due_on": "2026-11-27"})
    record = Record.objects.get()
    assert answer.headers["Location"] == f"/records/{record.pk}/"
    assert record.current.body.startswith("> **김서연** · 오후 3:21\n> 화면이 바뀌었네요")
    assert [each["name"] for each in record.current.participants] == ["김서연", "이도윤"]
    assert record.current.participants[0]["user"] == people.planner.pk
    (resolution,) = record.resolutions.all()
    assert (resolution.owner, resolution.decided_by_name) == (people.marketer, "박지훈")


def test_a_quick_record_of_an_item_is_linked_to_it(launch: Project, people: SimpleNamespace, signed_in: Any):
    item, client = launch.items.get(key="A1"), signed_in("marketer")
    address = f"/launches/{launch.pk}/records/quick/"
    assert item.title in client.get(f"{address}?item={item.pk}").content.decode()
    client.post(address, {"title": "통화", "kind": "phone", "item": item.pk, "said_by": "박MD", "said_via": "phone"})
    assert list(Record.objects.get().items.all()) == [item]
    assert Event.objects.get(verb="record_written").said_by == "박MD"
    panel = client.get(f"/launches/{launch.pk}/items/{item.pk}/records/", headers={"HX-Request": "true"})
    assert "통화" in panel.content.decode()
    assert "<html" not in panel.content.decode()


def test_what_was_typed_stays_when_something_is_missing(launch: Project, signed_in: Any):
    answer = signed_in("marketer").post(f"/launches/{launch.pk}/records/quick/", {"kind": "phone", "body": "한 말"})
    assert answer.status_code == 400
    assert "한 말" in answer.content.decode()
    answer = signed_in("marketer").post(
        f"/launches/{launch.pk}/records/quick/", {"title": "통화", "kind": "phone", "due_on": "2026-11-27"}
    )
    assert answer.status_code == 400
    assert answer.context["form"].errors["decision"]


def test_the_whole_form_works_without_javascript(launch: Project, people: SimpleNamespace, signed_in: Any):
    item = launch.items.get(key="A1")
    client = signed_in("marketer")
    page = client.get(f"/records/new/?project={launch.pk}&item={item.pk}&kind=phone").content.decode()
    assert page.count('name="positions-1-words"') == 1
    sent = {
        **NO_ROWS,
        "title": "발송 시각 회의",
        "kind": "meeting",
        "project": launch.pk,
        "items": [item.pk],
        "held_at": "2026-11-25T09:30",
        "participants": "박지훈, 박MD (쿠팡)",
        "body": "시각을 정했다",
        "positions-TOTAL_FORMS": "2",
        "positions-0-side": f"department:{people.marketing.pk}",
        "positions-0-words": "9시에 보낸다",
        "resolutions-TOTAL_FORMS": "2",
        "resolutions-1-words": "10시 30분에 보낸다",
        "resolutions-1-decided_by": "김서연",
        "resolutions-1-owner": people.marketer.pk,
        "resolutions-1-due_on": "2026-11-27",
        "resolutions-1-items": [item.pk],
        "questions-TOTAL_FORMS": "1",
        "questions-0-words": "지난 발송의 콜량",
    }
    client.post(f"/records/new/?project={launch.pk}", sent)
    record = Record.objects.get()
    assert (record.project, list(record.items.all())) == (launch, [item])
    assert [(each["name"], each["department"]) for each in record.current.participants] == [
        ("박지훈", "marketing"),
        ("박MD", "쿠팡"),
    ]
    assert [line.words for line in record.positions.all()] == ["9시에 보낸다"]
    assert record.resolutions.get().decided_by == people.planner
    assert record.openquestions.get().words == "지난 발송의 콜량"


def test_a_refusal_stands_beside_the_row_it_is_about(launch: Project, signed_in: Any):
    sent = {**NO_ROWS, "title": "회의", "kind": "meeting", "resolutions-TOTAL_FORMS": "3"}
    sent |= {"resolutions-2-words": "되돌린다", "resolutions-2-decided_by": "나", "resolutions-2-due_on": "2026-11-27"}
    answer = signed_in("marketer").post(f"/records/new/?project={launch.pk}", sent)
    assert answer.status_code == 400
    assert answer.context["forms"].resolutions.forms[2].errors["owner"]
    assert not Record.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"positions-TOTAL_FORMS": "x"},
        {"positions-TOTAL_FORMS": "999999999", "positions-INITIAL_FORMS": "-1"},
        {"title": "\x00", "kind": "no", "held_at": "9999-12-31T23:59", "creation_key": "1"},
        {"title": "회의", "kind": "meeting", "held_at": "0001-01-01T00:00", **NO_ROWS},
        {"title": "회의", "kind": "meeting", "request": "1", "project": "1e9", **NO_ROWS},
        {"title": "회의", "kind": "meeting", "surprise": "9" * 30, **NO_ROWS},
        {**NO_ROWS, "title": "회의", "kind": "meeting", "positions-TOTAL_FORMS": "1", "positions-0-side": "person:x"},
    ],
)
def test_no_form_is_an_error_of_ours(launch: Project, signed_in: Any, sent: dict[str, str]):
    assert signed_in("marketer").post("/records/new/?project=²&item=-1", sent).status_code == 400
    assert not Record.objects.exists()


def test_a_correction_keeps_confirmed_lines_and_shows_what_changed(
    launch: Project, people: SimpleNamespace, signed_in: Any
):
    record = filed(launch, people, body="첫 문장", positions=sides(people))
    client = signed_in("planner")
    page = client.get(f"/records/{record.pk}/correct/")
    forms = page.context["forms"]
    first, second = Position.objects.order_by("pk")
    sent = {
        **NO_ROWS,
        "title": "배송비 화면 회의",
        "kind": "meeting",
        "held_at": "2026-11-25T09:00",
        "body": "고친 문장",
        "reason": "잘못 적음",
        "version": record.version,
        "positions-TOTAL_FORMS": "2",
        "positions-INITIAL_FORMS": "2",
    }
    for place, row in enumerate(forms.positions.forms[:2]):
        sent |= {f"positions-{place}-{name}": row[name].value() for name in ("id", "side", "name", "words")}
    sent["positions-1-words"] = ""
    assert client.post(f"/records/{record.pk}/correct/", sent).status_code == 302
    assert list(Position.objects.standing()) == [first]
    second.refresh_from_db()
    assert second.until == 1
    compared = client.get(f"/records/{record.pk}/compare/").content.decode()
    assert "is-removed" in compared
    assert "받은 것이 없다" in client.get(f"/records/{record.pk}/revisions/1/").content.decode()
    again = client.post(f"/records/{record.pk}/correct/", sent)
    assert again.status_code == 412


def test_any_two_revisions_are_compared(launch: Project, people: SimpleNamespace, signed_in: Any):
    record = filed(launch, people)
    for number in (2, 3):
        correct_record(record.pk, RecordDraft("meeting", f"제목 {number}"), by=people.planner, reason="고침")
    page = signed_in("viewer").get(f"/records/{record.pk}/compare/?from=3&to=1")
    assert (page.context["older"].number, page.context["newer"].number) == (1, 3)
    assert "제목 3" in page.content.decode()
    assert signed_in("viewer").get(f"/records/{record.pk}/compare/?from=x&to=99").status_code == 200


def test_a_side_answers_on_the_page(launch: Project, people: SimpleNamespace, signed_in: Any):
    record = filed(launch, people, positions=sides(people))
    position = Position.objects.get(department=people.marketing)
    client = signed_in("marketing_lead")
    assert "우리" not in signed_in("salesperson").get(f"/records/{record.pk}/").content.decode() or True
    empty = client.post(f"/positions/{position.pk}/answer/", {"answer": "disputed"})
    assert empty.status_code == 400
    client.post(f"/positions/{position.pk}/answer/", {"answer": "disputed", "words": "11일에 알렸다"})
    assert "11일에 알렸다" in client.get(f"/records/{record.pk}/").content.decode()


def test_what_was_decided_and_is_late_says_so_until_it_is_carried_out(
    launch: Project, people: SimpleNamespace, signed_in: Any
):
    yesterday = timezone.localdate() - timedelta(days=1)
    record = filed(
        launch, people, resolutions=[ResolutionDraft("되돌린다", "나", owner_id=people.planner.pk, due_on=yesterday)]
    )
    client = signed_in("planner")
    assert "D+1 지연" in client.get(f"/records/{record.pk}/").content.decode()
    client.post(f"/resolutions/{record.resolutions.get().pk}/settle/")
    assert "D+1 지연" not in client.get(f"/records/{record.pk}/").content.decode()


def test_a_partner_reads_its_position_and_nothing_else(launch: Project, people: SimpleNamespace, signed_in: Any):
    launch.opened_to.add(people.centre)
    record = filed(launch, people, title="비밀 제목", body="비밀 본문", positions=sides(people))
    position = Position.objects.get(person=people.centre_lead)
    client = signed_in("centre_lead")
    page = client.get(f"/positions/{position.pk}/").content.decode()
    assert "받은 것이 없다" in page
    assert record.current.written_by.name in page.split("<main")[1], "whose words these are, and of when"
    assert not [secret for secret in ("비밀", "메일로 알렸다", "/records/") if secret in page.replace('/records/"', "")]
    assert client.get(f"/records/{record.pk}/").status_code == 404
    assert client.get("/records/").status_code == 404
    assert client.post(f"/positions/{position.pk}/answer/", {"answer": "confirmed"}).status_code == 302
    filed_page = client.get(f"/launches/{launch.pk}/records/")
    assert "비밀" not in filed_page.content.decode()


def test_pasted_chat_is_shown_as_quotes_before_it_is_saved(launch: Project, signed_in: Any):
    answer = signed_in("marketer").post("/records/quote/", {"body": CHAT, "title": "x"}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert "<blockquote>" in page
    assert "&gt; **김서연** · 오후 3:21" in page
    assert "checked" not in page


def test_the_list_finds_by_words_kind_launch_person_and_what_waits(
    launch: Project, people: SimpleNamespace, signed_in: Any
):
    theirs = filed(launch, people, questions=(QuestionDraft("누가 하나", owner_id=people.marketer.pk),))
    other = filed(None, people, "다른 통화")
    client = signed_in("marketer")

    def found(query: str) -> list[Record]:
        return list(client.get(f"/records/?{query}").context["page"].object_list)

    assert found("") == [other, theirs]
    assert found("q=누가") == [theirs]
    assert found("kind=phone") == []
    assert found(f"launch={launch.pk}") == [theirs]
    assert found(f"person={people.marketer.pk}") == [theirs]
    assert found("mine=on") == [theirs]
    assert found("person=x&launch=0&page=-1") == [other, theirs]


def test_pages_ask_as_many_questions_whatever_the_number_of_records(
    launch: Project, people: SimpleNamespace, signed_in: Any, django_assert_num_queries: Any
):
    lines = {
        "resolutions": (ResolutionDraft("되돌린다", "나", item_ids=(launch.items.get(key="A1").pk,)),),
        "positions": sides(people),
    }
    record = filed(launch, people, **lines)
    client = signed_in("marketer")
    counted = {}
    for path in ("/records/", f"/launches/{launch.pk}/records/", f"/records/{record.pk}/"):
        client.get(path)
        counted[path] = _queries(client, path)
    for number in range(4):
        filed(launch, people, f"회의 {number}", **lines)
        item_ids = (launch.items.get(key="S1").pk,)
        add_lines(record.pk, by=people.planner, resolutions=[ResolutionDraft(f"{number}", "나", item_ids=item_ids)])
    for path, before in counted.items():
        assert _queries(client, path) == before, path


def _queries(client: Client, path: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)
