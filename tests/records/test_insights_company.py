"""The figures of a random company, as the database counts them, against plain Python; and who sees them."""

from __future__ import annotations

import csv
import io
from collections import Counter
from statistics import median
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounts.errors import Forbidden
from projects.models import Item, Project
from records.access import visible_surprises
from records.noticing import kind_of, noticed_on
from records.periods import Period
from records.sharing import FIGURES
from records.showing import Figure, figures_for
from tests.api.conftest import by_session
from tests.conftest import NOW

from .random_company import counted_work, make_company

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(people, today) -> None:
    make_company(7, by=people.planner, departments=[people.cx, people.marketing, people.sales], now=NOW)


def shown(figures: list[Figure], key: str) -> dict[Any, dict[str, Any]]:
    """The rows of one figure by their first cell."""
    figure = next(figure for figure in figures if figure.key == key)
    return {row.cells[figure.columns[0].key]: dict(row.cells) for row in figure.rows}


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("period", [Period.QUARTER, Period.TWELVE])
def test_the_database_counts_what_python_counts(people, today, seed, period):
    make_company(seed, by=people.planner, departments=[people.cx, people.marketing, people.sales], now=NOW, launches=18)
    for project in Project.objects.filter(is_confidential=True)[::2]:
        project.named.add(people.marketer)
    sees = {p.pk for p in Project.objects.all() if not p.is_confidential or p.named.filter(pk=people.marketer.pk)}
    read, figures = figures_for(people.marketer, period, NOW)
    names = {department.pk: department.local_name for department in (people.cx, people.marketing, people.sales)}

    work = counted_work(read.span.first, read.span.last, NOW, sees)
    on_time = shown(figures, "on_time")
    assert {names[key] for key in work} == set(on_time)
    for key, of in work.items():
        row = on_time[names[key]]
        assert (row["on_time"], row["late"], row["missed"]) == (of["on_time"], of["late"], of["missed"])
    late = shown(figures, "days_late")
    assert {name: (row["median"], row["longest"]) for name, row in late.items()} == {
        names[key]: (median(of["days"]), max(of["days"])) for key, of in work.items() if of["days"]
    }

    opened = [p for p in Project.objects.filter(pk__in=sees, cancelled_at=None) if p.launch_on in read.span]
    assert {row["id"]: row["short"] for row in shown(figures, "notice_launches").values()} == {
        p.pk: max(0, p.notice_owed - p.notice_given) for p in opened
    }
    kept = {
        name: (sum(p.notice_given >= p.notice_owed for p in of_it), len(of_it))
        for key, name in names.items()
        if (of_it := [p for p in opened if p.items.exclude(status="dropped").filter(department=key)])
    }
    departments = shown(figures, "notice_departments")
    assert {name: (row["kept"], row["launches"]) for name, row in departments.items()} == kept

    seen = [s for s in visible_surprises(people.marketer) if noticed_on(s) in read.span]
    kinds = Counter(kind_of(surprise) for surprise in seen)
    months = shown(figures, "surprises").values()
    assert {kind: sum(row[kind.value] for row in months) for kind in kinds} == dict(kinds)
    counted = [s for s in seen if kind_of(s) in ("unannounced", "late")]
    assert sum(row["inquiries"] for row in shown(figures, "inquiries").values()) == sum(s.inquiries for s in counted)


def test_the_most_missed_line_is_the_one_that_python_finds(company, people):
    read, figures = figures_for(people.admin, Period.TWELVE, NOW)
    behind: Counter[str] = Counter()
    for item in Item.objects.filter(template_item__isnull=False, project__cancelled_at=None).select_related("project"):
        is_seen = not item.project.is_confidential and item.due_on in read.span
        is_late = item.done_at and item.done_at.astimezone(NOW.tzinfo).date() > item.due_on
        if is_seen and item.project.time_zone == "Asia/Seoul" and is_late:
            behind[item.title] += 1
    rows = shown(figures, "most_missed")
    assert set(behind) <= set(rows)
    assert all(rows[title]["late"] >= count for title, count in behind.items())
    totals = [row["late"] + row["missed"] for row in rows.values()]
    assert totals == sorted(totals, reverse=True)


def test_the_own_department_comes_first(company, people):
    _read, figures = figures_for(people.salesperson, Period.TWELVE, NOW)
    for key in ("notice_departments", "on_time"):
        figure = next(figure for figure in figures if figure.key == key)
        assert [row.is_own for row in figure.rows][:2] == [True, False]
        assert figure.rows[0].cells["department"] == people.sales.local_name


def test_queries_do_not_grow(company, people):
    with CaptureQueriesContext(connection) as few:
        figures_for(people.planner, Period.TWELVE, NOW)
    make_company(8, by=people.planner, departments=[people.cx, people.marketing], now=NOW, launches=20)
    with CaptureQueriesContext(connection) as many:
        figures_for(people.planner, Period.TWELVE, NOW)
    assert len(few) == len(many) == 6


def test_the_page_has_each_figure_as_sentence_chart_and_table(company, people, as_user):
    page = as_user(people.salesperson).get("/insights/?period=12").content.decode()
    for key in FIGURES:
        section = page.split(f'id="{key}"')[1].split("</section>")[0]
        assert 'class="insight-sentence"' in section
        assert "<table" in section
        assert '<svg class="insight-' in section
        assert f"format=csv&amp;figure={key}&amp;period=12" in section
    assert "style=" not in page.split("<main")[1].split("</main>")[0]
    assert "우리 부서" in page or "Our department" in page


def test_a_company_without_a_past_says_what_will_stand_here(people, today, as_user):
    answer = as_user(people.planner).get("/insights/")
    assert answer.status_code == 200
    assert "?period=12" in answer.content.decode()
    assert b'<svg class="insight' not in answer.content


@pytest.mark.parametrize("period", ["", "13", "quarter ", "\x00", "１２"])
def test_a_period_that_is_none_is_refused_in_a_sentence(people, today, as_user, period):
    assert as_user(people.planner).get("/insights/", {"period": period}).status_code == 400
    assert as_user(people.planner).get("/insights/export/", {"period": period}).status_code == 400


def test_partners_have_no_figures(company, people, as_user):
    for person in (people.centre_lead, people.agent):
        assert as_user(person).get("/insights/").status_code == 403
        assert as_user(person).get("/insights/export/").status_code == 403
        assert by_session(person).get("insights/").status_code == 403
        with pytest.raises(Forbidden):
            figures_for(person, Period.QUARTER, NOW)


def test_the_api_gives_the_same_figures(company, people):
    answer = by_session(people.planner).get("insights/", period="12").json()
    _read, figures = figures_for(people.planner, Period.TWELVE, NOW)
    assert [figure["sentence"] for figure in answer["figures"]] == [figure.sentence for figure in figures]
    assert answer["figures"][3]["columns"][1] == {"key": "due", "title": figures[3].columns[1].label, "unit": "n"}
    rows = {figure["key"]: figure["rows"] for figure in answer["figures"]}
    assert [row["due"] for row in rows["on_time"]] == [row.cells["due"] for row in figures[3].rows]
    assert (answer["span"]["last"], answer["before"]["first"]) == ("2026-11-25", "2024-12-01")


@pytest.mark.parametrize("figure", FIGURES)
def test_every_table_is_a_csv(company, people, as_user, figure):
    data = as_user(people.planner).get("/insights/export/", {"format": "csv", "figure": figure, "period": "12"}).content
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    _read, figures = figures_for(people.planner, Period.TWELVE, NOW)
    of = next(each for each in figures if each.key == figure)
    assert len(rows) == len(of.rows) + 1
    assert rows[0] == [column.label for column in of.columns]


def test_a_workbook_has_a_sheet_for_each_figure(company, people, as_user):
    data = as_user(people.planner).get("/insights/export/", {"format": "xlsx", "period": "12"}).content
    assert len(load_workbook(io.BytesIO(data)).sheetnames) == len(FIGURES)
