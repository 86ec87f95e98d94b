"""The gallery of templates and one template's page."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from checklists.models import TemplateVersion
from checklists.services.lines import change_line
from checklists.services.publishing import publish_draft
from tests import factories

LIST = "/templates/"


@pytest.fixture
def version(people: SimpleNamespace, today: date) -> TemplateVersion:
    return factories.template(
        [
            factories.line(
                "A1",
                "D-13 business",
                department=people.marketing,
                is_blocker=True,
                guidance="**먼저** 확인합니다",
                evidence_kind="text",
                approval="cx",
                brief_line="전화번호는 1600-0000입니다",
                scenarios=["연결된다", "끊기지 않는다"],
            ),
            factories.line(
                "A2",
                department=people.centre,
                waits_for=[("A1", 2)],
                condition={"all": [{"question": "mall", "one_of": ["a", "b"]}, {"question": "calls", "at_least": 500}]},
            ),
        ],
        by=people.planner,
        questions=[
            {
                "key": "mall",
                "text": "어떤 제휴몰입니까? 시나리오가 달라집니다.",
                "kind": "choice",
                "choices": [{"value": "a", "label": "가몰"}, {"value": "b", "label": "나몰"}],
            },
            {"key": "calls", "text": "하루 문의는 몇 건입니까?", "kind": "number"},
        ],
    )


def test_the_gallery_says_how_much_is_in_a_template(
    as_user: Callable[..., Client], people: SimpleNamespace, version: TemplateVersion
) -> None:
    [(_launch_type, [shown])] = as_user(people.marketer).get(LIST).context["shelf"].groups
    found = shown.version
    assert (found.item_count, found.must_count, found.scenario_count, found.question_count) == (2, 1, 2, 2)


def test_only_planners_are_offered_to_start_a_launch(
    as_user: Callable[..., Client], people: SimpleNamespace, version: TemplateVersion
) -> None:
    start = f"/launches/start/?template={version.pk}"
    assert start in as_user(people.planner).get(LIST).content.decode()
    assert start not in as_user(people.admin).get(LIST).content.decode()


@pytest.mark.parametrize("who", ["centre_lead", "agent"])
def test_partners_see_no_template(
    as_user: Callable[..., Client], people: SimpleNamespace, version: TemplateVersion, who: str
) -> None:
    client = as_user(getattr(people, who))
    assert client.get(LIST).status_code == client.get(f"{LIST}{version.template_id}/").status_code == 404


def test_a_template_says_everything_in_words(
    as_user: Callable[..., Client], people: SimpleNamespace, version: TemplateVersion
) -> None:
    [(_section, lines)] = as_user(people.viewer).get(f"{LIST}{version.template_id}/").context["sections"]
    assert lines[0].asks != []
    assert "하루 문의는 몇 건입니까? → 500" in lines[1].condition
    assert "어떤 제휴몰입니까? → 가몰 · 나몰" in lines[1].condition
    assert "항목 A1" in lines[1].waits[0]


def test_guidance_is_shown_as_safe_markdown(
    as_user: Callable[..., Client], people: SimpleNamespace, version: TemplateVersion
) -> None:
    html = as_user(people.viewer).get(f"{LIST}{version.template_id}/").content.decode()
    assert "<strong>먼저</strong> 확인합니다" in html


def test_an_earlier_version_can_be_read(
    as_user: Callable[..., Client], people: SimpleNamespace, version: TemplateVersion
) -> None:
    publish_draft(version.template_id, by=people.planner, note="둘째")
    client, url = as_user(people.viewer), f"{LIST}{version.template_id}/"
    assert client.get(url).context["version"].number == 2
    assert not client.get(url, {"version": 1}).context["is_current"]
    assert client.get(url, {"version": 9}).status_code == 404


def test_drafts_are_for_those_who_edit_them(
    as_user: Callable[..., Client], people: SimpleNamespace, version: TemplateVersion
) -> None:
    url = f"{LIST}{version.template_id}/?version=draft"
    assert as_user(people.planner).get(url).context["version"].number is None
    assert as_user(people.viewer).get(url).status_code == 404


def test_an_archived_template_is_gone(
    as_user: Callable[..., Client], people: SimpleNamespace, version: TemplateVersion
) -> None:
    version.template.is_archived = True
    version.template.save()
    client = as_user(people.viewer)
    assert client.get(LIST).context["shelf"].groups == []
    assert client.get(f"{LIST}{version.template_id}/").status_code == 404


def test_the_history_stands_on_the_page(
    as_user: Callable[..., Client], people: SimpleNamespace, version: TemplateVersion
) -> None:
    history = as_user(people.viewer).get(f"{LIST}{version.template_id}/").context["history"]
    assert [told.event.verb for told in history] == ["version_published", "draft_edited", "template_created"]


def test_queries_do_not_grow_with_lines(as_user: Callable[..., Client], people: SimpleNamespace, today: date) -> None:
    client, counts = as_user(people.planner), []
    for lines in (3, 60):
        rows = [factories.line(f"L{n}", department=people.sales, scenarios=["하나"]) for n in range(lines)]
        version = factories.template(rows, by=people.planner)
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{LIST}{version.template_id}/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20


def test_partners_are_not_shown_the_way_to_templates(as_user, people):
    assert LIST in as_user(people.viewer).get("/").content.decode()
    assert LIST not in as_user(people.centre_lead).get("/").content.decode()


def test_a_sitting_in_the_editor_is_one_line_of_the_history(
    as_user: Callable[..., Client], people: SimpleNamespace
) -> None:
    template = factories.template([factories.line("A1", department=people.sales)], by=people.planner).template
    for title in ("하나", "둘", "셋"):
        change_line(template.pk, "A1", by=people.planner, revision=None, title=title)
    change_line(template.pk, "A1", by=people.second_planner, revision=None, title="넷")
    told = as_user(people.planner).get(f"/templates/{template.pk}/").context["history"]
    seen = [(one.event.verb, one.event.actor_name, one.others) for one in told[:3]]
    assert seen == [
        ("draft_edited", "송태호", 0),
        ("draft_edited", "김서연", 2),
        ("version_published", "김서연", 0),
    ]
