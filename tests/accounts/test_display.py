"""How dates, badges, names and written text look: the same in a page, a mail and a test."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from accounts import wording
from accounts.markdown import to_html
from accounts.particles import particle, with_particle

TODAY = date(2026, 11, 25)


@dataclass
class ADepartment:
    local_name: str
    is_partner: bool


def render(source: str, language: str = "ko", **context: object) -> str:
    with translation.override(language):
        return Template("{% load display %}" + source).render(Context({"today": TODAY, **context}))


@pytest.mark.parametrize(
    ("source", "korean", "english"),
    [
        ("{{ d|day }}", "11.27 금", "27 Nov Fri"),
        ("{{ d|day_long }}", "11월 27일 (금)", "Friday 27 November"),
        ("{{ d|day_dotted }}", "2026.11.27 금", "27 Nov 2026 Fri"),
        ("{{ d|d_day:today }}", "D-2", "D-2"),
    ],
)
def test_a_date_is_written_in_the_reader_s_language(source: str, korean: str, english: str) -> None:
    friday = date(2026, 11, 27)
    assert render(source, "ko", d=friday) == korean
    assert render(source, "en", d=friday) == english


def test_a_missing_date_is_written_as_nothing() -> None:
    assert render("{{ d|day }}{{ d|day_long }}{{ d|day_dotted }}{{ d|d_day:today }}{{ d|moment }}", d=None) == ""


def test_a_moment_is_told_in_the_reader_s_time_zone() -> None:
    with timezone.override("Asia/Seoul"):
        assert render("{{ at|moment }}", at=datetime(2026, 11, 24, 8, 20, tzinfo=UTC)) == "11.24 17:20"


@pytest.mark.parametrize(
    ("due_on", "words", "state"),
    [
        (date(2026, 11, 20), "D+5", "late"),
        (date(2026, 11, 24), "D+1", "late"),
        (date(2026, 11, 25), "D-Day", "today"),
        (date(2026, 11, 26), "D-1", "soon"),
        (date(2026, 11, 28), "D-3", "soon"),
        (date(2026, 11, 29), "D-4", "far"),
    ],
)
def test_distance_and_state_of_a_due_date(due_on: date, words: str, state: str) -> None:
    assert wording.d_day(due_on, TODAY) == words
    assert wording.due_state(due_on, TODAY) == state


def test_only_a_late_badge_says_so_in_red() -> None:
    late = render("{% due_badge d today 'doing' %}", "en", d=date(2026, 11, 20))
    soon = render("{% due_badge d today 'todo' %}", "en", d=date(2026, 11, 27))
    assert late == '<span class="due due-late">D+5 late</span>'
    assert soon == '<span class="due due-soon">D-2</span>'


@pytest.mark.parametrize(("status", "word"), [("done", "Done"), ("waived", "Waived")])
def test_a_finished_item_is_never_shown_late(status: str, word: str) -> None:
    badge = render("{% due_badge d today status %}", "en", d=date(2026, 11, 1), status=status)
    assert badge == f'<span class="due">{word}</span>'


@pytest.mark.parametrize(
    ("word", "pair", "fitting"),
    [
        ("연락망", "을/를", "을"),
        ("계정 발급", "이/가", "이"),
        ("안내서", "을/를", "를"),
        ("서울", "으로/로", "로"),
        ("부산", "으로/로", "으로"),
        ("대구", "으로/로", "로"),
        ("버전 7", "으로/로", "로"),
        ("버전 3", "으로/로", "으로"),
        ("버전 2", "이/가", "가"),
        ("10", "은/는", "은"),
        ("GO", "을/를", "를"),
        ("ARS", "을/를", "를"),
        ("HTML", "은/는", "은"),
        ("SMS 알림(LMS)", "을/를", "을"),
        ("무료배송 (3만원 이상)", "을/를", "을"),
        ("‘카드사 제휴 담당자 비상 연락망’", "을/를", "을"),
        ("(외주)", "과/와", "와"),
        ("", "을/를", "를"),
    ],
)
def test_the_particle_fits_the_last_sound(word: str, pair: str, fitting: str) -> None:
    assert particle(word, pair) == fitting


@given(st.text())
def test_a_particle_is_always_one_of_the_pair(word: str) -> None:
    assert with_particle(word, "을/를") in (word + "을", word + "를")


def test_particles_are_left_out_of_other_languages() -> None:
    assert render("{{ name|josa:'을/를' }}", "ko", name="안내서") == "안내서를"
    assert render("{{ name|josa:'을/를' }}", "en", name="the brief") == "the brief"


@pytest.mark.parametrize(
    ("name", "letters"),
    [("김서연", "서연"), ("이든", "이든"), ("남궁민수", "민수"), ("Ada Lovelace", "AL"), ("ada", "A"), ("", "")],
)
def test_initials(name: str, letters: str) -> None:
    assert wording.initials(name) == letters


def test_markdown_keeps_what_people_need() -> None:
    html = to_html("# 안내\n\n- **직접** 조회\n\n| a |\n|---|\n| 1 |\n\n[문서](https://example.com)")
    assert "<h4>안내</h4>" in html
    assert "<li><strong>직접</strong> 조회</li>" in html
    assert "<td>1</td>" in html
    assert '<a href="https://example.com" rel="noopener noreferrer">문서</a>' in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![x](https://example.com/x.png)",
        "[x](javascript:alert(1))",
        "[x](data:text/html,<b>)",
        "<a href='https://example.com' onclick='x()'>x</a>",
        '<svg/onload="x()">',
    ],
)
def test_markdown_lets_nothing_run(text: str) -> None:
    html = to_html(text)
    assert "<script" not in html
    assert "<img" not in html
    assert "<svg" not in html
    assert 'href="javascript:' not in html
    assert 'href="data:' not in html
    assert "<a href='https" not in html


@given(st.text(alphabet="<>\"'()[]!*_`# \n:/abcjs&;"))
def test_markdown_never_opens_a_tag_outside_its_list(text: str) -> None:
    assert not any(tag in to_html(text) for tag in ("<script", "<img", "<svg", "<iframe", "<style", ' onerror="'))


def test_a_partner_s_chip_says_that_it_is_one() -> None:
    partner = render("{% department_chip d %}", d=ADepartment("고객센터", is_partner=True))
    own = render("{% department_chip d %}", d=ADepartment("<영업>", is_partner=False))
    assert 'class="chip chip-partner"' in partner
    assert own == '<span class="chip">&lt;영업&gt;</span>'


def test_scenarios_are_pips_up_to_four_and_a_bar_above() -> None:
    assert render("{% pips 2 3 %}").count('class="pip-on"') == 2
    assert render("{% pips 12 20 %}").count("<rect") == 2
    assert "12/20" in render("{% pips 12 20 %}")
    assert render("{% pips 0 0 %}") == ""


def test_a_progress_bar_never_leaves_its_track() -> None:
    bar = render("{% progress_bar 130 -4 %}", "en")
    assert 'class="bar-fill" y="3" width="100%"' in bar
    assert 'x1="0%"' in bar
    assert 'aria-label="100% ready, 0% planned"' in bar


def test_no_mark_needs_an_inline_style() -> None:
    html = render(
        "{% tick_mark 'in_review' %}{% must True %}{% pips 1 3 %}{% progress_bar 40 60 %}"
        "{% readiness_mark 'at_risk' %}{% decision_mark 'no_go' %}{% decision_mark '' %}{% icon 'lock' 'Locked' %}"
    )
    assert "style=" not in html
    assert "#tick-in-review" in html


def test_the_day_of_a_moment_is_that_of_the_reader() -> None:
    late = datetime(2026, 11, 26, 16, 30, tzinfo=UTC)
    with timezone.override("Asia/Seoul"):
        assert render("{{ at|day_dotted }}, {{ at|day }}, {{ at|day_long }}", at=late) == (
            "2026.11.27 금, 11.27 금, 11월 27일 (금)"
        )


def test_the_rail_lights_a_place_on_the_pages_below_it() -> None:
    url = reverse("account_reset_password")
    link = "{% nav_link 'account_reset_password' 'tasks' 'Reset' 3 %}"
    here = render(link, request=RequestFactory().get(url + "done/"))
    elsewhere = render(link, request=RequestFactory().get("/"))
    assert 'aria-current="page"' in here
    assert "aria-current" not in elsewhere
    assert '<span class="rail-count">3</span>' in here
