"""A new version of a template, brought to running launches through the services."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.errors import Forbidden, Invalid, Refusal, Stale
from checklists.services.publishing import publish_draft
from ledger.models import Event
from projects.models import Item, Project, Status
from projects.services.comparing import Comparison
from projects.services.items import bring_back_item, complete_item, waive_item
from projects.services.launches import cancel_launch
from projects.services.lines import add_item, assign_item, set_due
from projects.services.sync import Choice, Outcome, sync_preview, sync_projects
from projects.services.work import comment_on_item, verify_scenario
from projects.summaries import tally_of
from tests import factories
from tests.conftest import LAUNCH_ON, NOW, TODAY
from tests.factories import item


def lines(people: SimpleNamespace) -> dict[str, dict[str, Any]]:
    """The lines of the `launch` fixture, to be changed and published again."""
    marketing, sales = people.marketing, people.sales
    return {
        "A1": factories.line("A1", "D-20 business", department=marketing, is_blocker=True),
        "A2": factories.line("A2", "D-5 business", department=marketing, scenarios=["연결된다", "보인다"]),
        "S1": factories.line("S1", "D-4 business", department=sales, evidence_kind="link_or_file", is_blocker=True),
        "S2": factories.line("S2", "D-2 business", department=sales, waits_for=[("S1", 3)]),
        "S3": factories.line("S3", "D-3 business", department=sales, approval="department"),
        "C1": factories.line("C1", "D-1 business", department=people.centre, section="오픈 후 점검"),
    }


def publish(launch: Project, people: SimpleNamespace, found: dict[str, dict[str, Any]]) -> int:
    template = launch.template_version.template
    factories.fill(template, list(found.values()), by=people.planner)
    return publish_draft(template.pk, by=people.planner, note="회고 반영").number or 0


def preview(launch: Project, people: SimpleNamespace) -> Comparison:
    [found] = sync_preview(launch.template_version.template_id, by=people.planner)
    return found


def sync(launch: Project, people: SimpleNamespace, *keys: str, tell: bool = False, **more: Any) -> Outcome:
    """Take the lines named, or all that are offered."""
    found = preview(launch, people)
    chosen = Choice(keys or [line.key for line in found.offered], more.pop("version", found.project.version))
    number = more.pop("number", found.version.number)
    template_id = launch.template_version.template_id
    [outcome] = sync_projects(template_id, {launch.pk: chosen}, by=people.planner, number=number, tell=tell)
    return outcome


def said(found: Comparison) -> dict[str, tuple[str, str]]:
    return {line.key: (line.what.value, line.why.value if line.why else "") for line in found.lines}


@pytest.fixture
def changed(launch: Project, people: SimpleNamespace) -> Project:
    """v2: A1 under another title and three days later, S3 gone, N1 new behind A1, C1's section renamed."""
    found = lines(people)
    found["A1"] |= {"title": "새 제목", "due": "D-6 business"}
    found["C1"]["section"] = "오픈 뒤 점검"
    del found["S3"]
    new = factories.line("N1", "D-10 business", department=people.sales, scenarios=["열린다"], waits_for=["A1"])
    publish(launch, people, {"A1": found.pop("A1"), "N1": new} | found)
    return launch


def test_the_preview_says_what_would_become_of_each_line(changed: Project, people: SimpleNamespace) -> None:
    found = preview(changed, people)
    assert said(found) == {"A1": ("changed", ""), "N1": ("added", ""), "S3": ("dropped", "")}
    assert (found.counts, dict(found.sections)) == (
        {"changed": 1, "added": 1, "dropped": 1}, {"오픈 후 점검": "오픈 뒤 점검"}
    )  # fmt: skip
    assert (found.dues["N1"], found.dues["A1"]) == (date(2026, 11, 25), date(2026, 12, 1))


def test_what_is_taken_is_written_and_the_launch_goes_to_the_new_version(
    changed: Project, people: SimpleNamespace
) -> None:
    assert sync(changed, people).counts == {"changed": 1, "added": 1, "dropped": 1}
    changed.refresh_from_db()
    assert (changed.template_version.number, changed.version) == (2, 2)
    moved, new = item(changed, "A1"), item(changed, "N1")
    assert (moved.title, moved.due_on, moved.owner) == ("새 제목", date(2026, 12, 1), people.marketer)
    assert (new.due_on, new.section, new.scenarios.get().text) == (date(2026, 11, 25), moved.section, "열린다")
    assert (new.waits.get().predecessor, item(changed, "S3").status) == (moved, Status.DROPPED)
    assert list(changed.items.filter(section=moved.section).values_list("key", flat=True))[:2] == ["A1", "N1"]
    assert item(changed, "C1").section.title == "오픈 뒤 점검"
    assert sync_preview(changed.template_version.template_id, by=people.planner) == []


def test_one_event_says_all_of_it(changed: Project, people: SimpleNamespace) -> None:
    sync(changed, people, "A1", "N1")
    event = Event.objects.get(stream=changed.stream, seq=2)
    assert (event.verb, event.reason, event.before["number"]) == ("template_synced", "회고 반영", 1)
    assert {line["key"]: line["what"] for line in event.after["lines"]} == {"A1": "changed", "N1": "added"}
    first = event.after["lines"][0]
    assert (first["before"]["title"], first["after"]["title"]) == ("항목 A1", "새 제목")
    assert [change["title"] for change in event.after["changes"]] == ["새 제목"]
    assert [line["key"] for line in event.after["declined"]] == ["S3"]
    assert (event.after["number"], event.after["tell"]) == (2, False)


def test_declined_lines_stay_and_are_not_offered_again(changed: Project, people: SimpleNamespace) -> None:
    assert sync(changed, people, "none of them").counts == {}
    again = lines(people)
    again["A1"] |= {"title": "새 제목", "due": "D-6 business", "is_blocker": False}
    again["C1"]["section"] = "오픈 뒤 점검"
    del again["S3"]
    again["N1"] = factories.line("N1", "D-9 business", department=people.sales)
    publish(changed, people, again)
    found = preview(changed, people)
    assert said(found) == {"A1": ("changed", ""), "N1": ("kept", "left_out")}
    assert [change.name for change in found.lines[0].changes] == ["is_blocker"]
    assert item(changed, "S3").status == Status.TODO


def test_finished_lines_are_untouched_in_every_column(changed: Project, people: SimpleNamespace) -> None:
    complete_item(item(changed, "A1").pk, by=people.marketer)
    complete_item(item(changed, "S3").pk, by=people.salesperson)
    before = list(Item.objects.filter(project=changed, key__in=["A1", "S3"]).order_by("pk").values())
    assert said(preview(changed, people)) == {
        "A1": ("kept", "finished"), "N1": ("added", ""), "S3": ("kept", "finished")
    }  # fmt: skip
    sync(changed, people)
    assert list(Item.objects.filter(project=changed, key__in=["A1", "S3"]).order_by("pk").values()) == before


def test_a_waived_line_stays_waived(changed: Project, people: SimpleNamespace) -> None:
    words = {"reason": "이번에는 제외", "fallback": "수기", "follow_up_on": date(2026, 12, 10)}
    waive_item(item(changed, "S3").pk, by=people.planner, **words)
    sync(changed, people)
    assert item(changed, "S3").status == Status.WAIVED


def test_a_line_somebody_worked_on_stays(changed: Project, people: SimpleNamespace) -> None:
    comment_on_item(item(changed, "S3").pk, by=people.salesperson, body="확인 중입니다")
    assert said(preview(changed, people))["S3"] == ("kept", "worked_on")
    sync(changed, people)
    assert item(changed, "S3").status == Status.TODO


def test_a_date_and_an_owner_set_by_hand_stay(changed: Project, people: SimpleNamespace) -> None:
    set_due(item(changed, "A1").pk, by=people.planner, due_on=date(2026, 11, 30), reason="협의")
    assign_item(item(changed, "A1").pk, by=people.planner, owner_id=people.marketing_lead.pk)
    sync(changed, people)
    line = item(changed, "A1")
    assert (line.title, line.due_on, line.owner, line.planned_on) == (
        "새 제목", date(2026, 11, 30), people.marketing_lead, date(2026, 12, 1)
    )  # fmt: skip


def test_verified_scenarios_stay(launch: Project, people: SimpleNamespace) -> None:
    verified = item(launch, "A2").scenarios.get(text="연결된다")
    verify_scenario(verified.pk, by=people.marketer, is_verified=True)
    found = lines(people)
    found["A2"]["scenarios"] = ["새로 확인한다"]
    publish(launch, people, found)
    sync(launch, people)
    assert set(item(launch, "A2").scenarios.values_list("text", "verified_by")) == {
        ("연결된다", people.marketer.pk), ("새로 확인한다", None)
    }  # fmt: skip


def test_a_line_added_by_hand_stays(changed: Project, people: SimpleNamespace) -> None:
    section = changed.sections.first()
    words = {"title": "우리 항목", "department_id": people.cx.pk, "due_on": LAUNCH_ON}
    own = add_item(changed.pk, by=people.planner, section_id=section.pk, **words)
    sync(changed, people)
    own.refresh_from_db()
    assert (own.title, own.status) == ("우리 항목", Status.TODO)


def test_a_line_dropped_counts_nowhere_and_can_be_brought_back(changed: Project, people: SimpleNamespace) -> None:
    before = tally_of(changed, NOW)
    sync(changed, people, "S3")
    gone = item(changed, "S3")
    assert (tally_of(changed, NOW).items, before.items) == (5, 6)
    with pytest.raises(Refusal):
        complete_item(gone.pk, by=people.salesperson)
    with pytest.raises(Forbidden):
        bring_back_item(gone.pk, by=people.salesperson, reason="필요합니다")
    back = bring_back_item(gone.pk, by=people.planner, reason="필요합니다")
    assert (back.status, back.due_on) == (Status.TODO, date(2026, 12, 4))
    assert tally_of(changed, NOW).items == 6


def test_a_version_that_has_the_line_again_brings_it_back(changed: Project, people: SimpleNamespace) -> None:
    sync(changed, people)
    publish(changed, people, lines(people))
    assert said(preview(changed, people))["S3"] == ("returned", "")
    sync(changed, people)
    assert item(changed, "S3").status == Status.TODO
    assert said_twice(changed, people) == []


def said_twice(launch: Project, people: SimpleNamespace) -> list[Comparison]:
    return sync_preview(launch.template_version.template_id, by=people.planner)


def test_lines_that_would_wait_for_each_other_are_refused_as_a_whole(launch: Project, people: SimpleNamespace) -> None:
    found = lines(people)
    found["S1"]["waits_for"] = ["S2"]
    found["S2"]["waits_for"] = []
    publish(launch, people, found)
    refused = sync(launch, people, "S1")
    assert refused.refusal is not None
    assert refused.refusal.code == "bad_waits"
    launch.refresh_from_db()
    assert launch.template_version.number == 1
    assert sync(launch, people).refusal is None


def test_a_launch_changed_meanwhile_is_refused_alone(changed: Project, people: SimpleNamespace) -> None:
    outcome = sync(changed, people, version=7)
    assert isinstance(outcome.refusal, Invalid)
    changed.refresh_from_db()
    assert changed.template_version.number == 1


def test_a_newer_version_asks_to_look_again(changed: Project, people: SimpleNamespace) -> None:
    with pytest.raises(Stale):
        sync(changed, people, number=1)


def test_who_may_and_what_is_frozen(changed: Project, people: SimpleNamespace) -> None:
    template_id = changed.template_version.template_id
    for person in (people.admin, people.marketing_lead, people.viewer, people.centre_lead):
        with pytest.raises(Forbidden):
            sync_preview(template_id, by=person)
        with pytest.raises(Forbidden):
            sync_projects(template_id, {changed.pk: Choice([])}, by=person, number=2, tell=False)
    cancel_launch(changed.pk, by=people.planner, reason="무산")
    assert sync_preview(template_id, by=people.planner) == []
    [outcome] = sync_projects(template_id, {changed.pk: Choice([])}, by=people.planner, number=2, tell=False)
    assert outcome.refusal is not None


def test_a_confidential_launch_is_for_the_planners_it_names(changed: Project, people: SimpleNamespace) -> None:
    Project.objects.filter(pk=changed.pk).update(is_confidential=True)
    template_id = changed.template_version.template_id
    assert sync_preview(template_id, by=people.second_planner) == []
    with pytest.raises(Invalid):
        sync_projects(template_id, {changed.pk: Choice([])}, by=people.second_planner, number=2, tell=False)


def test_statements_depend_neither_on_launches_nor_on_lines(changed: Project, people: SimpleNamespace) -> None:
    template_id = changed.template_version.template_id

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            sync_preview(template_id, by=people.planner)
        return len(captured)

    one = statements()
    version = changed.template_version
    for n in range(3):
        factories.project(version, by=people.planner, launch_on=LAUNCH_ON, announced_on=TODAY, name=f"런칭 {n}")
    assert statements() <= one + 1  # one more launch of the type, whose owners are looked at
    assert len(sync_preview(template_id, by=people.planner)) == 4
