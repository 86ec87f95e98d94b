"""New versions in running launches and changed answers over the API: preview, then what is taken of it."""

from __future__ import annotations

import json
import uuid

import pytest
from django.test import Client

from checklists.services.publishing import publish_draft
from projects.models import Status
from projects.services.sync import Choice, sync_projects
from tests import factories
from tests.api.conftest import token_for
from tests.conftest import LAUNCH_ON, TODAY
from tests.factories import item

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(people, today):
    """`api("post", path, body, **headers)` as a planner with `write:launch`."""
    token = token_for(people.planner, "read", "write:launch")

    def ask(method: str, path: str, body: object = None, **headers: str):
        headers |= {"Authorization": f"Bearer {token}", "Idempotency-Key": uuid.uuid4().hex}
        sent = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return getattr(Client(), method)(f"/api/v1/{path}", headers=headers, **sent)

    return ask


@pytest.fixture
def changed(launch, people):
    lines = [
        factories.line("A1", "D-6 business", department=people.marketing, is_blocker=True),
        factories.line("N1", "D-3 business", department=people.sales),
    ]
    template = launch.template_version.template
    factories.fill(template, lines, by=people.planner)
    publish_draft(template.pk, by=people.planner, note="회고 반영")
    return launch


def test_a_preview_and_what_is_taken_of_it(api, changed):
    path = f"templates/{changed.template_version.template_id}/sync/"
    found = api("get", path).json()
    [launch] = found["projects"]
    lines = {line["key"]: line for line in launch["lines"]}
    assert (found["number"], launch["template_number"], lines["N1"]["what"], lines["S3"]["what"]) == (
        2, 1, "added", "dropped"
    )  # fmt: skip
    assert [change["name"] for change in lines["A1"]["changes"]] == ["rule"]
    choice = {"project_id": changed.pk, "version": launch["version"], "keys": ["A1", "N1"]}
    answer = api("post", path, {"number": 2, "tell": False, "projects": [choice]}).json()
    assert answer == {
        "results": [{"project_id": changed.pk, "refusal": None, "added": 1, "changed": 1, "dropped": 0, "returned": 0}]
    }
    assert api("get", path).json()["projects"] == []


def test_an_older_number_and_an_older_launch_are_refused(api, changed, people):
    template_id = changed.template_version.template_id
    path = f"templates/{template_id}/sync/"
    choice = {"project_id": changed.pk, "version": 9, "keys": []}
    assert api("post", path, {"number": 1, "tell": False, "projects": [choice]}).status_code == 412
    [result] = api("post", path, {"number": 2, "tell": False, "projects": [choice]}).json()["results"]
    assert result["refusal"]["code"] == "version_unknown"
    assert api("get", "templates/999999/sync/").status_code == 404


def test_a_dropped_line_is_listed_only_when_asked_for_and_comes_back(api, changed, people):
    template_id = changed.template_version.template_id
    sync_projects(template_id, {changed.pk: Choice(["S3"])}, by=people.planner, number=2, tell=False)
    keys = {row["key"] for row in api("get", f"projects/{changed.pk}/items/").json()["results"]}
    [gone] = api("get", f"projects/{changed.pk}/items/?status=dropped").json()["results"]
    assert (gone["key"], "S3" in keys) == ("S3", False)
    etag = {"If-Match": f'"{gone["version"]}"'}
    assert api("post", f"items/{gone['id']}/bring-back/", {"reason": "필요"}, **etag).status_code == 200
    assert item(changed, "S3").status == Status.TODO


def test_answers_are_previewed_and_changed(api, people, today):
    condition = {"question": "number", "is": True}
    version = factories.template(
        [
            factories.line("A1", "D-5 business", department=people.marketing),
            factories.line("N1", "D-3 business", department=people.sales, condition=condition),
        ],
        by=people.planner,
        questions=[{"key": "number", "text": "새 번호를 만드나요?", "kind": "yes_no"}],
    )
    launch = factories.project(
        version, by=people.planner, launch_on=LAUNCH_ON, announced_on=TODAY, answers={"number": False}
    )
    path = f"projects/{launch.pk}/answers"
    assert api("post", f"{path}-preview/", {"answers": {"number": 3}}).status_code == 400
    found = api("post", f"{path}-preview/", {"answers": {"number": True}}).json()
    assert [(line["key"], line["what"]) for line in found["lines"]] == [("N1", "added")]
    wanted = {"answers": {"number": True}, "reason": "새 번호"}
    assert api("post", f"{path}/", wanted, **{"If-Match": '"1"'}).json()["version"] == 2
    assert api("post", f"{path}/", wanted, **{"If-Match": '"1"'}).status_code == 412
