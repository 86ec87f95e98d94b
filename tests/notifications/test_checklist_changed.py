"""Who hears of lines that come, change and go: one message per person with all of them, or none at all."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from checklists.services.publishing import publish_draft
from notifications.mail import said
from notifications.models import Message, Notification
from notifications.report.reading import launch_report
from notifications.services import sweep
from notifications.services.preferences import SILENCEABLE
from projects.services.lines import assign_item
from projects.services.sync import Choice, sync_projects
from projects.summaries import tally_of
from projects.syncing import What
from tests import factories
from tests.conftest import LAUNCH_ON, NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def changed(launch, people):
    """v2: S1 and S2 four days earlier, S3 gone, N1 new for sales, A2 for another department."""
    sweep()
    Notification.objects.all().delete()
    lines = [
        factories.line("A1", "D-20 business", department=people.marketing, is_blocker=True),
        factories.line("A2", "D-5 business", department=people.sales, scenarios=["연결된다", "보인다"]),
        factories.line("S1", "D-8 business", department=people.sales, evidence_kind="link_or_file", is_blocker=True),
        factories.line("S2", "D-2 business", department=people.sales, waits_for=[("S1", 3)], title="새 제목"),
        factories.line("N1", "D-3 business", department=people.sales, default_owner=people.salesperson),
        factories.line("C1", "D-1 business", department=people.centre, section="오픈 후 점검"),
    ]
    template = launch.template_version.template
    factories.fill(template, lines, by=people.planner)
    publish_draft(template.pk, by=people.planner, note="회고 반영")
    return launch


def sync(launch, people, *, tell, keys=("A2", "S1", "S2", "S3", "N1")):
    template_id = launch.template_version.template_id
    return sync_projects(template_id, {launch.pk: Choice(keys)}, by=people.planner, number=2, tell=tell)


def told(person=None):
    found = Notification.objects.filter(topic="checklist_changed")
    return found.filter(recipient=person) if person else found


def test_one_notice_per_person_with_all_their_lines(changed, people):
    sync(changed, people, tell=True)
    sweep()
    [notice] = told(people.salesperson)
    lines = {line["title"]: line["what"] for line in notice.data["items"]}
    assert lines == {"항목 S1": "changed", "새 제목": "changed", "항목 S3": "dropped", "항목 N1": "added"}
    [moved] = [line for line in notice.data["items"] if line["title"] == "항목 S1"]
    assert (moved["before"], moved["after"]) == ("2026-12-03", "2026-11-27")


def test_who_gave_a_line_away_and_whose_department_got_it_hear_of_it(changed, people):
    sync(changed, people, tell=True, keys=["A2"])
    sweep()
    assert set(told().values_list("recipient", flat=True)) == {people.marketer.pk, people.sales_lead.pk}


def test_without_a_message_nobody_is_told(changed, people):
    sync(changed, people, tell=False)
    sweep()
    assert not told().exists()


def test_it_can_be_silenced(changed, people):
    assert "checklist_changed" in SILENCEABLE


def test_two_launches_make_one_message(changed, people):
    second = factories.project(
        changed.template_version, by=people.planner, launch_on=LAUNCH_ON, announced_on=TODAY, name="둘째",
        owners=dict.fromkeys(("S1", "S2", "S3"), people.salesperson.pk),
    )  # fmt: skip
    sweep()
    Message.objects.all().delete()
    for launch in (changed, second):
        sync(launch, people, tell=True)
    sweep()
    assert told(people.salesperson).count() == 2
    assert Message.objects.filter(recipient=people.salesperson, state="due").count() == 1


def test_the_mail_says_what_became_of_each_line(changed, people):
    sync(changed, people, tell=True)
    sweep()
    words = said(told(people.salesperson).select_related("project", "item").get(), NOW)
    said_of = {line["dates"].split(" · ")[0] for line in words.lines}
    assert said_of == {str(what.label) for what in (What.ADDED, What.CHANGED, What.DROPPED)}


def test_reminders_of_a_dropped_line_end(changed, people):
    assign_item(factories.item(changed, "S3").pk, by=people.planner, owner_id=people.sales_lead.pk)
    sync(changed, people, tell=False)
    with time_machine.travel(NOW + timedelta(days=9), tick=True):
        sweep()
    assert not Notification.objects.filter(item=factories.item(changed, "S3"), kind="reminder", state="open").exists()


def test_the_weekly_report_counts_as_the_launch_stands_and_stood(changed, people):
    before = tally_of(changed, NOW)
    with time_machine.travel(NOW + timedelta(days=3), tick=True):
        sync(changed, people, tell=False)
        until = changed.today_at(NOW) + timedelta(days=7)
    with time_machine.travel(NOW + timedelta(days=7), tick=True) as later:
        report = launch_report(changed, people.planner, until, NOW + timedelta(days=7))
        assert later is not None
    assert (before.items, report.counts.items) == (6, 6)
    assert [deed.line.title for deed in report.added] == ["항목 N1"]
    assert all(line.applies for line in report.next)
