"""What a person owes outside the checklists, on its page and in My work."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from records.models import Kind, Position
from records.services.records import (
    PositionDraft,
    RecordDraft,
    ResolutionDraft,
    answer_position,
    settle_resolution,
    write_record,
)


def test_a_decision_waits_for_its_owner_until_it_is_carried_out(people, launch, as_user):
    decided = ResolutionDraft(
        "마감 시각을 다시 알린다", decided_by_name="김서연", owner_id=people.marketer.pk, due_on=date(2026, 12, 1)
    )
    record = write_record(RecordDraft(Kind.MEETING, "회의", resolutions=(decided,)), by=people.planner)
    url = reverse("records:owed-list")
    part = as_user(people.marketer).get(url, headers={"HX-Request": "true"}).content.decode()
    assert "마감 시각을 다시 알린다" in part
    assert reverse("records:record-detail", args=[record.pk]) in part
    assert "마감 시각" not in as_user(people.salesperson).get(url).content.decode()
    settle_resolution(record.resolutions.get().pk, by=people.marketer)
    assert "마감 시각" not in as_user(people.marketer).get(url).content.decode()


def test_what_was_written_as_ones_own_waits_for_who_answers_it(
    people, launch, as_user, django_assert_num_queries
) -> None:
    url = reverse("records:owed-list")
    readers = (people.centre_lead, people.marketing_lead, people.marketer, people.agent)

    def words_shown() -> dict[str, list[str]]:
        shown = {}
        for reader in readers:
            page = as_user(reader).get(url, headers={"HX-Request": "true"})
            shown[reader.name] = [position.words for position in page.context["positions"]]
            for position in page.context["positions"]:
                assert reverse("records:position-detail", args=[position.pk]) in page.content.decode()
        return shown

    sides = (
        PositionDraft("센터는 이렇게 말했다", person_id=people.centre_lead.pk),
        PositionDraft("우리 부서는 이렇게 말했다", department_id=people.marketing.pk),
        PositionDraft("나는 이렇게 말했다", person_id=people.marketer.pk),
    )
    write_record(RecordDraft(Kind.MEETING, "회의", positions=sides), by=people.planner, project_id=launch.pk)
    assert words_shown() == {
        "강은비": ["센터는 이렇게 말했다"],
        "박리드": ["우리 부서는 이렇게 말했다"],
        "박지훈": ["나는 이렇게 말했다"],
        "최상담": [],
    }
    client = as_user(people.centre_lead)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    more = tuple(PositionDraft(f"또 {n}", person_id=people.centre_lead.pk) for n in range(3))
    write_record(RecordDraft(Kind.MEETING, "회의 2", positions=more), by=people.planner, project_id=launch.pk)
    with django_assert_num_queries(len(one)):
        assert "<span>4</span>" in client.get(url).text
    answer_position(Position.objects.earliest("pk").pk, by=people.centre_lead, answer="confirmed")
    assert words_shown()["강은비"] == ["또 0", "또 1", "또 2"]
