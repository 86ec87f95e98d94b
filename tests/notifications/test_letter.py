"""What a message says on any channel but e-mail: the same words, the right links, in the reader's language."""

from __future__ import annotations

import uuid
from dataclasses import asdict

import pytest
from django.utils import translation

from notifications.channels import slack
from notifications.channels.chat import shortened
from notifications.letter import Letter, letter
from notifications.mail import compose
from notifications.models import Message, Notification
from notifications.services import sweep
from tests.conftest import NOW
from tests.factories import item

pytestmark = pytest.mark.django_db


def message(kind: str, recipient) -> Message:
    return Message(pk=7, recipient=recipient, channel="slack", kind=kind, window="w", uuid=uuid.uuid4(), due_at=NOW)


def letter_to(person, kind: str, *, reader="the person") -> Letter:
    notifications = list(
        Notification.objects.filter(recipient=person, **{"kind": "alert"} if kind == "alert" else {})
        .select_related("item__owner", "project__launch_type", "recipient")
        .order_by("due_on", "pk")
    )
    assert notifications
    return letter(message(kind, person), notifications, NOW, reader=person if reader == "the person" else None)


def words(written: Letter) -> str:
    return str(asdict(written))


@pytest.fixture
def swept(launch):
    sweep()
    return launch


def test_a_digest_has_what_the_mail_has(swept, people, settings):
    written = letter_to(people.salesperson, "digest")
    mail = compose(
        message("digest", people.salesperson),
        list(Notification.objects.filter(recipient=people.salesperson).select_related("item__owner", "project")),
        NOW,
    )
    assert written.subject == mail.subject
    assert written.url == f"{settings.BASE_URL}/"
    for entry in (entry for group in written.groups for entry in group.entries):
        assert entry.title in mail.body
        assert entry.url in mail.body


def test_it_is_said_in_the_reader_s_language_and_time(swept, people):
    people.salesperson.language, people.salesperson.time_zone = "en", "America/New_York"
    with translation.override("ko"):
        written = letter_to(people.salesperson, "digest")
    assert written.language == "en"
    assert (
        "late" in written.subject
        or "today" in written.subject
        or "soon" in written.subject
        or "news" in written.subject
    )
    assert str(written.at.tzinfo) == "America/New_York"


def test_a_shared_channel_sees_lines_by_their_dates_with_their_owners(swept, people, settings):
    settings.LANGUAGE_CODE = "ko"
    reminders = Notification.objects.filter(recipient=people.salesperson, kind="reminder")
    found = list(reminders.select_related("item__owner", "project", "recipient"))
    written = letter(message("digest", None), found, NOW, reader=None)
    assert written.language == "ko"
    assert "함께 챙길 항목" not in words(written)
    assert "이도윤" in words(written)
    assert written.url == f"{settings.BASE_URL}/launches/{swept.pk}/"


def test_an_alert_says_what_is_missing_whose_it_is_and_links_no_line(swept, people, settings):
    Notification.objects.filter(kind="alert").delete()
    swept.items.filter(key="A1").update(brief_line="12월 9일 10시에 엽니다.")
    sweep()
    written = letter_to(people.centre_lead, "alert")
    assert written.sent_for == swept.name
    assert written.url == f"{settings.BASE_URL}/inbox/"
    [missing] = written.groups
    assert missing.entries
    assert {entry.url for entry in missing.entries} == {""}
    assert "%" in written.intro


def test_at_once_leads_to_the_line(swept, people, settings):
    line = item(swept, "S1")
    found = list(
        Notification.objects.filter(recipient=people.salesperson, item=line).select_related(
            "item__owner", "project", "recipient"
        )
    )[:1]
    written = letter(message("at_once", people.salesperson), found, NOW, reader=people.salesperson)
    assert written.url.endswith(f"/items/{line.pk}/")
    assert written.groups[0].entries[0].is_blocker


def test_a_test_message_needs_no_notification(people):
    written = letter(message("test", people.planner), [], NOW, reader=people.planner)
    assert written.groups == ()
    assert written.intro
    assert written.reference in str(slack.payload(written))


def test_a_mail_can_be_a_test(people):
    mail = compose(message("test", people.planner), [], NOW)
    assert mail.subject
    assert len(mail.alternatives) == 1


def test_a_chat_shows_twenty_entries_and_how_many_more(swept, people):
    written = letter_to(people.salesperson, "digest")
    all_of_it = sum(len(group.entries) for group in written.groups)
    cut = shortened(written, 1)
    assert sum(len(group.entries) for group in cut.groups) == 2
    assert cut.groups[-1].entries[0].url == written.url
    assert str(all_of_it - 1) in cut.groups[-1].entries[0].title
    assert shortened(written, 20) == written


def test_a_report_has_its_groups_and_leads_to_its_page(swept, people):
    about = Notification(
        recipient=people.planner, kind="report", project=swept, data={"until": "2026-11-25"}, created_at=NOW
    )
    written = letter(message("report", people.planner), [about], NOW, reader=people.planner)
    assert "until=2026-11-25" in written.url
    assert "%" in written.intro
    assert any("항목 A1" in entry.title for group in written.groups for entry in group.entries)
    mail = compose(message("report", people.planner), [about], NOW)
    assert mail.subject == written.subject
