"""Requests as a table: for people, and in the columns that Jira and Notion import as they stand.

Jira: the column names of its CSV importer; "Due Date" is yyyy-MM-dd, which is to be given as the date format in the
importer's second step; a label holds no space, and several stand in one cell with a space between them; people are
mapped by e-mail address, so the reporter stands there only for who may know it. Notion: the first column becomes the
title; ISO days turn into dates and words between commas into a multi-select when the column's type is chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from django.utils.translation import gettext as _

from accounts.access.people import may_see_contact
from accounts.models import User
from checklists.files.writing.table import Table
from projects.access import visible_projects

from ..access.requests import sees_inside
from ..models import Priority, Request
from ..request_lists import Asked, asked_requests
from .words import address, day, moment

AROUND = ("department", "owner", "owner_department", "created_by", "project")
JIRA_COLUMNS = ("Summary", "Issue Type", "Priority", "Due Date", "Labels", "Description", "Reporter")
JIRA_PRIORITIES: Mapping[int | None, str] = {
    Priority.NOW: "Highest",
    Priority.NEXT: "High",
    Priority.LATER: "Medium",
    Priority.SOMEDAY: "Low",
}
NOTION_COLUMNS = ("Name", "Status", "Priority", "Due", "Tags", "Asked by", "Owner", "Description", "Link")
LAYOUTS = ("", "jira", "notion")
Row = tuple[str, ...]


def requests_table(user: User, asked: Asked, layout: str = "") -> Table:
    """Those that the person sees and asks for, in their order."""
    heading, write = _LAYOUTS[layout]
    rows = asked_requests(user, asked).select_related(*AROUND)
    seen = set(visible_projects(user).filter(requests__isnull=False).order_by().values_list("pk", flat=True))
    return Table(_("Requests"), heading(), tuple(write(thing, user, seen) for thing in rows))


def _headings() -> Row:
    return (
        *(_("Title"), _("State"), _("Priority"), _("Asked by"), _("What customers say"), _("Inquiries")),
        *(_("Channel"), _("Delivering department"), _("Owner"), _("Promised date"), _("Delivered on")),
        *(_("Follow-up check"), _("Launch"), _("Filed"), _("Page")),
    )


def _row(thing: Request, user: User, seen: set[int]) -> Row:
    return (
        thing.title,
        thing.get_state_display(),
        thing.get_priority_display() if thing.priority else "",
        thing.department.local_name,
        thing.said,
        "" if thing.inquiries is None else str(thing.inquiries),
        thing.get_channel_display(),
        thing.owner_department.local_name if thing.owner_department else "",
        _owner(thing, user),
        day(thing.promised_on),
        day(thing.delivered_on),
        day(thing.check_on),
        _launch(thing, seen),
        moment(thing.created_at),
        address("records:request-detail", thing.pk),
    )


def _jira_row(thing: Request, user: User, seen: set[int]) -> Row:
    labels = (thing.department.slug, thing.channel, *thing.systems, *thing.policies)
    return (
        thing.title,
        "Task",
        JIRA_PRIORITIES.get(thing.priority, ""),
        day(thing.promised_on),
        " ".join("-".join(label.split()) for label in labels),
        _description(thing, seen),
        _reporter(thing, user),
    )


def _notion_row(thing: Request, user: User, seen: set[int]) -> Row:
    tags = (thing.get_channel_display(), *thing.systems, *thing.policies)
    return (
        thing.title,
        thing.get_state_display(),
        thing.get_priority_display() if thing.priority else "",
        day(thing.promised_on),
        ", ".join(tag.replace(",", " ") for tag in tags),
        thing.department.local_name,
        _owner(thing, user),
        _description(thing, seen),
        address("records:request-detail", thing.pk),
    )


def _description(thing: Request, seen: set[int]) -> str:
    """Plain words that both show as they are, with who asked and the way back to the request."""
    parts: Iterable[tuple[str, str]] = (
        (_("What customers say"), thing.said),
        (_("Customers' words"), "\n".join(f"“{quote}”" for quote in thing.quotes)),
        (_("How to reproduce it"), thing.reproduce),
        (_("Inquiries"), "" if thing.inquiries is None else str(thing.inquiries)),
        (_("Launch"), _launch(thing, seen)),
        (_("Asked by"), f"{thing.department.local_name} · {thing.created_by.name}"),
        (_("Page"), address("records:request-detail", thing.pk)),
    )
    return "\n\n".join(f"{word}: {text}" for word, text in parts if text)


def _reporter(thing: Request, user: User) -> str:
    return thing.created_by.email if may_see_contact(user, thing.created_by) else ""


def _owner(thing: Request, user: User) -> str:
    return thing.owner.name if thing.owner and sees_inside(user) else ""


def _launch(thing: Request, seen: set[int]) -> str:
    return thing.project.name if thing.project and thing.project_id in seen else ""


_LAYOUTS: Mapping[str, tuple[Callable[[], Row], Callable[[Request, User, set[int]], Row]]] = {
    "": (_headings, _row),
    "jira": (lambda: JIRA_COLUMNS, _jira_row),
    "notion": (lambda: NOTION_COLUMNS, _notion_row),
}
