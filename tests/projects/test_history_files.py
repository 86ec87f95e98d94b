"""A launch's history to take away: who may, what is in it, and that what was exported verifies."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from ledger.models import Event
from ledger.services import Entry, append
from ledger.verify_history import check
from projects.models import Project
from projects.services.items import complete_item
from projects.services.launches import move_launch
from tests import factories
from tests.api.conftest import by_token, token_for


def page(user: User, launch: Project, rest: str) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(f"/launches/{launch.pk}/history/{rest}")


def test_a_zip_verifies_with_the_program_in_it(launch: Project, people: Any) -> None:
    complete_item(factories.item(launch, "A1").pk, by=people.marketer)
    answer = page(people.planner, launch, "export/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        program: dict[str, Any] = {"__name__": "shipped"}
        exec(archive.read("verify_history.py"), program)  # noqa: S102 - as its reader runs it
        lines = archive.read("history.jsonl").splitlines()
    newest = Event.objects.filter(stream=launch.stream_id).latest("seq")
    assert program["check"](lines) == (newest.seq, newest.hash, None)
    head = json.loads(lines[0])
    assert (head["stream"], head["head_hash"], head["by"]) == (str(launch.stream), newest.hash, "김서연")


def test_an_export_changes_nothing(launch: Project, people: Any) -> None:
    before = Event.objects.count()
    list(page(people.planner, launch, "export/?format=jsonl").streaming_content)
    page(people.planner, launch, "print/")
    assert Event.objects.count() == before


def test_jsonl_alone_comes_from_the_page_and_from_the_api_alike(launch: Project, people: Any) -> None:
    lines = b"".join(page(people.planner, launch, "export/?format=jsonl").streaming_content).splitlines()
    answer = by_token(token_for(people.planner, "read", "read:audit")).get(f"projects/{launch.pk}/events/export/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/x-ndjson")
    told = b"".join(answer.streaming_content).splitlines()
    assert told[1:] == lines[1:]
    assert check(told).fault is None


def test_another_format_is_refused(launch: Project, people: Any) -> None:
    assert page(people.planner, launch, "export/?format=exe").status_code == 400


@pytest.mark.parametrize("rest", ["export/", "export/?format=jsonl", "print/"])
def test_a_lead_takes_along_launches_with_lines_of_the_department(launch: Project, people: Any, rest: str) -> None:
    stranger = factories.user("lead", department=factories.department("logistics"), name="남의리드")
    for allowed in (people.admin, people.planner, people.marketing_lead, people.sales_lead):
        assert page(allowed, launch, rest).status_code == 200
    for refused in (stranger, people.marketer, people.viewer):
        assert page(refused, launch, rest).status_code == 403


def test_the_api_says_why_not(launch: Project, people: Any) -> None:
    address = f"projects/{launch.pk}/events/export/"
    stranger = factories.user("lead", department=factories.department("logistics"))
    answer = by_token(token_for(stranger)).get(address)
    assert (answer.status_code, "소속 부서의 항목이 있는" in answer.json()["message"]) == (403, True)
    assert by_token(token_for(people.planner, "read")).get(address).json()["code"] == "scope_missing"
    assert by_token(token_for(people.planner)).get(address, format="exe").status_code == 400


def test_the_history_shows_its_head_to_copy_and_the_page_for_paper_holds_every_event(
    launch: Project, people: Any
) -> None:
    complete_item(factories.item(launch, "A1").pk, by=people.marketer)
    move_launch(launch.pk, launch.launch_on.replace(day=16), by=people.planner, reason="입점 지연 & 점검")
    newest = Event.objects.filter(stream=launch.stream_id).latest("seq")
    head = f"{launch.stream} #{newest.seq} {newest.hash}"
    assert f'data-copy-value="{head}"' in page(people.planner, launch, "").content.decode()
    assert "history/export/" not in page(people.marketer, launch, "").content.decode()
    paper = page(people.planner, launch, "print/").content.decode()
    assert head in paper
    for event in Event.objects.filter(stream=launch.stream_id):
        assert f"<td>{event.seq}</td>" in paper
        assert event.hash[:12] in paper
    assert "이유: “입점 지연 &amp; 점검”" in paper
    assert paper.index("<td>1</td>") < paper.index(f"<td>{newest.seq}</td>")


@pytest.mark.parametrize("events", [3, 40])
def test_the_page_for_paper_asks_alike_however_long_it_is(
    launch: Project, people: Any, events: int, django_assert_max_num_queries: Any
) -> None:
    append(launch.stream_id, [Entry("commented", after={"body": "글"})] * events, by=people.planner)
    client = Client()
    client.force_login(people.planner)
    with django_assert_max_num_queries(14):
        client.get(f"/launches/{launch.pk}/history/print/")
