"""From an empty database to the first launch, by the pages alone; every step counted."""

from __future__ import annotations

import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import Department, Role, User
from checklists.models import TemplateVersion
from notifications.mail import compose
from notifications.models import Message
from notifications.services.invitations import raise_invitations
from projects.models import Project
from projects.onboarding import Facts, Key, next_step, steps_of
from tests.conftest import NOW

STRONG = "correct horse battery"


@pytest.mark.parametrize(
    ("facts", "is_next"),
    [
        (Facts(), Key.DEPARTMENTS),
        (Facts(departments=1), Key.PEOPLE),
        (Facts(departments=1, colleagues=3), Key.PEOPLE),  # nobody of them starts launches
        (Facts(departments=1, colleagues=1, planners=1), Key.TEMPLATE),
        (Facts(departments=1, colleagues=1, planners=1, templates=1), Key.LAUNCH),
        (Facts(departments=1, colleagues=1, planners=1, templates=1, launches=1), None),
    ],
)
def test_the_next_step_follows_from_what_is_there(facts: Facts, is_next: Key | None) -> None:
    found = next_step(steps_of(facts))
    assert (found.key if found else None) == is_next


def test_from_nothing_to_the_first_launch(db: None, client: Client, today: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", STRONG)
    call_command("createsuperuser", email="admin@example.com", name="관리자", interactive=False, stdout=StringIO())
    steps = 0

    signed_in = client.post("/account/login/", {"login": "admin@example.com", "password": STRONG})
    assert signed_in.headers["Location"] == "/welcome/"
    page = client.get("/welcome/").text
    client.post("/departments/standard/", {"slug": re.findall(r'name="slug" value="(\w+)"', page)})
    steps += 1
    assert Department.objects.count() == 10
    cx = Department.objects.get(slug="cx")
    sent = {"emails": "planner@example.com", "role": "planner", "department": cx.pk, "language": "ko"}
    assert client.post("/people/invite/", sent | {"next": "/welcome/"}).headers["Location"] == "/welcome/"
    steps += 1
    client.post("/welcome/templates/meeting-preparation/use/")
    steps += 1
    assert TemplateVersion.objects.filter(published_at__isnull=False).count() == 1
    assert "오픈" in client.get("/welcome/").text

    raise_invitations(NOW)
    letter = compose(Message.objects.get(kind="invitation"), [], NOW)
    link = re.search(r"/invitation/[0-9a-f]{64}/", str(letter.body))
    assert link
    planner = Client()
    planner.get(link[0])
    assert planner.post("/invitation/", {"name": "김서연", "password": STRONG}).headers["Location"] == "/"
    steps += 1
    assert "/welcome/" in planner.get("/").text  # My work is empty and says what comes next
    assert "/welcome/" in planner.get("/launches/").text
    assert "/launches/start/" in planner.get("/welcome/").text
    version = TemplateVersion.objects.get(published_at__isnull=False)
    answers = {"purpose": "request", "has_data": True}
    wanted = {"template_version_id": version.pk, "name": "첫 회의", "launch_on": "2027-03-02", "answers": answers}
    started = planner.post(
        "/api/v1/projects/", wanted, content_type="application/json", headers={"Idempotency-Key": "first"}
    )
    assert started.status_code == 201, started.text
    steps += 1
    assert (steps, Project.objects.count(), User.objects.filter(role=Role.PLANNER).count()) == (5, 1, 1)
    assert "/welcome/" not in planner.get("/launches/").text


def test_it_is_for_those_who_set_up(people: Any, as_user: Any) -> None:
    assert as_user(people.planner).get("/welcome/").status_code == 200
    for stranger in (people.marketing_lead, people.agent, people.viewer):
        assert as_user(stranger).get("/welcome/").status_code == 404
