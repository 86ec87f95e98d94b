"""The item panel: pictures shown safely, who can be called with @, and the way to the lines beside it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from projects.models import Evidence, Project
from projects.services.work import add_evidence
from tests import factories
from tests.api.conftest import by_token, token_for

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def handed_in(launch: Project, by: Any, name: str, content: bytes) -> Evidence:
    item = factories.item(launch, "S1")
    return add_evidence(item.pk, by=by, file=SimpleUploadedFile(name, content), version=item.version)


def test_a_picture_is_shown_as_nothing_but_a_picture(launch: Project, people: Any, as_user: Any) -> None:
    picture = handed_in(launch, people.salesperson, "화면.png", PNG)
    answer = as_user(people.marketer).get(f"/evidence/{picture.pk}/picture/")
    assert (answer["Content-Type"], answer["Content-Disposition"]) == ("image/png", "inline")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    panel = as_user(people.marketer).get(f"/launches/{launch.pk}/items/{picture.item_id}/").content.decode()
    assert f'src="/evidence/{picture.pk}/picture/" width="96" height="72"' in panel


def test_any_other_file_is_only_saved(launch: Project, people: Any, as_user: Any) -> None:
    paper = handed_in(launch, people.salesperson, "계약.pdf", b"%PDF-1.4 ")
    client = as_user(people.salesperson)
    assert client.get(f"/evidence/{paper.pk}/picture/").status_code == 404
    assert "9\xa0바이트" in client.get(f"/launches/{launch.pk}/items/{paper.item_id}/").content.decode()


def test_a_line_whose_file_is_lost_still_opens(launch: Project, people: Any, as_user: Any) -> None:
    picture = handed_in(launch, people.salesperson, "화면.png", PNG)
    picture.file.delete(save=False)
    panel = as_user(people.salesperson).get(f"/launches/{launch.pk}/items/{picture.item_id}/")
    assert (panel.status_code, b"/picture/" in panel.content) == (200, False)


def test_people_are_called_by_what_is_typed_of_their_name(launch: Project, people: Any, as_user: Any) -> None:
    client, address = as_user(people.salesperson), f"/launches/{launch.pk}/people/"
    found = client.get(address, {"q": people.marketer.name[:2]}).content.decode()
    assert f'data-name="{people.marketer.name}"' in found
    assert people.salesperson.name not in client.get(address).content.decode()
    assert client.get(address, {"q": "없는이름"}).content.decode().count('role="option"') == 0
    assert as_user(people.viewer).get(address).status_code == 403
    rows = by_token(token_for(people.salesperson)).get(f"projects/{launch.pk}/callable/", q=people.marketer.name)
    assert [row["id"] for row in rows.json()["results"]] == [people.marketer.pk]


def test_nobody_is_offered_whom_a_confidential_launch_does_not_name(launch: Project, people: Any, as_user: Any) -> None:
    launch.is_confidential = True
    launch.save()
    launch.named.set([people.planner, people.salesperson])
    offered = as_user(people.planner).get(f"/launches/{launch.pk}/people/").content.decode()
    assert people.salesperson.name in offered
    assert people.marketer.name not in offered


def test_the_panel_leads_to_the_lines_beside_it(launch: Project, people: Any, as_user: Any) -> None:
    lines = list(launch.items.order_by("section__order", "section_id", "order", "pk").values_list("pk", flat=True))
    page = as_user(people.planner).get(f"/launches/{launch.pk}/items/{lines[1]}/")
    assert (page.context["before"], page.context["after"]) == (lines[0], lines[2])
