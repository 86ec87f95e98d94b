"""The weekly report: what happened in seven local days, who reads what of it, and how a launch stood before."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone, translation
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.errors import Invalid
from ledger.services import Entry, append
from notifications.report.lines import Line
from notifications.report.reading import check_until, launch_report, portfolio_report
from projects.models import Item, Project
from projects.readiness import tally
from projects.services import gate, items, launches, lines
from projects.summaries import tally_of
from tests import factories
from tests.conftest import LAUNCH_ON, NOW, SEOUL, TODAY

pytestmark = pytest.mark.django_db
NEXT_WEEK = NOW + timedelta(days=7)  # Wednesday, 2 December, 10:00


@pytest.fixture(autouse=True)
def korean():
    with translation.override("ko"):
        yield


@pytest.fixture
def week(launch, people):
    """A week in which a line was done, one waived, one moved, one reopened after it; D-day moved as well."""
    with time_machine.travel(NEXT_WEEK - timedelta(days=2), tick=True):
        items.complete_item(factories.item(launch, "A1").pk, by=people.marketer)
        waived = {"reason": "표시만 다릅니다", "fallback": "상담사가 안내합니다", "follow_up_on": date(2026, 12, 16)}
        items.waive_item(factories.item(launch, "C1").pk, by=people.planner, **waived)
        lines.set_due(factories.item(launch, "S3").pk, by=people.planner, due_on=date(2026, 12, 8), reason="협의")
        launches.move_launch(launch.pk, date(2026, 12, 10), by=people.planner, reason="카드사 일정")
        gate.sign_off(launch.pk, people.marketing.pk, by=people.marketing_lead, verdict="approved")
        gate.decide(launch.pk, by=people.second_planner, verdict="no_go", note="증빙을 기다립니다")
    launch.refresh_from_db()
    return launch


def read(launch: Project, reader, at: datetime = NEXT_WEEK, until: date | None = None):
    return launch_report(launch, reader, until or launch.today_at(at), at)


def titles(deeds) -> list[str]:
    return [deed.line.title for deed in deeds]


def test_a_week_says_what_was_done_waived_decided_and_moved(week, people):
    report = read(week, people.planner)
    assert (titles(report.done), report.done[0].by, report.done[0].on) == (["항목 A1"], "박지훈", date(2026, 11, 30))
    assert (titles(report.waived), report.waived[0].follow_up_on) == (["항목 C1"], date(2026, 12, 16))
    assert [(one.verdict, one.note) for one in report.decided] == [("no_go", "증빙을 기다립니다")]
    assert [one.department for one in report.signed_off] == ["marketing"]
    assert [(move.before, move.after, move.reason) for move in report.launch_moves] == [
        (LAUNCH_ON, date(2026, 12, 10), "카드사 일정")
    ]
    assert [(move.line.title, move.after, move.reason) for move in report.line_moves] == [
        ("항목 S3", date(2026, 12, 8), "협의")
    ]


def test_readiness_is_told_with_its_change(week, people):
    report = read(week, people.planner)
    assert (report.before.percent, report.after.percent, report.change) == (0, 40, 40)  # 3 + 1 of 10


def test_who_is_late_stands_by_department_and_owner(week, people):
    Item.objects.filter(project=week, key__in=["S1", "S2"]).update(due_on=date(2026, 12, 1))
    Item.objects.filter(project=week, key="A2").update(due_on=date(2026, 11, 27), owner=None)
    late = read(week, people.planner).late
    assert [(d.name, d.count, d.blockers) for d in late] == [("sales", 2, 1), ("marketing", 1, 0)]
    assert [owner.name for d in late for owner in d.owners] == ["이도윤", ""]


def test_what_is_due_on_the_last_day_or_in_the_seven_after_is_owed_next(week, people):
    Item.objects.filter(project=week, key="S1").update(due_on=date(2026, 12, 2))
    Item.objects.filter(project=week, key="S2").update(due_on=date(2026, 12, 9))
    Item.objects.filter(project=week, key="S3").update(due_on=date(2026, 12, 10))
    assert [line.title for line in read(week, people.planner).next if line.department == "sales"] == [
        "항목 S1",
        "항목 S2",
    ]


def test_a_past_week_reads_the_same_whatever_came_after(week, people):
    then = read(week, people.planner)
    with time_machine.travel(NEXT_WEEK + timedelta(days=6), tick=True):
        items.reopen_item(factories.item(week, "A1").pk, by=people.marketer, reason="다시 확인")
        lines.assign_item(factories.item(week, "A2").pk, by=people.planner, owner_id=people.marketing_lead.pk)
        launches.move_launch(week.pk, date(2026, 12, 22), by=people.planner, reason="연기")
        section = week.sections.first()
        new = {"section_id": section.pk, "department_id": people.sales.pk, "due_on": date(2026, 12, 20)}
        lines.add_item(week.pk, by=people.planner, title="새 항목", **new)
        later = timezone.now()
    week.refresh_from_db()
    again = read(week, people.planner, later, until=then.week.until)
    for name in ("launch_on", "before", "after", "counts", "done", "waived", "decided", "launch_moves", "late", "next"):
        assert getattr(again, name) == getattr(then, name), name
    now = read(week, people.planner, later)
    assert (titles(now.reopened), titles(now.added)) == (["항목 A1"], ["새 항목"])


def test_a_launch_of_this_week_has_nothing_before(launch, people):
    report = read(launch, people.planner, NOW)
    assert (report.before, report.change) == (None, None)


def test_the_week_begins_at_midnight_of_the_launch(launch, people):
    """23:59 in Seoul is the day before; in UTC it is the same afternoon."""
    with time_machine.travel(datetime(2026, 11, 25, 23, 59, tzinfo=SEOUL), tick=False):
        items.complete_item(factories.item(launch, "A1").pk, by=people.marketer)
    assert titles(read(launch, people.planner, NEXT_WEEK, until=date(2026, 12, 1)).done) == ["항목 A1"]
    assert titles(read(launch, people.planner, NEXT_WEEK, until=date(2026, 12, 2)).done) == []
    launch.time_zone = "Pacific/Auckland"  # four hours ahead: there it was the 26th
    assert titles(read(launch, people.planner, NEXT_WEEK, until=date(2026, 12, 2)).done) == ["항목 A1"]


def test_the_counts_are_those_of_the_database(week, people):
    assert read(week, people.planner).counts == tally_of(week, NEXT_WEEK)


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["todo", "doing", "blocked", "in_review", "done", "waived"]),
            st.integers(-5, 5), st.booleans(), st.booleans(),
        ),
        max_size=12,
    )
)  # fmt: skip
def test_a_tally_counts_each_line_once(rows):
    found = [
        Line(n, 1, "", "", 1, "", 1 if owned else None, "", status, TODAY + timedelta(days=days), must)
        for n, (status, days, must, owned) in enumerate(rows)
    ]
    counted = tally(found, TODAY)
    assert counted.items == len(rows)
    assert counted.done + counted.open == len(rows)
    assert counted.weight == sum(3 if line.is_blocker else 1 for line in found)
    assert counted.late == sum(line.is_late_on(TODAY) for line in found)


def test_a_partner_reads_its_own_lines_and_no_count_of_others(week, people):
    report = read(week, people.centre_lead)
    assert (titles(report.done), titles(report.waived)) == ([], ["항목 C1"])
    assert (report.counts, report.after.reason, report.after.percent) == (None, "", 40)
    assert [one.note for one in report.decided] == [""]
    assert report.signed_off == []
    assert report.launch_moves[0].lines is None
    assert {line.department for line in (*report.next, *report.late_lines)} <= {"centre"}
    assert read(week, people.agent).decided == []


def test_a_partner_is_not_told_whose_line_moved_its_own(launch, people):
    cause, own = factories.item(launch, "A1"), factories.item(launch, "C1")
    after = {"due_on": "2026-12-11", "moved_by": cause.pk, "moved_by_title": cause.title, "owner": people.agent.pk}
    with transaction.atomic():
        append(
            launch.stream,
            [Entry("due_moved", f"item:{own.pk}", own.title, before={"due_on": "2026-12-08"}, after=after)],
            by=people.planner,
        )
    Item.objects.filter(pk=cause.pk).update(due_on=LAUNCH_ON + timedelta(days=30))  # nothing else is said of it
    assert "A1" in read(launch, people.planner, NOW).line_moves[0].reason
    assert "A1" not in read(launch, people.agent, NOW).line_moves[0].reason


def test_the_portfolio_holds_what_the_reader_sees(week, people):
    Project.objects.filter(pk=week.pk).update(is_confidential=True)
    until = NEXT_WEEK.date()
    assert portfolio_report(people.marketer, until, NEXT_WEEK).launches == []
    week.named.add(people.marketer)
    assert len(portfolio_report(people.marketer, until, NEXT_WEEK).launches) == 1
    assert portfolio_report(people.other_centre_lead, until, NEXT_WEEK).launches == []


def test_a_launch_that_ended_stays_for_the_week_it_ended_in(week, people):
    with time_machine.travel(NEXT_WEEK, tick=True):
        launches.cancel_launch(week.pk, by=people.planner, reason="취소합니다")
    [ended] = portfolio_report(people.planner, NEXT_WEEK.date(), NEXT_WEEK + timedelta(hours=1)).launches
    assert (ended.ended, list(ended.late), list(ended.next)) == ("cancelled", [], [])
    fortnight = NEXT_WEEK + timedelta(days=8)
    assert portfolio_report(people.planner, fortnight.date(), fortnight).launches == []


def test_the_queries_of_the_portfolio_do_not_grow(launch, people, django_assert_num_queries):
    version = launch.template_version
    for _number in range(6):
        factories.project(version, by=people.planner, launch_on=LAUNCH_ON, announced_on=TODAY)
    for reader in (people.planner, people.centre_lead):
        with django_assert_num_queries(7):
            portfolio_report(reader, TODAY, NOW)
    with django_assert_num_queries(6):
        launch_report(launch, people.planner, TODAY, NOW)


@pytest.mark.parametrize(
    "text", ["2026-13-01", "2026-2-1", "20261125", "내일", "2026-11-26", "0001-01-01", "2026-11-25 "]
)
def test_a_week_that_cannot_be_is_refused(text):
    with pytest.raises(Invalid):
        check_until(text, TODAY)


def test_without_a_day_the_week_ends_today():
    assert check_until("", TODAY) == TODAY
    assert check_until("2026-11-24", TODAY) == date(2026, 11, 24)
