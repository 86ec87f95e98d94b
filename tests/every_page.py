"""Every page there is, found from the URLconf, with ids of what the database holds: for pictures, axe and measurements.

Nobody keeps a list by hand: a new address is in it as soon as it exists. A page whose thing is not in the database is
named by `missing`, so that what was left out can be said; an address that only takes a POST is no page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Model, QuerySet
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import Department, User
from checklists.models import ImportFile, Proposal, Question, Template, TemplateItem
from notifications.models import Absence, Destination, Message, Notification, ReportSchedule
from projects.models import Item, PlannedLaunch, Project
from records.models import Handover, Position, Receipt, Record, Request, RequestOption, Surprise

# What answers with no page of ours: programs, files, forms of the framework, and addresses that only take a POST.
NO_PAGE = re.compile(
    r"^/(api|admin|metrics|healthz|favicon|manifest|service-worker|live|account/(inactive|reauth|logout|password/set))"
    r"|/(export|file|picture|report\.md|fill|quote)/?$|\.(ics|md)$|/changes/$"
)
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
TAKES_NO_GET = 405


@dataclass(frozen=True, slots=True)
class Found:
    """`name` is that of its address; `path` what the browser asks for."""

    name: str
    path: str


@dataclass(slots=True)
class Pages:
    found: list[Found] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def every_page(known: Mapping[str, Any] | None = None) -> Pages:
    """All addresses that may be pages. Which of them are is for their answers to say.

    `known` are parameters that the database does not hold, such as the secrets of links.
    """
    pages, ids = Pages(), places() | {**(known or {})}
    for name, pattern in sorted(set(_named(get_resolver()))):
        address = "/" + pattern
        if NO_PAGE.search(address):
            continue
        wanted = PARAMETER.findall(pattern)
        if not _takes_get(reverse(name, kwargs=dict.fromkeys(wanted, 1))):
            continue
        if any(ids.get(key) is None for key in wanted):
            pages.missing.append(address)
        else:
            pages.found.append(Found(name, reverse(name, kwargs={key: ids[key] for key in wanted})))
    return pages


def _named(resolver: URLResolver, prefix: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        here = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            if pattern.name and "^" not in here:
                yield space + pattern.name, here
        else:
            yield from _named(pattern, here, f"{space}{pattern.namespace}:" if pattern.namespace else space)


def _takes_get(path: str) -> bool:
    """What only takes a POST says so before it looks for the thing or asks who is there."""
    return Client(SERVER_NAME="localhost").get(path).status_code != TAKES_NO_GET


def busiest_launch() -> Project | None:
    """A running launch with the most lines: the fullest page there is."""
    return Project.objects.running().annotate(size=Count("items")).order_by("-size", "launch_on").first()


def places() -> dict[str, Any]:
    """For each parameter of an address a thing to show; None where there is none."""
    launch = busiest_launch()
    items = Item.objects.open().filter(project=launch).annotate(talk=Count("comments"), shown=Count("evidence"))
    item = items.order_by("-talk", "-shown", "pk").first()
    template = Template.objects.filter(pk=launch.template_version.template_id).first() if launch else None
    draft = template.versions.drafts().first() if template else None
    line = TemplateItem.objects.filter(version=draft).first()
    question = Question.objects.filter(version=draft).first()
    record = _most(Record.objects.all(), "positions")
    request = _most(Request.objects.all(), "options")
    handover = _most(Handover.objects.exclude(kind="brief"), "versions")
    things: dict[str, Model | None] = {
        "project_id": launch,
        "item_id": item,
        "template_id": template,
        "section_id": line.section if line else None,
        "import_id": ImportFile.objects.filter(kind="checklist").first(),
        "file_id": ImportFile.objects.filter(kind="plan").first(),
        "people_file_id": ImportFile.objects.filter(kind="people").first(),
        "planned_id": PlannedLaunch.objects.first(),
        "proposal_id": Proposal.objects.first(),
        "department_id": Department.objects.order_by("-is_contact_centre", "pk").first(),
        "user_id": User.objects.active().filter(role="member").first(),
        "notification_id": Notification.objects.first(),
        "message_id": Message.objects.order_by("-pk").first(),
        "destination_id": Destination.objects.order_by("-pk").first(),
        "absence_id": Absence.objects.first(),
        "schedule_id": ReportSchedule.objects.first(),
        "test_id": Message.objects.filter(kind="test").first(),
        "record_id": record,
        "position_id": Position.objects.first(),
        "handover_id": handover,
        "receipt_id": Receipt.objects.filter(handed__handover=handover).first(),
        "request_id": request,
        "option_id": RequestOption.objects.first(),
        "surprise_id": Surprise.objects.order_by("-pk").first(),
    }
    words = {
        "key": line and line.key,
        "question_key": question and question.key,
        "slug": "meeting-preparation",
        "number": 1,
        "day": 7,
        "year": launch and launch.launch_on.year,
        "month": launch and launch.launch_on.month,
    }
    return {name: thing and thing.pk for name, thing in things.items()} | words


def _most(things: QuerySet[Any], of: str) -> Any:
    return things.annotate(size=Count(of)).order_by("-size", "pk").first()
