"""What a person owes outside the checklists, on its page and in My work."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from records.models import Kind
from records.services.records import RecordDraft, ResolutionDraft, settle_resolution, write_record


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
