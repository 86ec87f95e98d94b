"""What differs between two contents: laws that hold for all of them, and what a reader is told of a few."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists.compare import Kind, compare
from checklists.compare_words import Names
from checklists.content import (
    ChoiceContent,
    Content,
    LineContent,
    QuestionContent,
    ScenarioContent,
    SectionContent,
    WaitContent,
)
from checklists.schedule import Roll, Rule, Unit

SHORT = st.sampled_from(["", "가", "나", "가\n나", "a"])
RULES = st.builds(Rule, st.integers(-5, 5), st.sampled_from(list(Unit)), st.sampled_from(list(Roll)))
CONDITIONS = st.sampled_from([None, {"question": "new", "is": True}, {"question": "calls", "at_least": 5}])
KEYS = [f"A{n}" for n in range(6)]


def _line(key: str) -> st.SearchStrategy[LineContent]:
    return st.builds(
        LineContent,
        key=st.just(key),
        title=st.sampled_from(["하나", "둘"]),
        department=st.sampled_from(["cx", "it"]),
        rule=RULES,
        guidance=SHORT,
        is_blocker=st.booleans(),
        condition=CONDITIONS,
        scenarios=st.lists(st.builds(ScenarioContent, SHORT, SHORT, st.none() | RULES, CONDITIONS), max_size=2).map(
            tuple
        ),
        waits=st.lists(st.builds(WaitContent, st.sampled_from(KEYS)), max_size=2, unique=True).map(tuple),
    )


@st.composite
def contents(draw: Any) -> Content:
    keys = draw(st.permutations(KEYS))[: draw(st.integers(0, len(KEYS)))]
    lines = [draw(_line(key)) for key in keys]
    cut = draw(st.integers(0, len(lines)))
    titles = draw(st.lists(st.sampled_from(["준비", "오픈", "점검"]), min_size=2, max_size=2))
    sections = tuple(
        SectionContent(title, lines=tuple(part)) for title, part in zip(titles, (lines[:cut], lines[cut:]), strict=True)
    )
    kinds = draw(st.lists(st.sampled_from(["new", "calls"]), unique=True))
    return Content(sections, tuple(QuestionContent(key, f"{key}?", "yes_no") for key in kinds))


@settings(max_examples=40)
@given(contents())
def test_equal_contents_give_nothing(content: Content) -> None:
    assert not compare(content, content)


@settings(max_examples=40)
@given(contents(), contents())
def test_what_one_way_adds_the_other_way_removes(one: Content, other: Content) -> None:
    there, back = compare(one, other), compare(other, one)
    for kind, opposite in ((Kind.ADDED, Kind.REMOVED), (Kind.REMOVED, Kind.ADDED), (Kind.CHANGED, Kind.CHANGED)):
        assert _keys(there, kind) == _keys(back, opposite)


@settings(max_examples=40)
@given(contents(), contents())
def test_every_line_of_one_alone_is_told_of_once(one: Content, other: Content) -> None:
    old, new = {line.key for line in one.lines()}, {line.key for line in other.lines()}
    found = compare(one, other)
    assert _keys(found, Kind.ADDED) == new - old
    assert _keys(found, Kind.REMOVED) == old - new
    told = [change.key for change in found.lines()]
    assert len(told) == len(set(told))


@settings(max_examples=40)
@given(contents(), st.permutations(KEYS))
def test_lines_in_another_order_have_only_moved(content: Content, order: list[str]) -> None:
    sections = tuple(
        replace(section, lines=tuple(sorted(section.lines, key=lambda line: order.index(line.key))))
        for section in content.sections
    )
    assert {change.kind for change in compare(content, replace(content, sections=sections)).changes()} <= {Kind.MOVED}


def _keys(comparison: Any, kind: Kind) -> set[str]:
    return {change.key for change in comparison.lines() if change.kind == kind}


# --- What a reader is told ------------------------------------------------------------------------------------------

QUESTION = QuestionContent("calls", "하루 문의는 몇 건입니까?", "number")
LINE = LineContent("P01", "대표번호 개통", "cx", Rule(-13, Unit.BUSINESS), guidance="하나\n둘\n셋")


def content(*lines: LineContent, title: str = "준비") -> Content:
    return Content((SectionContent(title, lines=lines),), (QUESTION,))


def fields(**changes: Any) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    with override("ko"):
        names = Names({"it": "IT개발"}, {"lee@example.com": "이도윤"})
        [change] = compare(content(LINE), content(replace(LINE, **changes)), names).lines()
    return {field.name: (field.before, field.after) for field in change.fields}


def test_a_deadline_is_told_as_people_read_it() -> None:
    assert fields(rule=Rule(-15, Unit.BUSINESS)) == {"rule": (("오픈 13영업일 전",), ("오픈 15영업일 전",))}


def test_a_deadline_on_launch_day_is_the_same_in_either_unit() -> None:
    before, after = (content(replace(LINE, rule=Rule(0, unit))) for unit in Unit)
    assert not compare(before, after)


def test_departments_and_people_are_named() -> None:
    found = fields(department="it", default_owner="lee@example.com")
    assert found == {"department": (("cx",), ("IT개발",)), "default_owner": ((), ("이도윤",))}


def test_a_condition_is_told_by_its_question() -> None:
    [words] = fields(condition={"question": "calls", "at_least": 500})["condition"][1]
    assert words.startswith("하루 문의는 몇 건입니까? → 500")


def test_scenarios_and_waits_are_told_line_by_line() -> None:
    before = replace(LINE, scenarios=(ScenarioContent("연결된다"), ScenarioContent("들린다")))
    after = replace(LINE, scenarios=(ScenarioContent("연결된다"), ScenarioContent("끊기지 않는다", "", Rule(-1))))
    with override("ko"):
        [change] = compare(content(before), content(after)).lines()
    [field] = change.fields
    assert field.rows() == [("연결된다", "연결된다", True), ("들린다", "끊기지 않는다 · 오픈 1일 전", False)]


def test_guidance_shows_which_of_its_lines_changed() -> None:
    [change] = compare(content(LINE), content(replace(LINE, guidance="하나\n다섯\n셋\n넷"))).lines()
    marks = [(old, new) for old, new, is_same in change.fields[0].rows() if not is_same]
    assert marks == [("둘", "다섯"), ("", "넷")]


def test_a_line_that_changes_its_section_says_where_it_was() -> None:
    other = replace(LINE, key="P02")
    before = Content((SectionContent("준비", lines=(LINE, other)), SectionContent("오픈")))
    after = Content((SectionContent("준비", lines=(LINE,)), SectionContent("오픈", lines=(other,))))
    [change] = compare(before, after).lines()
    assert (change.kind, change.key, change.came_from) == (Kind.MOVED, "P02", "준비")


def test_carrying_one_line_up_moves_that_one_alone() -> None:
    lines = [replace(LINE, key=f"P{n}") for n in range(5)]
    moved = [lines[3], *lines[:3], lines[4]]
    assert [change.key for change in compare(content(*lines), content(*moved)).lines()] == ["P3"]


def test_a_renamed_section_keeps_its_lines() -> None:
    found = compare(content(LINE), content(LINE, title="고객센터 기본"))
    assert [(section.kind, section.lines) for section in found.sections] == [(Kind.CHANGED, ())]


def test_a_removed_line_is_told_where_it_stood() -> None:
    lines = [replace(LINE, key=f"P{n}", title=str(n)) for n in range(4)]
    after = content(lines[0], replace(lines[2], title="2!"), lines[3])
    found = compare(content(*lines), after)
    assert [(change.key, change.kind) for change in found.lines()] == [("P1", Kind.REMOVED), ("P2", Kind.CHANGED)]


def test_a_question_tells_its_choices() -> None:
    question = replace(
        QUESTION, kind="choice", choices=(ChoiceContent("a", "가몰", "Mall A"), ChoiceContent("b", "나몰"))
    )
    before = Content(questions=(question,))
    [change] = compare(before, Content(questions=(replace(question, choices=question.choices[:1]),))).questions
    assert change.fields[0].after == ("가몰 / Mall A (a)",)


def test_counts_say_how_much_differs() -> None:
    after = content(replace(LINE, is_blocker=True), replace(LINE, key="P02"))
    assert compare(content(LINE), after).counts() == {"added": 1, "removed": 0, "changed": 1, "moved": 0}
