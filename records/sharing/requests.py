"""A request as a page. Votes, positions, costs and progress notes are the company's own: no partner's file has them."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import User
from projects.access import visible_projects

from ..access import visible_requests
from ..access.requests import sees_inside
from ..models import Request
from .page import Page, line
from .words import address, day

AROUND = ("department", "owner", "owner_department", "created_by")


def request_page(user: User, request_id: int) -> tuple[str, Page]:
    """Raises DoesNotExist for what the person does not see."""
    thing = visible_requests(user).select_related(*AROUND).get(pk=request_id)
    is_inside = sees_inside(user)
    launch = visible_projects(user).filter(pk=thing.project_id or 0).first()
    page = Page(thing.title)
    page.facts(
        (
            (_("State"), thing.get_state_display()),
            (_("Priority"), thing.get_priority_display() if thing.priority else ""),
            (_("Asked by"), f"{thing.department.local_name} · {thing.created_by.name}"),
            (_("Launch"), launch.name if launch else ""),
            (_("Inquiries"), thing.inquiries),
            (_("Channel"), thing.get_channel_display()),
            (_("Owner"), thing.owner.name if thing.owner and is_inside else ""),
            (_("Delivering department"), thing.owner_department.local_name if thing.owner_department else ""),
            (_("Promised date"), day(thing.promised_on)),
            (_("Delivered on"), day(thing.delivered_on)),
            (_("Follow-up check"), day(thing.check_on)),
            (_("Systems touched"), ", ".join(thing.systems)),
            (_("Policies touched"), ", ".join(thing.policies)),
            (_("Page"), address("records:request-detail", thing.pk)),
        )
    )
    page.section(_("What customers say"))
    page.text(thing.said)
    for quote in thing.quotes:
        page.quote(quote)
    if thing.reproduce:
        page.section(_("How to reproduce it"))
        page.text(thing.reproduce)
    if is_inside:
        _write_inside(page, thing)
    _write_outcome(page, thing)
    return thing.title, page


def _write_inside(page: Page, thing: Request) -> None:
    options = list(thing.options.all())
    if options:
        page.section(_("Options"))
    chosen = _("Chosen")
    page.table(
        (_("Option"), _("Cost"), _("Effect"), chosen),
        [(each.text, each.cost, each.effect, chosen if each.is_chosen else "") for each in options],
    )
    votes = list(thing.votes.select_related("department", "voted_by"))
    if votes:
        page.section(_("Each side's priority"))
    page.table(
        (_("Department"), _("Priority"), _("Position"), _("By")),
        [(each.department.local_name, each.get_priority_display(), each.words, each.voted_by.name) for each in votes],
    )
    notes = list(thing.notes.select_related("written_by"))
    if notes:
        page.section(_("Progress"))
    page.bullets(f"**{each.on.isoformat()}** {line(each.written_by.name)}: {line(each.text)}" for each in notes)


def _write_outcome(page: Page, thing: Request) -> None:
    if not (thing.decline_reason or thing.figure_after is not None or thing.checked_note):
        return
    page.section(_("What came of it"))
    page.facts(((_("Reason"), thing.decline_reason),))
    if thing.figure_name and thing.figure_after is not None:
        before, after = _number(thing.figure_before), _number(thing.figure_after)
        page.facts(((thing.figure_name, f"{before} → {after}"),))
    page.text(thing.checked_note)


def _number(value: Decimal | None) -> str:
    return "" if value is None else format(value.normalize(), "f")
