"""Moving D-day: what follows, what stays, and what is written down."""

from datetime import date
from types import SimpleNamespace

import pytest
import time_machine

from accounts.errors import Forbidden, Invalid, Refusal, Stale
from ledger.models import Event
from projects.models import ItemScenario, Project
from projects.services.items import complete_item, reopen_item, send_back_item, start_item, waive_item
from projects.services.launches import move_launch, preview_move
from projects.services.lines import add_item, assign_item, clear_due, set_due
from projects.services.work import add_evidence
from tests.factories import item

LATER = date(2026, 12, 16)
DATES = {
    "A2": (date(2026, 12, 2), date(2026, 12, 9)),
    "S1": (date(2026, 12, 3), date(2026, 12, 10)),
    "S2": (date(2026, 12, 7), date(2026, 12, 14)),
    "S3": (date(2026, 12, 4), date(2026, 12, 11)),
    "C1": (date(2026, 12, 8), date(2026, 12, 15)),
}


def test_open_dates_follow_d_day(launch: Project, people: SimpleNamespace) -> None:
    for key, (before, _after) in DATES.items():
        assert item(launch, key).due_on == before
    moved = move_launch(launch.pk, LATER, by=people.planner, reason="제휴사 요청", version=1)
    assert (moved.launch_on, moved.dday_revision, moved.version) == (LATER, 1, 2)
    assert {key: item(launch, key).due_on for key in DATES} == {key: after for key, (_before, after) in DATES.items()}


def test_the_preview_shows_what_the_move_writes(launch: Project, people: SimpleNamespace) -> None:
    set_due(item(launch, "S3").pk, by=people.planner, due_on=date(2026, 12, 1), reason="먼저 필요합니다")
    preview = preview_move(launch, date(2026, 12, 1))
    assert {change.item.key for change in preview.late} == {"A1", "A2"}
    assert ([line.key for line in preview.fixed], preview.people) == (["S3"], 3)
    assert (preview.notice_given, preview.launch_day_is_open) == (4, True)
    move_launch(launch.pk, date(2026, 12, 1), by=people.planner, reason="앞당깁니다")
    assert {change.item.key: change.after for change in preview.lines} == {
        change.item.key: item(launch, change.item.key).due_on for change in preview.lines
    }


def test_a_date_set_by_hand_and_a_finished_line_stay(launch: Project, people: SimpleNamespace) -> None:
    set_due(item(launch, "S3").pk, by=people.planner, due_on=date(2026, 12, 1), reason="먼저 필요합니다")
    done = complete_item(item(launch, "A1").pk, by=people.marketer)
    move_launch(launch.pk, LATER, by=people.planner, reason="연기")
    assert (item(launch, "S3").due_on, item(launch, "A1").due_on) == (date(2026, 12, 1), done.due_on)
    assert item(launch, "S3").planned_on == DATES["S3"][1]


def test_a_move_is_one_event_with_every_change(launch: Project, people: SimpleNamespace) -> None:
    move_launch(launch.pk, LATER, by=people.planner, reason="제휴사 요청")
    event = Event.objects.get(stream=launch.stream, seq=2)
    assert (event.verb, event.reason, event.before) == ("launch_moved", "제휴사 요청", {"launch_on": "2026-12-09"})
    change = next(change for change in event.after["changes"] if change["item"] == item(launch, "A2").pk)
    assert change["owner"] == people.marketer.pk
    assert (change["before"], change["after"]) == ("2026-12-02", "2026-12-09")
    assert len(event.after["changes"]) == 6


def test_a_move_recounts_the_notice_given(launch: Project, people: SimpleNamespace) -> None:
    assert launch.notice_given == 10
    assert move_launch(launch.pk, LATER, by=people.planner, reason="연기").notice_given == 15


def test_scenario_dates_move_and_verified_ones_stay(launch: Project, people: SimpleNamespace) -> None:
    first, second = item(launch, "A2").scenarios.all()
    ItemScenario.objects.filter(pk=first.pk).update(offset=-6, due_on=date(2026, 12, 1))
    ItemScenario.objects.filter(pk=second.pk).update(
        offset=-6, due_on=date(2026, 12, 1), verified_at=launch.created_at, verified_by=people.marketer
    )
    move_launch(launch.pk, LATER, by=people.planner, reason="연기")
    assert list(item(launch, "A2").scenarios.values_list("due_on", flat=True)) == [date(2026, 12, 8), date(2026, 12, 1)]


def test_a_move_asks_for_a_reason_another_day_and_the_version_that_was_read(
    launch: Project, people: SimpleNamespace
) -> None:
    for expected, on, words in (
        (Invalid, LATER, {"reason": " "}),
        (Refusal, launch.launch_on, {"reason": "x"}),
        (Invalid, date(2090, 1, 1), {"reason": "x"}),
    ):
        with pytest.raises(expected):
            move_launch(launch.pk, on, by=people.planner, **words)
    move_launch(launch.pk, LATER, by=people.planner, reason="연기", version=1)
    with pytest.raises(Stale) as stale:
        move_launch(launch.pk, date(2026, 12, 17), by=people.second_planner, reason="연기", version=1)
    assert stale.value.current["launch_on"] == "2026-12-16"


def test_only_planners_move_d_day(launch: Project, people: SimpleNamespace) -> None:
    for stranger in (people.admin, people.marketing_lead, people.marketer, people.viewer, people.centre_lead):
        with pytest.raises(Forbidden):
            move_launch(launch.pk, LATER, by=stranger, reason="연기")


def test_moving_takes_the_same_statements_for_any_number_of_lines(
    launch: Project, people: SimpleNamespace, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(14):
        move_launch(launch.pk, LATER, by=people.planner, reason="연기")


def test_a_delay_handed_on_names_the_line_that_caused_it(launch: Project, people: SimpleNamespace) -> None:
    add_evidence(item(launch, "S1").pk, by=people.salesperson, url="https://example.com")
    with time_machine.travel("2026-12-07 10:00 +0900"):
        complete_item(item(launch, "S1").pk, by=people.salesperson)
    event = Event.objects.get(verb="due_moved")
    assert event.target == f"item:{item(launch, 'S2').pk}"
    assert (event.after["moved_by"], event.after["moved_by_title"]) == (item(launch, "S1").pk, "항목 S1")


def test_a_delay_survives_a_move_that_does_not_reach_it(launch: Project, people: SimpleNamespace) -> None:
    add_evidence(item(launch, "S1").pk, by=people.salesperson, url="https://example.com")
    with time_machine.travel("2026-12-07 10:00 +0900"):
        complete_item(item(launch, "S1").pk, by=people.salesperson)
        move_launch(launch.pk, date(2026, 12, 10), by=people.planner, reason="하루 연기")
    line = item(launch, "S2")
    assert (line.planned_on, line.due_on, line.moved_by) == (date(2026, 12, 8), date(2026, 12, 10), item(launch, "S1"))


def test_a_waiver_moves_nobodys_date(launch: Project, people: SimpleNamespace) -> None:
    words = {"reason": "이번에는 뺍니다", "fallback": "수기", "follow_up_on": date(2026, 12, 20)}
    waive_item(item(launch, "S1").pk, by=people.planner, **words)
    assert item(launch, "S2").due_on == DATES["S2"][0]
    assert complete_item(item(launch, "S2").pk, by=people.salesperson).status == "done"


def test_a_line_sent_back_gives_its_followers_their_date_back(launch: Project, people: SimpleNamespace) -> None:
    line = item(launch, "S1")
    line.approval = "department"
    line.save()
    add_evidence(line.pk, by=people.salesperson, url="https://example.com")
    with time_machine.travel("2026-12-07 10:00 +0900"):
        complete_item(line.pk, by=people.salesperson)
        assert item(launch, "S2").due_on == date(2026, 12, 10)
        send_back_item(line.pk, by=people.sales_lead, reason="계정이 다릅니다")
    assert (item(launch, "S2").due_on, item(launch, "S2").moved_by) == (DATES["S2"][0], None)


def test_a_date_set_by_hand_goes_back_to_its_rule(launch: Project, people: SimpleNamespace) -> None:
    line = item(launch, "S3")
    set_due(line.pk, by=people.planner, due_on=date(2026, 12, 1), reason="먼저 필요합니다")
    cleared = clear_due(line.pk, by=people.planner, reason="규칙대로")
    assert (cleared.due_on, cleared.is_due_fixed) == (DATES["S3"][0], False)
    assert [e.verb for e in Event.objects.filter(target=f"item:{line.pk}").order_by("seq")] == [
        "due_set",
        "due_cleared",
    ]


def test_a_line_is_added_with_a_date_of_its_own(launch: Project, people: SimpleNamespace) -> None:
    words = {"title": "현수막", "section_id": launch.sections.first().pk, "department_id": people.marketing.pk}
    first = add_item(launch.pk, by=people.planner, due_on=date(2026, 12, 1), owner_id=people.marketer.pk, **words)
    second = add_item(launch.pk, by=people.planner, due_on=date(2026, 12, 2), **words)
    assert [(first.key, first.offset), (second.key, second.offset)] == [("+1", -8), ("+2", -7)]
    move_launch(launch.pk, LATER, by=people.planner, reason="연기")
    assert item(launch, "+1").due_on == date(2026, 12, 1)


@pytest.mark.parametrize("wrong", [{"title": ""}, {"title": "가" * 201}, {"section_id": 0}, {"department_id": 0}])
def test_a_line_added_wrongly_is_refused(launch: Project, people: SimpleNamespace, wrong: dict) -> None:
    words = {"title": "현수막", "section_id": launch.sections.first().pk, "department_id": people.marketing.pk} | wrong
    with pytest.raises(Invalid) as refused:
        add_item(launch.pk, by=people.planner, due_on=date(2026, 12, 1), **words)
    assert refused.value.field in ("title", "section", "department")


def test_a_lead_assigns_within_the_department_and_a_planner_anybody(launch: Project, people: SimpleNamespace) -> None:
    line = item(launch, "A1")
    assert (
        assign_item(line.pk, by=people.marketing_lead, owner_id=people.marketing_lead.pk).owner == people.marketing_lead
    )
    for by, owner, expected in (
        (people.marketing_lead, people.salesperson, Forbidden),
        (people.marketer, people.marketer, Forbidden),
        (people.planner, people.other_centre_lead, Invalid),
    ):
        with pytest.raises(expected):
            assign_item(line.pk, by=by, owner_id=owner.pk)
    assert assign_item(line.pk, by=people.planner, owner_id=people.salesperson.pk).owner == people.salesperson


def test_nothing_in_an_ended_launch_changes(launch: Project, people: SimpleNamespace) -> None:
    Project.objects.filter(pk=launch.pk).update(cancelled_at=launch.created_at, cancel_reason="취소")
    line = item(launch, "A1")
    for deed in (
        lambda: start_item(line.pk, by=people.marketer),
        lambda: reopen_item(line.pk, by=people.marketer, reason="x"),
        lambda: move_launch(launch.pk, LATER, by=people.planner, reason="x"),
    ):
        with pytest.raises(Refusal) as refused:
            deed()
        assert refused.value.code == "launch_ended"
