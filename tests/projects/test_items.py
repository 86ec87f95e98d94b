"""The moves of a line, through the services."""

from datetime import date
from types import SimpleNamespace

import pytest

from accounts.errors import Forbidden, Invalid, Refusal, Stale
from ledger.models import Event
from ledger.services import Said
from projects.forms.items import BlockForm
from projects.models import Project, Status
from projects.services.items import (
    approve_item,
    block_item,
    complete_item,
    reopen_item,
    send_back_item,
    unblock_item,
    waive_item,
)
from projects.services.lines import assign_item, set_due
from projects.services.work import add_evidence, comment_on_item, verify_scenario
from tests.factories import item


def events(project: Project) -> list[str]:
    return list(Event.objects.filter(stream=project.stream).order_by("seq").values_list("verb", flat=True))


def test_a_tick_is_written_with_its_event(launch: Project, people: SimpleNamespace) -> None:
    done = complete_item(item(launch, "A1").pk, by=people.marketer)
    assert (done.status, done.done_by) == (Status.DONE, people.marketer)
    assert events(launch) == ["launch_started", "item_done"]


def test_a_second_tick_changes_nothing(launch: Project, people: SimpleNamespace) -> None:
    first = complete_item(item(launch, "A1").pk, by=people.marketer)
    second = complete_item(first.pk, by=people.marketer, version=1)
    assert second.version == first.version
    assert events(launch).count("item_done") == 1


def test_a_tick_names_everything_that_is_missing(launch: Project, people: SimpleNamespace) -> None:
    with pytest.raises(Refusal) as refused:
        complete_item(item(launch, "A2").pk, by=people.marketer)
    assert refused.value.code == "not_ready"
    assert "2" in refused.value.message


def test_verified_scenarios_and_evidence_let_a_line_be_ticked(launch: Project, people: SimpleNamespace) -> None:
    line = item(launch, "A2")
    for scenario in line.scenarios.all():
        verify_scenario(scenario.pk, by=people.marketer, is_verified=True)
    assert complete_item(line.pk, by=people.marketer).status == Status.DONE
    add_evidence(item(launch, "S1").pk, by=people.salesperson, url="https://example.com/account")
    assert complete_item(item(launch, "S1").pk, by=people.salesperson).status == Status.DONE


def test_evidence_of_another_kind_does_not_count(launch: Project, people: SimpleNamespace) -> None:
    add_evidence(item(launch, "S1").pk, by=people.salesperson, text="했습니다")
    with pytest.raises(Refusal):
        complete_item(item(launch, "S1").pk, by=people.salesperson)


def test_a_line_waits_for_its_predecessor(launch: Project, people: SimpleNamespace) -> None:
    with pytest.raises(Refusal, match="항목 S1"):
        complete_item(item(launch, "S2").pk, by=people.salesperson)


def test_an_approval_is_wanted_given_and_sent_back(launch: Project, people: SimpleNamespace) -> None:
    line = complete_item(item(launch, "S3").pk, by=people.salesperson)
    assert line.status == Status.IN_REVIEW
    with pytest.raises(Forbidden):
        approve_item(line.pk, by=people.salesperson)
    assert send_back_item(line.pk, by=people.sales_lead, reason="숫자로 적어 주세요").status == Status.DOING
    complete_item(line.pk, by=people.salesperson)
    assert approve_item(line.pk, by=people.sales_lead).status == Status.DONE


def test_only_the_department_ticks(launch: Project, people: SimpleNamespace) -> None:
    for stranger in (people.marketer, people.viewer, people.admin):
        with pytest.raises(Forbidden):
            complete_item(item(launch, "S3").pk, by=stranger)


def test_a_planner_ticks_on_behalf_and_the_record_says_so(launch: Project, people: SimpleNamespace) -> None:
    complete_item(item(launch, "A1").pk, by=people.planner, said=Said("박지훈", "phone"))
    event = Event.objects.get(verb="item_done")
    assert (event.after["on_behalf"], event.said_by, event.said_via) == (True, "박지훈", "phone")


def test_the_second_editor_is_shown_the_firsts_value(launch: Project, people: SimpleNamespace) -> None:
    line = item(launch, "A1")
    assign_item(line.pk, by=people.planner, owner_id=people.marketing_lead.pk, version=line.version)
    with pytest.raises(Stale) as stale:
        set_due(line.pk, by=people.second_planner, due_on=date(2026, 12, 1), reason="조정", version=line.version)
    assert stale.value.current["owner"] == people.marketing_lead.pk


def test_a_version_from_the_future_is_wrong_input(launch: Project, people: SimpleNamespace) -> None:
    with pytest.raises(Invalid):
        complete_item(item(launch, "A1").pk, by=people.marketer, version=99)


def test_a_block_says_why_and_by_what(launch: Project, people: SimpleNamespace) -> None:
    blocked = block_item(
        item(launch, "A1").pk, by=people.marketer, reason="계정이 없습니다", by_item_id=item(launch, "S1").pk
    )
    assert (blocked.status, blocked.blocked_by_item) == (Status.BLOCKED, item(launch, "S1"))
    freed = unblock_item(blocked.pk, by=people.marketer)
    assert (freed.status, freed.blocked_reason, freed.blocked_by_item) == (Status.DOING, "", None)


def test_nothing_is_blocked_by_what_waits_for_it(launch: Project, people: SimpleNamespace) -> None:
    """S2 waits for S1, and A1 is blocked by S2: neither could ever be finished before S1."""
    block_item(item(launch, "A1").pk, by=people.planner, reason="기다림", by_item_id=item(launch, "S2").pk)
    first = item(launch, "S1")
    offered = BlockForm(item=first, by=people.planner).fields["by_item_id"].queryset  # type: ignore[attr-defined]
    assert {line.key for line in offered} == {"A2", "S3", "C1"}
    for follower in ("S2", "A1"):
        with pytest.raises(Invalid) as refused:
            block_item(first.pk, by=people.planner, reason="기다림", by_item_id=item(launch, follower).pk)
        assert (refused.value.code, refused.value.field) == ("waits_for_this", "by_item")
    block_item(first.pk, by=people.planner, reason="기다림", by_item_id=item(launch, "A2").pk)


def test_a_block_without_a_reason_is_refused(launch: Project, people: SimpleNamespace) -> None:
    with pytest.raises(Invalid):
        block_item(item(launch, "A1").pk, by=people.marketer, reason="  ")


def test_only_a_planner_waives_with_reason_fallback_and_date(launch: Project, people: SimpleNamespace) -> None:
    line = item(launch, "A1")
    words = {"reason": "시간 부족", "fallback": "수기 처리", "follow_up_on": date(2026, 12, 10)}
    with pytest.raises(Forbidden):
        waive_item(line.pk, by=people.marketer, **words)
    with pytest.raises(Invalid):
        waive_item(line.pk, by=people.planner, **(words | {"follow_up_on": date(2026, 11, 1)}))
    assert waive_item(line.pk, by=people.planner, **words).status == Status.WAIVED


def test_a_late_predecessor_moves_the_receivers_date_and_says_whose_delay(
    launch: Project, people: SimpleNamespace, today: date
) -> None:
    import time_machine

    follower = item(launch, "S2")
    add_evidence(item(launch, "S1").pk, by=people.salesperson, url="https://example.com")
    with time_machine.travel("2026-12-07 10:00 +0900"):
        complete_item(item(launch, "S1").pk, by=people.salesperson)
    moved = item(launch, "S2")
    assert (follower.due_on, moved.due_on, moved.moved_by) == (
        date(2026, 12, 7),
        date(2026, 12, 10),
        item(launch, "S1"),
    )
    assert Event.objects.get(verb="due_moved").after["moved_by_department"] == people.sales.pk
    reopen_item(item(launch, "S1").pk, by=people.salesperson, reason="다시 봅니다")
    assert item(launch, "S2").due_on == date(2026, 12, 7)


def test_partners_work_on_their_own_lines_only(launch: Project, people: SimpleNamespace) -> None:
    from projects.models import Item

    assert complete_item(item(launch, "C1").pk, by=people.agent).status == Status.DONE
    with pytest.raises(Item.DoesNotExist):
        complete_item(item(launch, "A1").pk, by=people.centre_lead)
    with pytest.raises(Item.DoesNotExist):
        comment_on_item(item(launch, "C1").pk, by=people.other_centre_lead, body="안녕하세요")


def test_a_comment_tells_only_people_who_may_see_it(launch: Project, people: SimpleNamespace) -> None:
    comment = comment_on_item(item(launch, "A1").pk, by=people.marketer, body="@정하윤 @남의센터 봐 주세요")
    assert list(comment.mentioned.all()) == [people.sales_lead]
