"""Evidence through the pages: what is taken, how it is given out, and to whom."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from projects.models import Evidence, Project
from tests.factories import item

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def attach(client: Client, launch: Project, version: int = 1, **values: object):
    url = reverse("projects:item-attach", args=[launch.pk, item(launch, "S1").pk])
    return client.post(url, {"version": version} | values)


def xlsx() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [("화면.png", PNG), ("표.xlsx", xlsx()), ("목록.csv", "이름,값\n".encode("cp949")), ("메모.txt", b"ok")],
)
def test_a_file_is_given_back_as_an_attachment_under_its_own_name(launch, people, as_user, name, content):
    client = as_user(people.salesperson)
    assert attach(client, launch, file=SimpleUploadedFile(name, content)).status_code == 302
    answer = client.get(reverse("projects:evidence-file", args=[Evidence.objects.get().pk]))
    assert b"".join(answer.streaming_content) == content
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<script>"),
        ("drawing.svg", b"<svg/>"),
        ("run.exe", b"MZ"),
        ("fake.png", b"<html>"),
        ("fake.xlsx", b"PK\x03\x04"),
        ("empty.txt", b""),
    ],
)
def test_other_files_are_refused_at_their_field(launch, people, as_user, name, content):
    answer = attach(as_user(people.salesperson), launch, file=SimpleUploadedFile(name, content))
    assert answer.status_code == 400
    assert not Evidence.objects.exists()


def test_a_file_over_ten_megabytes_is_413(launch, people, as_user):
    file = SimpleUploadedFile("big.txt", b"a" * (11 * 1024 * 1024))
    assert attach(as_user(people.salesperson), launch, file=file).status_code == 413


def test_the_token_is_still_asked_for(launch, people):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.salesperson)
    assert attach(client, launch, url="https://example.com").status_code == 403


def test_a_link_is_taken_and_withdrawn(launch, people, as_user):
    client = as_user(people.salesperson)
    attach(client, launch, url="https://example.com/계약")
    evidence = Evidence.objects.get()
    client.post(reverse("projects:evidence-withdraw", args=[evidence.pk]), {"version": 2})
    evidence.refresh_from_db()
    assert evidence.withdrawn_at is not None


def test_a_link_that_runs_something_is_refused(launch, people, as_user):
    assert attach(as_user(people.salesperson), launch, url="javascript:alert(1)").status_code >= 400
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("viewer", 200), ("other_centre_lead", 404), ("agent", 404)])
def test_a_file_is_for_those_who_see_the_line(launch, people, as_user, who, status):
    attach(as_user(people.salesperson), launch, file=SimpleUploadedFile("화면.png", PNG))
    url = reverse("projects:evidence-file", args=[Evidence.objects.get().pk])
    assert as_user(getattr(people, who)).get(url).status_code == status


def test_only_the_department_attaches(launch, people, as_user):
    assert attach(as_user(people.marketer), launch, url="https://example.com").status_code == 403
