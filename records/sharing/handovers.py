"""A handover as a page with every receipt, its receipts as a table, and a published brief as a page."""

from __future__ import annotations

from collections import defaultdict

from django.utils.translation import gettext as _

from accounts.models import User
from checklists.files.writing.table import Table
from projects.access import visible_projects

from ..access import visible_briefs, visible_handovers, visible_receipts, visible_versions
from ..brief_reading import in_parts, reading_of
from ..models import Handover, HandoverVersion, Receipt
from .page import Page
from .words import address, day, moment

AROUND = ("handed", "department", "person", "answerable", "opened_by", "answered_by")


def handover_page(user: User, handover_id: int) -> tuple[str, Page]:
    """The versions that the person sees, the newest first. Raises DoesNotExist for what they do not see."""
    handover = _handover(user, handover_id)
    page = Page(handover.title)
    page.facts(
        (
            (_("Kind"), handover.get_kind_display()),
            (_("Launch"), handover.project.name if handover.project else ""),
            (_("Handed over by"), handover.created_by.name),
            (_("Withdrawn"), moment(handover.withdrawn_at)),
            (_("Reason"), handover.withdraw_reason),
            (_("Page"), address("records:handover-detail", handover.pk)),
        )
    )
    receipts: dict[int, list[Receipt]] = defaultdict(list)
    for receipt in _receipts(user, handover):
        receipts[receipt.handed_id].append(receipt)
    versions = visible_versions(user).filter(handover=handover).select_related("sent_by").order_by("-number")
    for version in versions:
        _write_version(page, version, receipts[version.pk])
    return handover.title, page


def receipts_table(user: User, handover_id: int) -> Table:
    """Every receipt of every version that the person sees."""
    handover = _handover(user, handover_id)
    rows = [(f"v{receipt.handed.number}", *_receipt(receipt)) for receipt in _receipts(user, handover)]
    return Table(handover.title, (_("Version"), *_headings()), tuple(rows))


def brief_page(user: User, project_id: int) -> tuple[str, Page]:
    """The newest published version that the person may read. Raises DoesNotExist where there is none."""
    brief = visible_briefs(user).select_related("project").get(project__in=visible_projects(user), project=project_id)
    reading = reading_of(brief, user)
    if reading is None or brief.project is None:
        raise Handover.DoesNotExist
    version = reading.version
    page = Page(brief.title)
    page.facts(
        (
            (_("Launch"), brief.project.name),
            (_("D-day"), day(brief.project.launch_on)),
            (_("Version"), f"v{version.number} · {moment(version.sent_at)}"),
            (_("What changed"), version.note),
        )
    )
    for part, lines in in_parts(version.lines):
        page.section(str(part.label))
        for line in lines:
            if line["label"]:
                page.part(line["label"])
            page.markdown(line["text"])
            if line["meanwhile"]:
                page.text(f"{_('What to say meanwhile')}:")
                page.markdown(line["meanwhile"])
    return brief.title, page


def _handover(user: User, handover_id: int) -> Handover:
    """A brief has an address of its own, by its launch."""
    seen = visible_handovers(user).exclude(kind=Handover.Kind.BRIEF)
    return seen.select_related("project", "created_by").get(pk=handover_id)


def _receipts(user: User, handover: Handover) -> list[Receipt]:
    rows = visible_receipts(user).filter(handed__handover=handover).select_related(*AROUND)
    return list(rows.order_by("-handed__number", "department", "pk"))


def _write_version(page: Page, version: HandoverVersion, receipts: list[Receipt]) -> None:
    page.section(f"v{version.number} · {moment(version.sent_at)} · {version.sent_by.name}")
    page.facts(((_("What changed"), version.note), (_("Link"), version.url), (_("File"), version.file_name)))
    page.markdown(version.body)
    if receipts:
        page.part(_("Receipts"))
    page.table(_headings(), [_receipt(receipt) for receipt in receipts])


def _headings() -> tuple[str, ...]:
    return (
        *(_("Department"), _("Receiver"), _("State"), _("Accept by"), _("Opened")),
        *(_("Answered"), _("Answered by"), _("Remarks or reason")),
    )


def _receipt(receipt: Receipt) -> tuple[str, ...]:
    receiver = receipt.person or receipt.answerable
    return (
        receipt.department.local_name,
        receiver.name if receiver else "",
        receipt.get_state_display(),
        day(receipt.due_on),
        moment(receipt.opened_at),
        moment(receipt.answered_at),
        receipt.answered_by.name if receipt.answered_by else "",
        receipt.words,
    )
