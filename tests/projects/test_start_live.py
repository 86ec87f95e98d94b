"""The live preview of a start: what htmx gets while the form is filled in, owners for many lines, one more like it."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from checklists.models import TemplateVersion
from projects.forms.days import NearDayField
from projects.models import Project
from tests import factories

START, PREVIEW, CREATE = "/launches/start/", "/launches/start/preview/", "/launches/start/create/"


@pytest.fixture
def version(people: SimpleNamespace, today: date) -> TemplateVersion:
    return factories.template(
        [
            factories.line("M1", "D-2 business", department=people.marketing),
            factories.line("M2", "D-3 business", department=people.marketing, default_owner=people.marketer),
            factories.line("S1", "D-5 business", department=people.sales),
            factories.line("C1", "D-1 business", department=people.centre),
        ],
        by=people.planner,
        questions=[{"key": "returns", "text": "교차 반품이 있습니까?", "kind": "yes_no"}],
    )


@pytest.fixture
def planner(as_user: Callable[..., Client], people: SimpleNamespace) -> Client:
    return as_user(people.planner)


@pytest.fixture
def live(planner: Client, people: SimpleNamespace, version: TemplateVersion) -> Callable[..., Any]:
    """Sends the form as htmx does."""

    def send(**changes: Any) -> Any:
        form = {"template": version.pk, "launch_on": "1/20", "announced_on": "2026-11-25", "planner": people.planner.pk}
        return planner.post(PREVIEW, form | changes, headers={"HX-Request": "true"})

    return send


def owners(answer: Any) -> dict[str, Any]:
    return {row.item.key: row.line.owner for row in answer.context["sheet"].rows}


def test_the_preview_stands_before_the_form_is_complete(live: Callable[..., Any]) -> None:
    answer = live(name="")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert answer.context["unanswered"] == 1
    assert "<main" not in html
    assert 'id="preview"' in html
    assert html.count('hx-swap-oob="true"') == 2
    assert "data-announce" in html


def test_a_day_that_cannot_be_read_leaves_the_preview_as_it_is(live: Callable[..., Any]) -> None:
    answer = live(launch_on="1/")
    assert answer["HX-Reswap"] == "none"
    assert "is-unread" in answer.content.decode()
    assert 'id="preview"' not in answer.content.decode()
    assert "is-unread" not in live(launch_on="").content.decode()


def test_the_day_is_said_back_with_its_weekday_and_its_notice(live: Callable[..., Any]) -> None:
    html = live(launch_on="12/25").content.decode()
    said = html[html.index('id="said"') :]
    for words in ("12월 25일", "기독탄신일", 'value="2026-12-24"', 'value="2026-12-28"'):
        assert words in said
    assert "data-needs-reason" not in said
    assert "data-needs-reason" in live(launch_on="12/19").content.decode()


def test_every_line_of_a_department_gets_one_owner(live: Callable[..., Any], people: SimpleNamespace) -> None:
    department = f"department-{people.marketing.pk}"
    answer = live(go="assign", bulk_what=department, bulk_owner=people.marketing_lead.pk)
    assert owners(answer) == {"M1": people.marketing_lead, "M2": people.marketing_lead, "S1": None, "C1": None}


def test_lines_that_are_checked_or_unowned_get_one_owner(live: Callable[..., Any], people: SimpleNamespace) -> None:
    checked = live(go="assign", bulk_what="picked", pick=["S1", "M2"], bulk_owner=people.salesperson.pk)
    assert owners(checked)["S1"] == owners(checked)["M2"] == people.salesperson
    assert owners(checked)["M1"] is None
    unowned = live(go="assign", bulk_what="unowned", bulk_owner=people.planner.pk)
    assert owners(unowned) == {"M1": people.planner, "M2": people.marketer, "S1": people.planner, "C1": people.planner}
    assert live(pick=["S1"]).context["sheet"].picked == 1


@pytest.mark.parametrize("wrong", [{"bulk_what": "department-x"}, {"bulk_owner": "0"}, {"bulk_owner": "9" * 30}])
def test_a_choice_for_many_that_is_none_changes_nothing(live: Callable[..., Any], people: Any, wrong: Any) -> None:
    answer = live(**{"go": "assign", "bulk_what": "unowned", "bulk_owner": people.planner.pk} | wrong)
    assert list(owners(answer).values()).count(None) == 3


def test_somebody_who_would_not_see_the_launch_is_refused_by_name(
    live: Callable[..., Any], planner: Client, people: SimpleNamespace, version: TemplateVersion
) -> None:
    answer = live(go="assign", bulk_what="unowned", bulk_owner=people.agent.pk)
    assert [(refused.person, len(refused.keys)) for refused in answer.context["refused_owners"]] == [(people.agent, 3)]
    assert people.agent.name in answer.content.decode()
    assert live(**{"owner-C1": people.agent.pk, "opened_to": [people.centre.pk]}).context["refused_owners"] == []
    form = {"template": version.pk, "name": "가", "launch_on": "2027-01-20", "announced_on": "2026-11-25"}
    form |= {"planner": people.planner.pk, "answer-returns": "no", "owner-C1": people.agent.pk}
    assert planner.post(CREATE, form).status_code == 400
    assert not Project.objects.exists()


def test_people_are_sent_once_and_filters_stay(live: Callable[..., Any], people: SimpleNamespace) -> None:
    html = live(show="unowned").content.decode()
    assert html.count("data-people-of=") == 3
    assert 'id="show-unowned" data-quiet checked' in html


def test_one_more_like_it_brings_answers_partners_and_owners(
    planner: Client, people: SimpleNamespace, version: TemplateVersion
) -> None:
    form = {"template": version.pk, "name": "하나", "launch_on": "2027-01-20", "announced_on": "2026-11-25"}
    form |= {"planner": people.planner.pk, "answer-returns": "no", "opened_to": [people.centre.pk]}
    told = planner.post(CREATE, form | {"owner-C1": people.agent.pk}, follow=True).content.decode()
    assert f"{people.agent.name} 1" in told
    first = Project.objects.get()
    page = planner.get(START, {"like": first.pk})
    assert f"?like={first.pk}" in planner.get(START).content.decode()
    assert f"{START}?like={first.pk}" in told, "the launch itself offers it too"
    assert page.context["questions"].initial == {"answer-returns": "no"}
    assert page.context["form"].initial["opened_to"] == [people.centre.pk]
    assert f'name="owner-C1" value="{people.agent.pk}"' in page.content.decode()
    assert planner.get(START, {"like": 0}).templates[0].name == "projects/start.html"


def test_the_template_used_last_comes_first(planner: Client, people: SimpleNamespace, version: TemplateVersion) -> None:
    other = factories.template([factories.line("X", department=people.cx)], by=people.planner, slug="other")
    days = {"launch_on": date(2027, 1, 20), "announced_on": date(2026, 11, 25)}
    factories.project(version, by=people.planner, answers={"returns": False}, **days)
    assert [one for one, _used in planner.get(START).context["rows"]] == [version, other]
    assert planner.get(START, {"q": "없는 이름"}).context["rows"] == []


@pytest.mark.parametrize(
    ("written", "is_ahead", "read"),
    [
        ("11/25", True, "2026-11-25"),
        ("11/24", True, "2027-11-24"),
        ("11/24", False, "2026-11-24"),
        ("11.26", False, "2025-11-26"),
        ("2/29", True, "2028-02-29"),
        ("+21", True, "2026-12-16"),
        ("-3", False, "2026-11-22"),
        ("12월 9일 수요일", True, "2026-12-09"),
        ("2026/12/9", True, "2026-12-09"),
    ],
)
def test_a_day_without_its_year_is_the_nearest(written: str, is_ahead: bool, read: str) -> None:
    field = NearDayField(is_ahead=is_ahead)
    field.today = date(2026, 11, 25)
    assert field.clean(written) == date.fromisoformat(read)


def test_the_queries_of_the_live_preview_do_not_grow(planner: Client, people: SimpleNamespace, today: date) -> None:
    counts = []
    for lines in (20, 200):
        drawn = [factories.line(f"L{n}", department=people.sales, section=f"구분 {n % 9}") for n in range(lines)]
        version = factories.template(drawn, by=people.planner, slug=f"wide-{lines}")
        form = {"template": version.pk, "launch_on": "1/20", "announced_on": "2026-11-25", "planner": people.planner.pk}
        with CaptureQueriesContext(connection) as queries:
            planner.post(PREVIEW, form, headers={"HX-Request": "true"})
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 24
