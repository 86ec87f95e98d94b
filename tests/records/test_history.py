"""What is filed to a launch stands in its history, in words and with a link."""

from __future__ import annotations

from django.urls import reverse

from ledger.wording import VERBS
from records.event_words import EVENT_WORDS
from records.models import Kind
from records.services.records import RecordDraft, write_record


def test_the_history_says_what_was_filed_and_leads_there(people, launch, as_user):
    record = write_record(RecordDraft(Kind.PHONE, "배송 마감 통화"), by=people.marketer, project_id=launch.pk)
    page = as_user(people.viewer).get(reverse("projects:project-history", args=[launch.pk])).content.decode()
    assert reverse("records:record-detail", args=[record.pk]) in page
    assert str(EVENT_WORDS["record_written"]) in page


def test_the_words_of_every_app_are_told():
    assert VERBS.keys() >= EVENT_WORDS.keys() | {"item_done", "launch_started"}
