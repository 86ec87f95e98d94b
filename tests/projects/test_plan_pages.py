"""The year, the pages of the plan, and the same over the API."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from projects.models import PlannedLaunch, Project
from projects.services.planning import add_planned
from tests import factories
from tests.api.conftest import token_for

ON = date(2027, 3, 2)
CSV = "이름,유형,디데이\n가,promotion,2027-03-02\n나,promotion,2027-03-04\n"


@pytest.fixture
def type_(people, today):
    return factories.launch_type("promotion")


@pytest.fixture
def planned(people, type_):
    return add_planned(
        by=people.planner,
        name="봄 프로모션",
        launch_type_id=type_.pk,
        launch_on=ON,
        planner_id=people.second_planner.pk,
    )


@pytest.fixture
def planner(as_user, people):
    return as_user(people.planner)


def page_of(client, year=2027) -> str:
    return client.get(f"/launches/year/{year}/").content.decode()


def test_a_year_shows_what_runs_and_what_is_planned(planner, launch, planned):
    assert launch.name in page_of(planner, 2026)
    assert "봄 프로모션" in page_of(planner, 2027)
    assert planner.get("/launches/year/").status_code == 200


def test_the_weeks_in_which_launches_meet_are_marked_with_words(planner, people, type_, planned):
    assert "year-week" not in page_of(planner)
    for n in range(3):
        add_planned(by=people.planner, name=f"겹침 {n}", launch_type_id=type_.pk, launch_on=date(2027, 3, 3 + n))
    page = page_of(planner)
    assert page.count('class="year-week"') == 1
    assert 'class="is-crowded"' in page


def test_who_does_not_plan_reads_the_plan_without_buttons(as_user, people, planned):
    page = as_user(people.viewer)
    assert "봄 프로모션" in page_of(page)
    assert f"planned={planned.pk}" not in page_of(page)


def test_a_partner_sees_no_plan(as_user, people, launch, planned):
    client = as_user(people.centre_lead)
    assert "봄 프로모션" not in page_of(client)
    assert launch.name in page_of(client, 2026)


@pytest.mark.parametrize("year", [1999, 2100, 99999])
def test_a_year_far_away_is_not_there(planner, year, people, today):
    assert planner.get(f"/launches/year/{year}/").status_code == 404


def test_the_queries_of_a_year_do_not_grow(planner, people, type_, launch, django_assert_max_num_queries):
    for n in range(20):
        add_planned(by=people.planner, name=f"계획 {n}", launch_type_id=type_.pk, launch_on=date(2026, 12, 1 + n))
    with django_assert_max_num_queries(16):
        planner.get("/launches/year/2026/")


def test_a_launch_is_planned_changed_and_removed_on_its_pages(planner, type_):
    values = {"name": "새 런칭", "launch_on": "2027-04-01", "launch_type_id": type_.pk}
    assert planner.post("/launches/plan/add/", values).headers["Location"] == "/launches/year/2027/"
    found = PlannedLaunch.objects.get()
    changed = planner.post(f"/launches/plan/{found.pk}/change/", values | {"note": "확정", "version": 1})
    assert changed.status_code == 302
    stale = planner.post(f"/launches/plan/{found.pk}/change/", values | {"note": "나중", "version": 1})
    assert stale.status_code == 412
    assert 'value="2"' in stale.content.decode()
    assert planner.post(f"/launches/plan/{found.pk}/remove/", {"version": 2}).status_code == 302
    assert not PlannedLaunch.objects.exists()


def test_start_comes_filled_in_and_links_the_launch(planner, people, planned):
    version = factories.template([factories.line("A1", department=people.cx)], by=people.planner)
    gallery = planner.get(f"/launches/start/?planned={planned.pk}").content.decode()
    assert f"?template={version.pk}&amp;planned={planned.pk}" in gallery
    form = planner.get(f"/launches/start/?template={version.pk}&planned={planned.pk}").content.decode()
    assert 'value="봄 프로모션"' in form
    assert 'value="2027-03-02"' in form
    assert f'<option value="{people.second_planner.pk}" selected>' in form
    assert f'name="planned" value="{planned.pk}"' in form
    values = {
        "template": version.pk,
        "planned": planned.pk,
        "name": "봄 프로모션",
        "launch_on": "2027-03-02",
        "announced_on": "2026-11-25",
        "planner": people.second_planner.pk,
        "creation_key": uuid.uuid4(),
    }
    planner.post("/launches/start/create/", values)
    planned.refresh_from_db()
    assert planned.project == Project.objects.get()
    assert f"planned={planned.pk}" not in page_of(planner)


def test_a_template_named_by_the_plan_is_chosen_already(planner, people, type_):
    version = factories.template([factories.line("A1", department=people.cx)], by=people.planner)
    named = add_planned(
        by=people.planner, name="가", launch_type_id=type_.pk, launch_on=ON, template_id=version.template_id
    )
    answer = planner.get(f"/launches/start/?planned={named.pk}")
    assert answer.headers["Location"] == f"/launches/start/?template={version.pk}&planned={named.pk}"
    assert planner.get(f"/launches/start/?planned={named.pk}&choose=1").status_code == 200


def test_a_plan_is_imported_through_its_preview(planner, people, type_):
    sent = planner.post("/launches/plan/import/", {"file": SimpleUploadedFile("계획.csv", CSV.encode())})
    preview = sent.headers["Location"]
    assert planner.get(preview).content.decode().count("<tr id=") == 2
    assert planner.post(f"{preview}map/", {"column-0": "name", "column-1": "name"}).status_code == 400
    assert planner.post(f"{preview}apply/").headers["Location"] == "/launches/year/2027/"
    assert PlannedLaunch.objects.count() == 2
    assert planner.get(preview).headers["Location"] == "/launches/year/"


def test_headings_that_only_a_plan_has_are_known(planner, type_):
    text = "하반기 계획,,\n런칭명,오픈일,런칭 유형\n가을 기획전,2027-09-01,프로모션\n"
    sent = planner.post("/launches/plan/import/", {"file": SimpleUploadedFile("a.csv", text.encode())})
    page = planner.get(sent.headers["Location"]).content.decode()
    assert page.count("<tr id=") == 1
    assert "제목 행을 찾지 못해" not in page


def test_errors_stand_beside_their_cells(planner, type_):
    text = "이름,유형,디데이\n가,없는 유형,내일\n"
    sent = planner.post("/launches/plan/import/", {"file": SimpleUploadedFile("a.csv", text.encode())})
    page = planner.get(sent.headers["Location"]).content.decode()
    assert page.count('class="error"') == 2
    assert "apply/" in page
    assert planner.post(f"{sent.headers['Location']}apply/").headers["Location"] == sent.headers["Location"]
    assert not PlannedLaunch.objects.exists()


def test_a_hostile_file_is_refused_on_the_page(planner, type_):
    for name, data in (("a.xlsx", b"<html>"), ("a.csv", b"\0"), ("a.exe", b"MZ"), ("a.csv", b"")):
        answer = planner.post("/launches/plan/import/", {"file": SimpleUploadedFile(name, data)})
        assert answer.status_code == 400
    big = SimpleUploadedFile("a.csv", b"a" * (11 * 2**20))
    assert planner.post("/launches/plan/import/", {"file": big}).status_code == 413


def test_an_upload_is_its_makers(planner, as_user, people, type_):
    sent = planner.post("/launches/plan/import/", {"file": SimpleUploadedFile("a.csv", CSV.encode())})
    assert as_user(people.second_planner).get(sent.headers["Location"]).status_code == 404


def test_the_api_keeps_the_plan_too(client, people, type_):
    def send(method, path, body=None, **headers):
        headers |= {"Authorization": f"Bearer {token_for(people.planner)}", "Idempotency-Key": uuid.uuid4().hex}
        kind = {"content_type": "application/json"} if body is not None else {}
        return getattr(client, method)(f"/api/v1/planned-launches/{path}", body, headers=headers, **kind)

    made = send("post", "", {"name": "가", "launch_type_id": type_.pk, "launch_on": "2027-04-01"})
    assert made.status_code == 201
    path = f"{made.json()['id']}/"
    assert send("patch", path, {"note": "확정"}, **{"If-Match": '"1"'}).json()["version"] == 2
    assert send("patch", path, {"note": "나중"}, **{"If-Match": '"1"'}).status_code == 412
    file = SimpleUploadedFile("a.csv", CSV.encode())
    headers = {"Authorization": f"Bearer {token_for(people.planner)}", "Idempotency-Key": "1"}
    kept = client.post("/api/v1/planned-launches/files/", {"file": file}, headers=headers)
    assert kept.json()["is_ready"]
    assert [row["status"] for row in kept.json()["rows"]] == ["new", "new"]
    assert send("post", f"files/{kept.json()['id']}/apply/", {}).json() == {"added": 2, "changed": 0, "unchanged": 0}
    assert send("get", "?year=2027").json()["count"] == 3
    assert send("post", f"{path}remove/", {}, **{"If-Match": '"2"'}).status_code == 200
    assert send("get", path).status_code == 404
