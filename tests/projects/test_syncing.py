"""The judgement of a line against its template, three sides at a time: laws, and each case by its name."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.content import Content, LineContent, ScenarioContent, SectionContent, WaitContent
from checklists.schedule import Rule, Unit
from projects.models import Status
from projects.syncing import (
    UNTOUCHABLE,
    Judged,
    Placed,
    Standing,
    What,
    Why,
    applied,
    judge,
    renamed_sections,
    result,
)

KEYS = st.sampled_from(["L1", "L2", "L3", "L4", "L5"])
RULES = st.sampled_from([Rule(-5), Rule(-3, Unit.BUSINESS), Rule(2)])
SCENARIOS = st.lists(st.sampled_from([ScenarioContent(t) for t in "가나다"] + [ScenarioContent("가", "a")]), max_size=3)
LINES = st.builds(
    LineContent,
    key=st.just("?"),
    title=st.sampled_from(["제목", "새 제목", "다른 제목"]),
    department=st.sampled_from(["cx", "sales"]),
    default_owner=st.sampled_from(["", "a@example.com", "b@example.com"]),
    rule=RULES,
    is_blocker=st.booleans(),
    scenarios=SCENARIOS.map(lambda found: tuple({s.text: s for s in found}.values())),
    waits=st.lists(KEYS, max_size=2, unique=True).map(lambda keys: tuple(WaitContent(key) for key in keys)),
)
PLACED = st.builds(Placed, st.sampled_from(["준비", "점검"]), LINES)
SIDES = st.dictionaries(KEYS, PLACED).map(lambda found: {k: _named(k, p) for k, p in found.items()})
STANDING = st.dictionaries(
    KEYS,
    st.builds(
        Standing,
        PLACED,
        st.sampled_from(Status.values),
        st.booleans(),
        st.sets(st.sampled_from("가나")).map(frozenset),
    ),
).map(lambda found: {k: _verified(replace(line, placed=_named(k, line.placed))) for k, line in found.items()})


def _named(key: str, placed: Placed) -> Placed:
    waits = tuple(wait for wait in placed.line.waits if wait.key != key)
    return replace(placed, line=replace(placed.line, key=key, waits=waits))


def _verified(line: Standing) -> Standing:
    return replace(line, verified=line.verified & {scenario.text for scenario in line.placed.line.scenarios})


def taken(standing: dict[str, Standing], judged: list[Judged]) -> dict[str, Standing]:
    """The launch after all of it was taken."""
    found = dict(standing)
    for one in judged:
        if one.what == What.DROPPED:
            found[one.key] = replace(found[one.key], status=Status.DROPPED)
        elif one.is_offered:
            status = Status.TODO if one.what in (What.ADDED, What.RETURNED) else found[one.key].status
            former = found.get(one.key, Standing(one.placed))
            found[one.key] = replace(former, placed=one.placed, status=status)
    return found


@given(before=SIDES, after=SIDES, standing=STANDING)
def test_taken_once_nothing_is_offered_again(before, after, standing) -> None:
    once = taken(standing, judge(before, after, standing))
    assert not [one for one in judge(after, after, once) if one.is_offered]


@given(before=SIDES, after=SIDES, standing=STANDING)
def test_declined_as_a_whole_nothing_is_offered_again(before, after, standing) -> None:
    # Only a line that came back by hand, or that the template never had, is compared with the template's word itself.
    known = {key: line for key, line in standing.items() if key in before}
    offered = {one.key for one in judge(after, after, known) if one.is_offered}
    assert not {key for key in offered if key in before}


@given(before=SIDES, after=SIDES, standing=STANDING)
def test_finished_lines_are_never_touched(before, after, standing) -> None:
    finished = {key for key, line in standing.items() if line.status in UNTOUCHABLE}
    judged = judge(before, after, standing)
    assert all(one.what == What.KEPT and one.why == Why.FINISHED for one in judged if one.key in finished)
    lines = result(standing, judged)
    assert all(lines[key] == standing[key].placed for key in finished)


@given(before=SIDES, after=SIDES, standing=STANDING)
def test_what_was_changed_by_hand_stays(before, after, standing) -> None:
    for one in judge(before, after, standing):
        if one.what == What.CHANGED and one.key in before:
            was, stands = before[one.key].line, standing[one.key].placed.line
            for name in ("title", "rule", "is_blocker"):
                if getattr(stands, name) != getattr(was, name):
                    assert getattr(one.placed.line, name) == getattr(stands, name)


@given(before=SIDES, after=SIDES, standing=STANDING)
def test_a_verified_scenario_is_never_lost(before, after, standing) -> None:
    lines = result(standing, judge(before, after, standing))
    for key, line in standing.items():
        if line.applies and key in lines:
            own = {s.text: s for s in line.placed.line.scenarios}
            kept = {s.text: s for s in lines[key].line.scenarios}
            assert all(kept[text] == own[text] for text in line.verified)


@given(before=SIDES, after=SIDES, standing=STANDING)
def test_worked_on_lines_never_go(before, after, standing) -> None:
    gone = {one.key for one in judge(before, after, standing) if one.what == What.DROPPED}
    assert all(standing[key].status == Status.TODO and not standing[key].is_worked_on for key in gone)


@given(before=SIDES, after=SIDES)
def test_a_launch_that_stands_as_its_template_said_becomes_what_it_says(before, after) -> None:
    standing = {key: Standing(_known(placed, before)) for key, placed in before.items()}
    lines = result(standing, judge(before, after, standing))
    # A wait for a line that goes stays with its row: it holds nobody up, and counts again when the line comes back.
    assert {key: _plain(_known(placed, after)) for key, placed in lines.items()} == {
        key: _plain(_known(placed, after)) for key, placed in after.items()
    }


def _known(placed: Placed, lines: dict[str, Placed]) -> Placed:
    waits = tuple(wait for wait in placed.line.waits if wait.key in lines)
    return replace(placed, line=replace(placed.line, waits=waits))


def _plain(placed: Placed) -> tuple[object, ...]:
    """Without the order of scenarios and waits."""
    line = placed.line
    return placed.section, replace(line, scenarios=(), waits=()), set(line.scenarios), set(line.waits)


# --- Case by case ---------------------------------------------------------------------------------------------------


def line(key: str = "L1", **fields: object) -> Placed:
    values: dict[str, object] = {"title": "제목", "department": "cx", "rule": Rule(-5)} | fields
    return Placed(str(values.pop("section", "준비")), LineContent(key, **values))  # type: ignore[arg-type]


def one(before: Placed | None, after: Placed | None, mine: Standing | None) -> list[Judged]:
    def side(placed: Placed | None) -> dict[str, Placed]:
        return {placed.line.key: placed} if placed else {}

    return judge(side(before), side(after), {mine.placed.line.key: mine} if mine else {})


def test_a_new_line_is_added_and_one_left_out_stays_out() -> None:
    assert [each.what for each in one(None, line(), None)] == [What.ADDED]
    assert [each.why for each in one(line(), line(title="새"), None)] == [Why.LEFT_OUT]
    assert one(line(), line(), None) == []


def test_field_by_field_the_edit_by_hand_is_kept_and_the_rest_taken() -> None:
    mine = Standing(line(title="직접 고친 제목"))
    [found] = one(line(), line(title="새 제목", rule=Rule(-3)), mine)
    assert [change.name for change in found.changes] == ["rule"]
    assert [(kept.name, kept.before, kept.after) for kept in found.kept] == [("title", "직접 고친 제목", "새 제목")]
    assert found.placed.line.title == "직접 고친 제목"


def test_only_edits_by_hand_are_shown_as_kept() -> None:
    [found] = one(line(), line(title="새 제목"), Standing(line(title="직접")))
    assert (found.what, found.why) == (What.KEPT, Why.EDITED)


@pytest.mark.parametrize("status", UNTOUCHABLE)
def test_a_finished_line_shows_what_it_does_not_take(status: str) -> None:
    [found] = one(line(), line(title="새 제목"), Standing(line(), status))
    assert (found.what, found.why, found.kept[0].after) == (What.KEPT, Why.FINISHED, "새 제목")
    assert [each.why for each in one(line(), None, Standing(line(), status))] == [Why.FINISHED]


@pytest.mark.parametrize(
    "mine",
    [
        Standing(line(), Status.DOING),
        Standing(line(), Status.BLOCKED),
        Standing(line(), is_worked_on=True),
        Standing(line(scenarios=(ScenarioContent("가"),)), verified=frozenset({"가"})),
    ],
)
def test_a_line_worked_on_stays_when_the_template_drops_it(mine: Standing) -> None:
    assert [each.why for each in one(mine.placed, None, mine)] == [Why.WORKED_ON]


def test_an_untouched_line_goes_and_comes_back() -> None:
    assert [each.what for each in one(line(), None, Standing(line()))] == [What.DROPPED]
    gone = Standing(line(), Status.DROPPED)
    [back] = one(None, line(title="새 제목"), gone)
    assert (back.what, back.placed.line.title) == (What.RETURNED, "새 제목")
    assert one(line(), line(title="새 제목"), gone) == []


def test_a_line_added_by_hand_is_nobodys_business() -> None:
    assert one(None, None, Standing(line("+1"))) == []


def test_scenarios_and_waits_are_compared_one_by_one() -> None:
    def scenarios(*texts: str) -> tuple[ScenarioContent, ...]:
        return tuple(map(ScenarioContent, texts))

    mine = Standing(line(scenarios=scenarios("가", "나", "직접")), verified=frozenset({"가"}))
    [found] = one(line(scenarios=scenarios("가", "나")), line(scenarios=scenarios("다")), mine)
    assert [s.text for s in found.placed.line.scenarios] == ["다", "가", "직접"]
    before = {"A": line("A", waits=(WaitContent("B"),)), "B": line("B"), "C": line("C")}
    after = before | {"A": line("A", waits=(WaitContent("C", 2), WaitContent("Z")))}
    [changed] = judge(before, after, {key: Standing(placed) for key, placed in before.items()})
    assert changed.placed.line.waits == (WaitContent("C", 2),)


def test_a_line_waits_for_one_that_did_not_apply_before() -> None:
    waiting = line("A", waits=(WaitContent("B"),))
    added, changed = judge({"A": waiting}, {"B": line("B"), "A": waiting}, {"A": Standing(line("A"))})
    assert (added.key, changed.placed.line.waits) == ("B", (WaitContent("B"),))


def test_a_line_that_goes_to_another_department_is_given_out_anew() -> None:
    mine = Standing(line(default_owner="assigned@example.com"))
    [found] = one(line(), line(department="sales", default_owner="lead@example.com"), mine)
    assert found.placed.line.default_owner == "lead@example.com"
    [same] = one(line(), line(title="새", default_owner="lead@example.com"), mine)
    assert same.placed.line.default_owner == "assigned@example.com"


def test_conditions_are_judged_by_the_answers() -> None:
    yes = {"question": "new", "is": True}
    scenarios = (ScenarioContent("가", condition=yes), ScenarioContent("나"))
    own = LineContent("L1", "제목", "cx", Rule(-5), scenarios=scenarios)
    content = Content((SectionContent("준비", lines=(own, LineContent("L2", "조건", "cx", Rule(0), condition=yes))),))
    assert [s.text for s in applied(content, {"new": False})["L1"].line.scenarios] == ["나"]
    assert list(applied(content, {"new": True})) == ["L1", "L2"]


def test_a_section_under_a_new_title_is_a_rename_and_no_change_of_its_lines() -> None:
    def content(title: str, *keys: str) -> Content:
        return Content((SectionContent(title, lines=tuple(line(key).line for key in keys)),))

    assert renamed_sections(content("준비", "L1", "L2"), content("오픈 준비", "L1", "L3")) == {"준비": "오픈 준비"}
    assert renamed_sections(content("준비", "L1"), content("준비", "L1")) == {}
    mine = {"L1": Standing(line())}
    assert judge({"L1": line()}, {"L1": line(section="오픈 준비")}, mine, {"준비": "오픈 준비"}) == []
