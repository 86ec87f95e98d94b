"""Starting a launch on the pages: every step, everything kept, one launch whatever is pressed twice."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from checklists.models import TemplateVersion
from projects.models import Project
from tests import factories

START, PREVIEW, CREATE = "/launches/start/", "/launches/start/preview/", "/launches/start/create/"
QUESTIONS = [
    {"key": "returns", "text": "교차 반품이 있습니까?", "kind": "yes_no"},
    {"key": "mall", "text": "어떤 제휴몰입니까?", "kind": "choice", "choices": [{"value": "a", "label": "가몰"}]},
    {"key": "channels", "text": "채널을 고르세요", "kind": "choices", "choices": [{"value": "chat", "label": "채팅"}]},
    {"key": "calls", "text": "하루 문의는 몇 건입니까?", "kind": "number"},
]
ANSWERS = {"answered": "yes", "answer-returns": "no", "answer-mall": "a", "answer-calls": "300"}


@pytest.fixture
def version(people: SimpleNamespace, today: date) -> TemplateVersion:
    return factories.template(
        [
            factories.line("A1", "D-2 business", department=people.marketing, is_blocker=True),
            factories.line("A2", "D-5 business", department=people.sales, waits_for=[("A1", 2)]),
            factories.line(
                "R1", "D-3 business", department=people.sales, condition={"question": "returns", "is": True}
            ),
        ],
        by=people.planner,
        questions=QUESTIONS,
    )


@pytest.fixture
def planner(as_user: Callable[..., Client], people: SimpleNamespace) -> Client:
    return as_user(people.planner)


def sent(version: TemplateVersion, people: SimpleNamespace, **changes: Any) -> dict[str, Any]:
    """A form as the preview sends it: a D-day with notice enough, nothing to give a reason for."""
    return {
        "template": version.pk,
        "name": "가몰 입점",
        "launch_on": "2027-01-20",
        "announced_on": "2026-11-25",
        "planner": people.planner.pk,
        **ANSWERS,
        "creation_key": str(uuid4()),
        **changes,
    }


def test_without_a_script_two_pages_and_one_button_lead_to_the_launch(
    planner: Client, people: SimpleNamespace, version: TemplateVersion
) -> None:
    assert f'href="?template={version.pk}"' in planner.get(START).content.decode()
    details = planner.get(START, {"template": version.pk})
    assert details.context["form"].initial["announced_on"] == date(2026, 11, 25)
    assert not details.context["form"].errors
    assert details.context["draft"] is None
    preview = planner.post(PREVIEW, sent(version, people, creation_key="", go="preview"))
    assert 'name="name" value="가몰 입점"' in preview.content.decode()
    assert "A1" in [row.item.key for row in preview.context["sheet"].rows]
    key = str(preview.context["draft"].creation_key)
    launch = planner.post(CREATE, sent(version, people, creation_key=key), follow=True)
    assert launch.redirect_chain == [(f"/launches/{Project.objects.get().pk}/", 302)]


@pytest.mark.parametrize(
    "written",
    [
        *("2027-01-20", "2027.1.20", "2027. 1. 20.", "2027년 1월 20일", "2027.1.20 수"),
        *("1/20", "1.20", "1월 20일 (수)", "2027/1/20", "+56"),
    ],
)
def test_a_date_is_read_as_people_write_it(
    planner: Client, people: SimpleNamespace, version: TemplateVersion, written: str
) -> None:
    page = planner.post(PREVIEW, sent(version, people, launch_on=written))
    assert page.context["draft"].launch_on == date(2027, 1, 20)


@pytest.mark.parametrize("written", ["내일", "2027-02-30", "2/30", "20270120", "1999-01-20", "２０２７-01-20"])
def test_a_date_that_is_none_comes_back_as_it_was_typed(
    planner: Client, people: SimpleNamespace, version: TemplateVersion, written: str
) -> None:
    page = planner.post(PREVIEW, sent(version, people, launch_on=written))
    assert page.status_code == 400
    assert f'value="{written}"' in page.content.decode()


def test_an_unanswered_question_keeps_everything_else(
    planner: Client, people: SimpleNamespace, version: TemplateVersion
) -> None:
    page = planner.post(PREVIEW, sent(version, people, **{"answer-mall": "", "owner-A1": people.marketer.pk}))
    html = page.content.decode()
    assert page.status_code == 400
    assert 'name="name" value="가몰 입점"' in html
    assert f'<option value="{people.marketer.pk}" selected>' in html
    assert 'name="answer-calls" value="300' in html


def test_answers_decide_the_lines_and_what_is_left_out_is_said(
    planner: Client, people: SimpleNamespace, version: TemplateVersion
) -> None:
    page = planner.post(PREVIEW, sent(version, people))
    assert [row.item.key for row in page.context["sheet"].rows] == ["A1", "A2"]
    assert [item.key for item in page.context["sheet"].left_out] == ["R1"]
    assert page.context["draft"].answers == {"returns": False, "mall": "a", "channels": [], "calls": 300}


def test_a_cleared_box_leaves_the_line_out_and_can_be_set_again(
    planner: Client, people: SimpleNamespace, version: TemplateVersion
) -> None:
    page = planner.post(PREVIEW, sent(version, people, shown=["A1", "A2"], keep=["A1"]))
    assert [(row.item.key, row.line is None) for row in page.context["sheet"].rows] == [("A1", False), ("A2", True)]
    planner.post(CREATE, sent(version, people, shown=["A1", "A2"], keep=["A1"]))
    assert list(Project.objects.get().items.values_list("key", flat=True)) == ["A1"]


def test_a_chosen_owner_is_kept_and_created(planner: Client, people: SimpleNamespace, version: TemplateVersion) -> None:
    page = planner.post(PREVIEW, sent(version, people, **{"owner-A1": people.marketer.pk}))
    assert f'<option value="{people.marketer.pk}" selected>' in page.content.decode()
    planner.post(CREATE, sent(version, people, **{"owner-A1": people.marketer.pk, "owner-A2": "none"}))
    assert dict(Project.objects.get().items.values_list("key", "owner")) == {"A1": people.marketer.pk, "A2": None}


def test_somebody_who_has_left_is_no_owner(planner: Client, people: SimpleNamespace, version: TemplateVersion) -> None:
    gone = factories.user(department=people.marketing, is_active=False)
    for other in ("9" * 40, people.viewer.pk):  # nobody, and somebody who never ticks a line
        page = planner.post(PREVIEW, sent(version, people, **{"owner-A1": gone.pk, "owner-A2": other}))
        assert page.status_code == 200
        assert len(page.context["preview"].unowned) == 2
    assert f'<option value="{people.planner.pk}"' in page.text
    assert f'<option value="{people.viewer.pk}"' not in page.text


def test_lines_nobody_owns_are_given_to_the_leads(
    planner: Client, people: SimpleNamespace, version: TemplateVersion
) -> None:
    page = planner.post(PREVIEW, sent(version, people, go="leads"))
    owners = {row.item.key: row.line.owner for row in page.context["sheet"].rows}
    assert owners == {"A1": people.marketing_lead, "A2": people.sales_lead}


def test_short_notice_offers_the_first_day_that_keeps_the_rule(
    planner: Client, people: SimpleNamespace, version: TemplateVersion
) -> None:
    page = planner.post(PREVIEW, sent(version, people, launch_on="2026-12-09"))
    earliest = page.context["preview"].earliest_launch_on
    assert f'name="launch_on" value="{earliest.isoformat()}"' in page.content.decode()
    changed = planner.post(PREVIEW, sent(version, people, launch_on=["2026-12-09", earliest.isoformat()]))
    assert not changed.context["preview"].is_notice_short
    assert changed.content.decode().count('name="launch_on"') == 1


def test_short_notice_needs_a_reason_and_nothing_is_lost_without_one(
    planner: Client, people: SimpleNamespace, version: TemplateVersion
) -> None:
    form = sent(version, people, launch_on="2026-12-09", **{"owner-A1": people.marketer.pk})
    refused = planner.post(CREATE, form)
    assert (refused.status_code, Project.objects.count()) == (400, 0)
    assert f'name="creation_key" value="{form["creation_key"]}"' in refused.content.decode()
    assert f'<option value="{people.marketer.pk}" selected>' in refused.content.decode()
    assert planner.post(CREATE, form | {"late_reason": "제휴사 일정"}).status_code == 302
    assert Project.objects.get().late_reason == "제휴사 일정"


def test_a_double_click_makes_one_launch(planner: Client, people: SimpleNamespace, version: TemplateVersion) -> None:
    form = sent(version, people)
    first, second = planner.post(CREATE, form), planner.post(CREATE, form)
    assert first["Location"] == second["Location"] == f"/launches/{Project.objects.get().pk}/"


def test_going_back_after_creating_makes_another_launch(
    planner: Client, people: SimpleNamespace, version: TemplateVersion
) -> None:
    form = sent(version, people)
    planner.post(CREATE, form)
    again = planner.post(PREVIEW, form)
    planner.post(CREATE, form | {"creation_key": str(again.context["draft"].creation_key)})
    assert Project.objects.count() == 2


def test_what_was_chosen_stays_while_the_day_cannot_be_read(
    planner: Client, people: SimpleNamespace, version: TemplateVersion
) -> None:
    lines = {"shown": ["A1", "A2"], "keep": ["A2"], "pick": ["A2"], "owner-A2": people.salesperson.pk}
    page = planner.post(PREVIEW, sent(version, people, launch_on="12/", late_reason="사유", **lines)).content.decode()
    for kept in ('"shown" value="A1"', '"pick" value="A2"', f'"owner-A2" value="{people.salesperson.pk}"', ">사유<"):
        assert kept in page


def test_an_owner_of_a_line_that_fell_away_comes_back_with_it(
    planner: Client, people: SimpleNamespace, version: TemplateVersion
) -> None:
    form = sent(version, people, **{"owner-R1": people.salesperson.pk})
    assert f'name="owner-R1" value="{people.salesperson.pk}"' in planner.post(PREVIEW, form).content.decode()
    planner.post(CREATE, form | {"answer-returns": "yes"})
    assert Project.objects.get().items.get(key="R1").owner == people.salesperson


def test_a_partner_with_lines_but_no_access_is_pointed_out(
    planner: Client, people: SimpleNamespace, today: date
) -> None:
    version = factories.template([factories.line("C1", department=people.centre)], by=people.planner)
    page = planner.post(PREVIEW, sent(version, people))
    assert page.context["closed_partners"] == [(people.centre, 1)]
    opened = planner.post(PREVIEW, sent(version, people, opened_to=[people.centre.pk]))
    assert opened.context["closed_partners"] == []


def test_a_closed_d_day_offers_the_open_days_around_it(
    planner: Client, people: SimpleNamespace, version: TemplateVersion
) -> None:
    page = planner.post(PREVIEW, sent(version, people, launch_on="2027-01-23"))
    assert page.context["said"].around == (date(2027, 1, 22), date(2027, 1, 25))


def test_a_confidential_launch_is_seen_by_those_named(
    planner: Client, people: SimpleNamespace, version: TemplateVersion
) -> None:
    planner.post(CREATE, sent(version, people, is_confidential="on", named=[people.marketer.pk]))
    project = Project.objects.get()
    assert set(project.named.all()) == {people.marketer, people.planner}


@pytest.mark.parametrize("who", ["admin", "marketing_lead", "marketer", "centre_lead", "agent", "viewer"])
def test_only_planners_start_launches(
    as_user: Callable[..., Client], people: SimpleNamespace, version: TemplateVersion, who: str
) -> None:
    client = as_user(getattr(people, who))
    assert client.get(START).status_code == 403
    assert client.post(CREATE, sent(version, people)).status_code == 403
    assert not Project.objects.exists()


def test_a_stranger_is_led_to_sign_in(client: Client, people: SimpleNamespace) -> None:
    assert client.get(START)["Location"].startswith("/account/login/")


@pytest.mark.parametrize("template", ["", "x", "0", "9" * 30, "-1"])
def test_a_template_that_is_none_leads_to_the_gallery(planner: Client, template: str) -> None:
    assert planner.post(PREVIEW, {"template": template})["Location"] == START
    assert planner.get(START, {"template": template}).status_code == 200


def test_a_draft_starts_no_launch(planner: Client, people: SimpleNamespace, version: TemplateVersion) -> None:
    draft = version.template.versions.drafts().get()
    assert planner.post(CREATE, sent(draft, people))["Location"] == START


def test_the_queries_of_the_preview_do_not_grow_with_the_lines(
    planner: Client, people: SimpleNamespace, today: date
) -> None:
    counts = []
    for lines in (35, 350):
        version = factories.template(
            [
                factories.line(f"L{n}", department=people.sales, section=f"구분 {n % 10}", scenarios=["하나"])
                for n in range(lines)
            ],
            by=people.planner,
        )
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = planner.post(PREVIEW, sent(version, people))
        assert len(page.context["sheet"].rows) == lines
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 32


def test_names_are_shown_as_text(planner: Client, people: SimpleNamespace, version: TemplateVersion) -> None:
    factories.user(Role.MEMBER, department=people.marketing, name="<script>alert(1)</script>")
    page = planner.post(PREVIEW, sent(version, people, name="<img src=x onerror=1>"))
    assert "<script>alert" not in page.content.decode()
    assert "<img src=x" not in page.content.decode()
