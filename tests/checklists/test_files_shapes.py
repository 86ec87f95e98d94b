"""What each shape of file gives: sections, lines, scenarios, must-haves; and nothing new when it is read again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from checklists.content import LineContent
from checklists.files.guessing import guess_columns
from checklists.files.known import Known, Person, spellings
from checklists.files.rows import Asked, Status, Understood, understand
from checklists.files.tables import read_table

from . import shapes
from .shapes import PUBLIC

DEPARTMENTS = {
    "cx": "CX기획",
    "centre": "고객센터",
    "sales": "영업",
    "md": "MD",
    "marketing": "마케팅",
    "it": "IT",
    "logistics": "물류",
    "finance": "재무",
    "legal": "법무",
}
KNOWN = Known(
    {word: slug for slug, name in DEPARTMENTS.items() for each in (slug, name) for word in spellings(each)},
    (Person("doyun@example.com", "이도윤", "sales"), Person("jihun@example.com", "박지훈", "marketing")),
)
ASKED = Asked({"": "cx"}, date(2026, 12, 9))


def read(name: str, data: bytes, known: Known = KNOWN, asked: Asked = ASKED) -> Understood:
    table = read_table(name, data)
    return understand(table, guess_columns(table, known), known, asked)


SHAPES = [
    ("18f-authority-to-operate.md", (PUBLIC / "18f-authority-to-operate.md").read_bytes(), (7, 38, 27, 0)),
    ("18f-decommission.md", (PUBLIC / "18f-decommission.md").read_bytes(), (1, 7, 17, 0)),
    ("va-caregiver-launch.md", (PUBLIC / "va-caregiver-launch.md").read_bytes(), (2, 16, 0, 0)),
    ("titled.xlsx", shapes.titled_and_merged(), (2, 4, 2, 0)),
    ("dates.xlsx", shapes.with_dates(), (1, 3, 0, 2)),
    ("banners.xlsx", shapes.banner_rows(), (2, 3, 0, 2)),
    ("korean.csv", shapes.korean_excel(), (2, 3, 2, 0)),
    ("tabs.tsv", shapes.tabs_and_marks(), (2, 2, 0, 1)),
    ("notion.md", shapes.notion(), (2, 3, 2, 1)),
    ("groups.md", shapes.grouped_outline(), (2, 3, 1, 0)),
    ("boxes.txt", shapes.boxes_in_text(), (2, 3, 0, 0)),
]


@pytest.mark.parametrize(("name", "data", "figures"), SHAPES, ids=[row[0] for row in SHAPES])
def test_each_shape_gives_its_sections_lines_scenarios_and_must_haves(name, data, figures):
    found = read(name, data)
    lines = list(found.content.lines())
    assert not found.errors
    counted = (len(found.content.sections), len(lines), sum(len(line.scenarios) for line in lines))
    assert (*counted, sum(line.is_blocker for line in lines)) == figures


@pytest.mark.parametrize(("name", "data", "_figures"), SHAPES, ids=[row[0] for row in SHAPES])
def test_a_file_read_again_into_what_it_gave_changes_nothing(name, data, _figures):
    first = read(name, data)
    again = read(name, data, replace(KNOWN, draft=first.content))
    assert {line.status for line in again.lines} == {Status.SAME}
    assert again.content == first.content


def line(found: Understood, title: str) -> LineContent:
    return next(line for line in found.content.lines() if line.title == title)


def test_merged_cells_and_two_rows_of_headings_say_who_does_what_by_when():
    found = read("titled.xlsx", shapes.titled_and_merged())
    number, script = line(found, "대표번호 개통"), line(found, "상담 스크립트 확정")
    assert (number.department, number.default_owner, str(number.rule)) == ("sales", "doyun@example.com", "D-14")
    assert [scenario.text for scenario in number.scenarios] == ["외부에서 걸어 본다", "ARS 1번이 연결된다"]
    assert (script.department, str(script.rule)) == ("cx", "D-5 business")
    assert str(line(found, "어드민 권한 발급").rule) == "D-14"
    assert line(found, "어드민 권한 발급").default_owner == "jihun@example.com"
    assert len(found.notes) >= 4  # which sheet, hidden row, merged cells, headings not in the first row


def test_dates_count_from_d_day_in_business_days_where_both_days_are_open():
    found = read("dates.xlsx", shapes.with_dates())
    assert [str(line.rule) for line in found.content.lines()] == ["D-7 business", "D-4", "D-day"]
    assert found.lines[0].counted_from == date(2026, 11, 30)
    assert line(found, "상품 등록").guidance == "전 상품"


def test_dates_without_a_d_day_are_errors_that_ask_for_it():
    found = read("dates.xlsx", shapes.with_dates(), asked=Asked())
    assert [(error.row, error.field) for error in found.errors] == [(2, "due"), (3, "due"), (4, "due")]
    assert "D-day" in found.errors[0].sentence


def test_a_line_names_the_line_it_waits_for_by_its_title():
    found = read("korean.csv", shapes.korean_excel())
    first, second, _third = found.content.lines()
    assert [(wait.key, wait.days) for wait in second.waits] == [(first.key, 2)]


def test_what_a_task_says_in_its_title_goes_where_it_belongs():
    found = read("notion.md", shapes.notion())
    goods, banner, shown = found.content.lines()
    assert (goods.title, goods.department, goods.default_owner) == ("입점 상품 확정", "sales", "doyun@example.com")
    assert (str(goods.rule), str(banner.rule), str(shown.rule)) == ("D-14", "D-10", "D-day")
    assert banner.guidance == "디자인 폴더에 올린다"
    assert (shown.title, shown.department, shown.is_blocker) == ("노출 확인", "marketing", True)
