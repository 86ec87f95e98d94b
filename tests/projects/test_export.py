"""A launch and its template as files: the same over page and API, and never more than their reader may see."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook

from checklists.library_file import parse
from projects.models import Evidence
from projects.services.items import complete_item
from tests import factories
from tests.api.conftest import token_for

KINDS = ["xlsx", "csv", "md", "yaml"]


def rows(response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


@pytest.fixture
def export(client, launch):
    def get(user, kind="csv", address="/launches/{}/export/"):
        client.force_login(user)
        return client.get(address.format(launch.pk), {"format": kind})

    return get


def test_a_launch_says_how_far_each_line_is(export, people, launch):
    link = Evidence(item=factories.item(launch, "S1"), url="https://example.com/1", added_by=people.salesperson)
    link.save()
    complete_item(factories.item(launch, "A1").pk, by=people.marketer, version=None)
    found = {row["코드"]: row for row in rows(export(people.planner))}
    assert found["A1"] | {"상태": "완료", "담당자": "박지훈", "완료자": "박지훈", "오픈 필수": "필수"} == found["A1"]
    assert found["A1"]["완료 시각"].startswith("2026-11-25 10:0")
    assert found["S1"]["제출 증빙"] == "https://example.com/1"
    assert found["S2"]["선행 항목"] == "S1+3"
    assert found["A2"]["확인 시나리오"] == "연결된다\n보인다"


@pytest.mark.parametrize(
    ("who", "keys"),
    [
        ("admin", {"A1", "A2", "S1", "S2", "S3", "C1"}),
        ("planner", {"A1", "A2", "S1", "S2", "S3", "C1"}),
        ("sales_lead", {"S1", "S2", "S3"}),
        ("centre_lead", {"C1"}),
    ],
)
def test_each_role_gets_the_lines_it_may_export(export, people, who, keys):
    assert {row["코드"] for row in rows(export(getattr(people, who)))} == keys


@pytest.mark.parametrize(
    ("who", "status"), [("marketer", 403), ("agent", 403), ("viewer", 403), ("other_centre_lead", 404)]
)
def test_nobody_else_exports(export, people, who, status):
    assert export(getattr(people, who)).status_code == status


def test_a_line_of_others_is_not_named_in_a_wait(export, people, launch):
    first = factories.item(launch, "C1")
    first.waits.create(predecessor=factories.item(launch, "S1"))
    assert "S1" not in export(people.centre_lead).content.decode()


def test_a_confidential_launch_is_not_there(export, people, launch):
    launch.is_confidential = True
    launch.save()
    assert export(people.sales_lead).status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_the_api_gives_the_same_file(export, people, launch, client, kind):
    page = export(people.planner, kind)
    token = {"Authorization": f"Bearer {token_for(people.planner)}"}
    client.logout()
    answer = client.get(f"/api/v1/projects/{launch.pk}/export/", {"format": kind}, headers=token)
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == page["Content-Disposition"]
    if kind == "xlsx":
        assert cells(answer.content) == cells(page.content)
    else:
        assert answer.content == page.content


def cells(data: bytes) -> list[list[object]]:
    return [[cell.value for cell in row] for sheet in load_workbook(io.BytesIO(data)) for row in sheet.iter_rows()]


def test_a_file_is_saved_under_a_korean_name(export, people):
    answer = export(people.planner, "xlsx")
    header = answer["Content-Disposition"]
    assert header.startswith("attachment; filename=\"2026-11-25.xlsx\"; filename*=UTF-8''%EC%BF%A0")
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("kind", ["exe", "", "XLSX"])
def test_another_format_is_refused(export, people, kind):
    assert export(people.planner, kind).status_code == 400


def test_a_template_exports_what_can_be_loaded_again(export, people, launch):
    address = f"/templates/{launch.template_version.template_id}/export/"
    answer = export(people.planner, "yaml", address)
    file = parse("x", answer.content.decode())
    assert [line.key for line in file.content.lines()] == ["A1", "A2", "S1", "S2", "S3", "C1"]
    assert export(people.sales_lead, "csv", address).content.decode().count("항목 ") == 3
    assert export(people.marketer, "csv", address).status_code == 403
    assert export(people.centre_lead, "csv", address).status_code == 404


def test_queries_do_not_grow_with_lines(client, people, launch, django_assert_max_num_queries):
    client.force_login(people.planner)
    with django_assert_max_num_queries(10):
        client.get(f"/launches/{launch.pk}/export/?format=csv")
