"""What the security tests share: the addresses there are, three launches, and one thing of each kind in them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.template.base import Template
from django.test import Client
from django.test.utils import _TestState
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import CalendarDay, Department, Invitation, Role, User
from checklists.files.grids import Row
from checklists.files.tables import Table
from checklists.models import ImportFile, Proposal, Question
from notifications.models import Absence, Destination, Message, MessageLine, Notification, ReportSchedule
from projects.models import DisplayLink, Evidence, Item, ItemScenario, PlannedLaunch, Project, SavedView
from tests import factories
from tests.api.conftest import token_for
from tests.conftest import LAUNCH_ON, NOW, TODAY
from tests.records.things import records_things


@pytest.fixture
def plain_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests read answers, thousands of them: Django need not keep what each template was given."""
    monkeypatch.setattr(Template, "_render", _TestState.saved_data.template_render)


def addresses(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """Every address of the URLconf, with its parameters as the URLconf writes them."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern)
        else:
            yield from addresses(pattern, prefix + str(pattern.pattern))


def things(item: Item, of: User) -> SimpleNamespace:
    """What an address can name, around one line; notice and token belong to `of`."""
    scenario = ItemScenario.objects.create(item=item, order=1, text="연결된다")
    evidence = Evidence.objects.create(
        item=item, file=ContentFile(b"ok", name="ok.png"), file_name="ok.png", added_by=of
    )
    about = {"project": item.project, "item": item, "kind": "notice", "urgency": "at_once", "topic": "mentioned"}
    notice = Notification.objects.create(recipient=of, dedupe_key=uuid.uuid4().hex, **about)
    channel = {"channel": "slack", "name": "채널", "address": "https://hooks.slack.com/x", "created_by": of}
    destination = Destination.objects.create(department=item.department, **channel)
    days = {"first_on": item.due_on, "last_on": item.due_on}
    absence = Absence.objects.create(user=of, substitute=item.project.planner, **days)
    test = Message.objects.create(recipient=of, channel="email", kind="test", window=uuid.uuid4().hex, due_at=NOW)
    failed = Message.objects.create(
        recipient=of, channel="email", kind="at_once", window=uuid.uuid4().hex, due_at=NOW, state="failed"
    )
    MessageLine.objects.create(message=failed, notification=notice)
    token_for(of)
    schedule = ReportSchedule.objects.create(project=item.project, created_by=of)
    table = Table(("항목",), (Row(2, ("하나",)),)).as_json()
    into = item.project.template_version.template
    upload = ImportFile.objects.create(kind="checklist", name="a.csv", digest="0", table=table, by=of, template=into)
    people_table = Table(("이메일",), (Row(2, ("a@example.com",)),)).as_json()
    plan = ImportFile.objects.create(kind="plan", name="p.csv", digest="0", table=table, by=of)
    planned = PlannedLaunch.objects.create(
        name=f"계획 {uuid.uuid4().hex}", launch_on=item.due_on, launch_type=item.project.launch_type, created_by=of
    )
    made = {"made_by": item.project.planner, "digest": uuid.uuid4().hex}
    display = DisplayLink.objects.create(name="3층", department=item.department, **made)
    template = item.project.template_version.template
    proposal = Proposal.objects.create(template=template, title="제안", department=item.department, proposed_by=of)
    draft = into.versions.drafts().get()
    question = Question.objects.get_or_create(
        version=draft, key="asked", defaults={"order": 1, "text": "있습니까?", "kind": "yes_no"}
    )[0]
    return SimpleNamespace(
        **records_things(item, of),
        key=item.key,
        question_key=question.key,
        draft_section_id=draft.items.get(key=item.key).section_id,
        project_id=item.project_id,
        item_id=item.pk,
        scenario_id=scenario.pk,
        evidence_id=evidence.pk,
        notification_id=notice.pk,
        destination_id=destination.pk,
        absence_id=absence.pk,
        test_id=test.pk,
        message_id=failed.pk,
        schedule_id=schedule.pk,
        import_id=upload.pk,
        file_id=plan.pk,
        planned_id=planned.pk,
        year=item.due_on.year,
        month=item.due_on.month,
        view_id=SavedView.objects.create(owner=of, name=uuid.uuid4().hex).pk,
        token_id=of.api_tokens.latest("pk").pk,
        template_id=item.project.template_version.template_id,
        proposal_id=proposal.pk,
        number=1,
        slug="meeting-preparation",
        section_id=item.section_id,
        department_id=item.department_id,
        version=item.version,
        owner_id=item.owner_id,
        display_id=display.pk,
        user_id=item.owner_id,
        colleague_id=item.project.planner_id,
        invitation_id=_invitation(item.department, by=item.project.planner).pk,
        day_id=CalendarDay.objects.create(department=item.department, on=_free_day(), name="휴무").pk,
        people_file_id=ImportFile.objects.create(kind="people", name="p.csv", digest="0", table=people_table, by=of).pk,
        secret="0" * 64,
    )


def _invitation(department: Department, *, by: User) -> Invitation:
    role = Role.PARTNER_AGENT if department.is_partner else Role.MEMBER
    return Invitation.objects.create(
        email=f"{uuid.uuid4().hex}@example.com",
        role=role,
        department=department,
        invited_by=by,
        digest=uuid.uuid4().hex,
        expires_at=NOW + timedelta(days=3),
    )


def _free_day() -> date:
    return date(2030, 1, 1) + timedelta(days=CalendarDay.objects.count())


def launch_of(people: SimpleNamespace, lines: dict[str, tuple[Department, User | None]], **fields: Any) -> Project:
    """A launch with one line per key: its department and its owner."""
    rows = [factories.line(key, department=department) for key, (department, _owner) in lines.items()]
    version = factories.template(rows, by=people.planner)
    owners = {key: owner.pk for key, (_department, owner) in lines.items() if owner}
    return factories.project(
        version, by=people.planner, launch_on=LAUNCH_ON, announced_on=TODAY, owners=owners, **fields
    )


@pytest.fixture
def hidden(people: SimpleNamespace, today: date) -> dict[str, Project]:
    """A launch that all see, one of the other centre, and one that is confidential and names nobody."""
    lines = {
        "M1": (people.marketing, people.marketer),
        "S1": (people.sales, people.salesperson),
        "X1": (people.cx, people.second_planner),
        "C1": (people.centre, people.agent),
    }
    opened = {"opened_to_ids": [people.centre.pk]}
    shown = launch_of(people, lines, **opened)
    theirs = {"C2": (people.other_centre, people.other_centre_lead)}
    other = launch_of(people, theirs, opened_to_ids=[people.other_centre.pk])
    secret = launch_of(people, lines, **opened)
    secret.is_confidential = True
    secret.save()
    secret.named.clear()
    return {"shown": shown, "other": other, "secret": secret}


@pytest.fixture
def send(people, launch):
    """`send(who, path, **fields)`: a form as the page sends it, with these fields changed."""

    def post(who: str, path: str, data: dict[str, Any], **more: Any):
        client = Client(raise_request_exception=False)
        client.force_login(getattr(people, who))
        item = launch.items.get(key="A1")
        named = path.format(launch=launch.pk, item=item.pk, file=launch.items.get(key="S1").pk)
        return client.post(named, data, **more)

    return post
