"""The pages of a new version in running launches, and of answers that change."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from checklists.services.publishing import publish_draft
from projects.models import Project, Status
from projects.services.answers import change_answers
from tests import factories
from tests.conftest import LAUNCH_ON, TODAY
from tests.factories import item


@pytest.fixture
def changed(launch: Project, people: SimpleNamespace) -> Project:
    template = launch.template_version.template
    lines = [
        factories.line("A1", "D-20 business", department=people.marketing, is_blocker=True, title="<b>새</b> 제목"),
        factories.line("N1", "D-3 business", department=people.sales),
    ]
    factories.fill(template, lines, by=people.planner)
    publish_draft(template.pk, by=people.planner, note="회고 반영")
    return launch


def address(launch: Project) -> str:
    return f"/launches/sync/{launch.template_version.template_id}/"


def sent(launch: Project, *keys: str, **more: Any) -> dict[str, Any]:
    own = {f"lines-{launch.pk}": list(keys), f"version-{launch.pk}": launch.version}
    return {"number": 2, "project": [launch.pk], **own, **more}


def test_the_page_shows_every_line_with_a_box(changed: Project, people: SimpleNamespace, as_user) -> None:
    page = as_user(people.planner).get(address(changed)).content.decode()
    for key in ("A1", "N1", "S3"):
        assert f'name="lines-{changed.pk}" value="{key}" checked' in page
    assert "&lt;b&gt;새&lt;/b&gt; 제목" in page
    assert "쿠팡 입점 고객센터 구축" in page


def test_what_is_checked_is_taken_and_the_rest_is_not(changed: Project, people: SimpleNamespace, as_user) -> None:
    client: Client = as_user(people.planner)
    answer = client.post(address(changed), sent(changed, "N1"), follow=True)
    assert answer.status_code == 200
    changed.refresh_from_db()
    assert changed.template_version.number == 2
    assert (item(changed, "N1").title, item(changed, "A1").title) == ("항목 N1", "항목 A1")
    assert item(changed, "S3").status == Status.TODO


def test_a_launch_left_out_is_offered_again(changed: Project, people: SimpleNamespace, as_user) -> None:
    client: Client = as_user(people.planner)
    assert client.post(address(changed), {"number": 2}).status_code == 400
    assert client.post(address(changed), sent(changed) | {"project": ["7x", "-1"]}).status_code == 400
    assert f'value="{changed.pk}" checked' in client.get(address(changed)).content.decode()


def test_an_older_page_is_asked_to_look_again(changed: Project, people: SimpleNamespace, as_user) -> None:
    client: Client = as_user(people.planner)
    assert client.post(address(changed), sent(changed, "N1", number=1)).status_code == 412
    assert client.post(address(changed), sent(changed) | {"project": [999999]}).status_code == 400


def test_only_planners_get_there(changed: Project, people: SimpleNamespace, as_user) -> None:
    for person in (people.admin, people.marketing_lead, people.centre_lead):
        assert as_user(person).get(address(changed)).status_code == 403
    assert as_user(people.planner).get("/launches/sync/999999/").status_code == 404


def test_the_launch_says_that_there_is_a_new_version_and_shows_what_went(
    changed: Project, people: SimpleNamespace, as_user
) -> None:
    client: Client = as_user(people.planner)
    url = f"/launches/{changed.pk}/"
    assert address(changed) in client.get(url).content.decode()
    assert address(changed) not in as_user(people.marketer).get(url).content.decode()
    client = as_user(people.planner)
    client.post(address(changed), sent(changed, "S3"))
    page = client.get(url).content.decode()
    assert address(changed) not in page
    assert 'id="dropped"' in page
    gone = item(changed, "S3")
    panel = client.get(f"{url}items/{gone.pk}/").content.decode()
    assert f"{url}items/{gone.pk}/?act=bring-back" in panel
    assert (
        client.post(f"{url}items/{gone.pk}/bring-back/", {"version": gone.version, "reason": "필요"}).status_code == 302
    )
    assert item(changed, "S3").status == Status.TODO
    history = client.get(f"{url}history/?item={gone.pk}").content.decode()
    assert "회고 반영" in history
    assert "필요" in history


def test_the_pages_statements_do_not_grow_with_launches(changed: Project, people: SimpleNamespace, as_user) -> None:
    client: Client = as_user(people.planner)

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address(changed)).status_code == 200
        return len(captured)

    for n in range(2):
        factories.project(
            changed.template_version, by=people.planner, launch_on=LAUNCH_ON, announced_on=TODAY, name=f"런칭 {n}"
        )
    statements()
    few = statements()
    for n in range(4):
        factories.project(
            changed.template_version, by=people.planner, launch_on=LAUNCH_ON, announced_on=TODAY, name=f"더 {n}"
        )
    assert statements() == few


# --- Answers --------------------------------------------------------------------------------------------------------

NEW, OLD = {"question": "number", "is": True}, {"question": "number", "is": False}


@pytest.fixture
def asked(people: SimpleNamespace, today: object) -> Project:
    """A launch that was started with "no" to its one question."""
    version = factories.template(
        [
            factories.line("A1", "D-5 business", department=people.marketing),
            factories.line(
                "N1", "D-3 business", department=people.sales, condition=NEW, default_owner=people.salesperson
            ),
            factories.line("O1", "D-3 business", department=people.sales, condition=OLD),
            factories.line("O2", "D-2 business", department=people.sales, condition=OLD),
        ],
        by=people.planner,
        questions=[{"key": "number", "text": "새 번호를 만드나요?", "kind": "yes_no"}],
    )
    return factories.project(
        version, by=people.planner, launch_on=LAUNCH_ON, announced_on=TODAY, answers={"number": False}
    )


def test_answers_are_shown_previewed_and_written(asked: Project, people: SimpleNamespace, as_user) -> None:
    client: Client = as_user(people.planner)
    url = f"/launches/{asked.pk}/answers/"
    assert 'value="no"' in client.get(url).content.decode()
    preview = client.post(url, {"answer-number": "yes"}).content.decode()
    assert "항목 N1" in preview
    assert asked.items.count() == 3
    confirmed = {"answer-number": "yes", "confirm": "yes", "reason": "번호를 새로 만듭니다", "version": asked.version}
    assert client.post(url, confirmed | {"reason": ""}).status_code == 400
    assert client.post(url, confirmed).status_code == 302
    asked.refresh_from_db()
    assert (asked.answers, item(asked, "N1").owner) == ({"number": True}, people.salesperson)
    assert {item(asked, key).status for key in ("O1", "O2")} == {Status.DROPPED}
    assert client.post(url, confirmed | {"answer-number": "no"}).status_code == 412


def test_back_to_the_answer_before_brings_the_lines_back(asked: Project, people: SimpleNamespace) -> None:
    change_answers(asked.pk, {"number": True}, by=people.planner, reason="새 번호")
    item(asked, "N1").comments.create(author=people.salesperson, body="신청했습니다")
    change_answers(asked.pk, {"number": False}, by=people.planner, reason="취소")
    assert {line.key: line.status for line in asked.items.all()} == {
        "A1": "todo", "N1": "todo", "O1": "todo", "O2": "todo"
    }  # fmt: skip


def test_wrong_and_same_answers_come_back(asked: Project, people: SimpleNamespace, as_user) -> None:
    client: Client = as_user(people.planner)
    url = f"/launches/{asked.pk}/answers/"
    assert client.post(url, {"answer-number": "vielleicht"}).status_code == 400
    assert client.post(url, {"answer-number": "no"}).status_code == 409
    assert as_user(people.marketing_lead).get(url).status_code == 403
