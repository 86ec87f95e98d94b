"""The pages of an import, and the same over the API."""

from __future__ import annotations

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from checklists.models import ImportFile, Template
from tests import factories
from tests.api.conftest import by_session

from . import shapes

NEW = "/templates/import/"
HEAD = ["구분", "항목", "담당부서", "기한"]


def file(*rows, name="목록.csv"):
    return SimpleUploadedFile(name, shapes.delimited(HEAD, *rows))


@pytest.fixture
def upload(as_user, people):
    """`upload(*rows)`: the preview page of these rows, and the address it has."""
    type_ = factories.launch_type()

    def post(*rows, **more):
        client = as_user(people.planner)
        page = client.post(NEW, {"file": file(*rows), "launch_type_id": type_.pk} | more, follow=True)
        return client, page, f"{NEW}{ImportFile.objects.latest('pk').pk}/"

    return post


def test_a_file_without_errors_is_imported_from_its_preview(upload):
    client, page, address = upload(["고객센터", "대표번호 개통", "sales", "D-14"])
    assert "대표번호 개통" in page.content.decode()
    done = client.post(f"{address}apply/", follow=True)
    template = Template.objects.get()
    assert done.redirect_chain[0][0] == f"/templates/{template.pk}/?version=draft"
    assert template.versions.drafts().get().items.get().title == "대표번호 개통"
    assert "목록.csv" in client.get(address).content.decode()


def test_errors_stand_in_their_rows_and_lock_the_button(upload):
    client, page, address = upload(["", "하나", "sales", "곧"], ["", "둘", "없는팀", "D-1"])
    html = page.content.decode()
    assert "“곧”" in html
    assert "“없는팀”" in html
    assert 'aria-disabled="true"' in html
    assert [row.number for row in client.get(f"{address}?show=errors").context["page"]] == [2, 3]
    client.post(f"{address}apply/")
    assert not Template.objects.exists()


def test_columns_and_departments_are_corrected_without_a_script(upload):
    client, page, address = upload(["", "하나", "없는팀", "12/2"])
    form = page.context["form"]
    sent = {name: form[name].initial or "" for name in form.fields} | {"launch_on": "2026-12-09", "department-0": "cx"}
    client.post(f"{address}map/", sent)
    [row] = client.get(address).context["page"]
    assert not row.errors
    assert (row.read.line.department, str(row.read.line.rule)) == ("cx", "D-5 business")


def test_two_columns_cannot_mean_the_same(upload):
    client, page, address = upload(["", "하나", "cx", "D-1"])
    form = page.context["form"]
    sent = {name: form[name].initial or "" for name in form.fields} | {"column-0": "title"}
    assert client.post(f"{address}map/", sent).status_code == 422


def test_the_same_file_again_names_the_template_it_became(upload):
    client, _page, address = upload(["", "하나", "cx", "D-1"])
    client.post(f"{address}apply/")
    _client, page, again = upload(["", "하나", "cx", "D-1"])
    assert page.context["preview"].made == Template.objects.get()
    client.post(f"{again}apply/")
    assert Template.objects.count() == 1


def test_others_do_not_find_an_upload(upload, as_user, people):
    _client, _page, address = upload(["", "하나", "cx", "D-1"])
    assert as_user(people.second_planner).get(address).status_code == 404
    assert as_user(people.marketer).get(address).status_code == 403


def test_queries_of_the_preview_do_not_grow_with_rows(upload):
    counts = []
    for lines in (3, 150):
        client, _page, address = upload(*(["", f"일 {n}", "cx", "D-1"] for n in range(lines)))
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20


@pytest.fixture
def api(people):
    return by_session(people.planner)


def send(api, **fields):
    key = {"Idempotency-Key": uuid.uuid4().hex}
    return api.client.post("/api/v1/imports/", fields, headers=key)


def test_the_api_previews_corrects_and_imports(api, people):
    type_ = factories.launch_type()
    answer = send(api, file=file(["", "하나", "없는팀", "D-3"]), launch_type_id=type_.pk, name="새 목록")
    found = answer.json()
    assert (answer.status_code, found["unknown_departments"]) == (201, [{"name": "없는팀", "lines": 1}])
    path = f"/api/v1/imports/{found['id']}/"
    assert api.post(f"imports/{found['id']}/apply/").status_code == 409
    body = {"departments": {"없는팀": "cx"}}
    fixed = api.client.patch(path, body, content_type="application/json").json()
    assert (fixed["problems"], fixed["lines"][0]["department"]) == ([], "cx")
    done = api.post(f"imports/{found['id']}/apply/").json()
    assert (done["new"], Template.objects.get(pk=done["template_id"]).name) == (1, "새 목록")


def test_the_api_refuses_a_file_that_is_none(api, people):
    type_ = factories.launch_type()
    answer = send(api, file=SimpleUploadedFile("a.xlsx", b"<html>"), launch_type_id=type_.pk)
    assert (answer.status_code, answer.json()["field"]) == (400, "file")
    assert send(api, launch_type_id=type_.pk).status_code == 400
    assert api.post("imports/").status_code == 415
