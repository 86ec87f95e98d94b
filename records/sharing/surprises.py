"""A surprise as a page, and all of them as a table. What is the company's alone is in neither for a partner."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.access import Action, Reach, reach
from accounts.models import User
from checklists.files.writing.table import Table
from projects.access import visible_projects

from ..access import visible_surprises
from ..models import Surprise
from ..noticing import kind_of
from ..surprise_lists import Asked, asked_surprises
from .page import Page
from .words import address, moment

AROUND = ("project", "centre", "department", "item", "answered_by")


def surprise_page(user: User, surprise_id: int) -> tuple[str, Page]:
    """Raises DoesNotExist for what the person does not see."""
    surprise = visible_surprises(user).select_related(*AROUND).get(pk=surprise_id)
    is_inside = reach(user, Action.SEE_RECORDS) == Reach.ALL
    launch = visible_projects(user).filter(pk=surprise.project_id or 0).first()
    page = Page(surprise.title)
    page.facts(
        (
            (_("Kind"), str(kind_of(surprise).label)),
            (_("State"), surprise.get_state_display()),
            (_("When it was noticed"), moment(surprise.noticed_at)),
            (_("Found through"), surprise.get_found_through_display()),
            (_("Inquiries caused"), surprise.inquiries),
            (_("Contact centre"), surprise.centre.local_name),
            (_("Department"), surprise.department.local_name if surprise.department else ""),
            (_("Launch"), launch.name if launch else ""),
            (_("Item"), surprise.item.local_title if surprise.item and is_inside else ""),
            (_("What was wrong with it"), surprise.get_item_fault_display() if is_inside else ""),
            (_("Why it owed no notice"), surprise.exempt_reason if is_inside else ""),
            (_("Page"), address("records:surprise-detail", surprise.pk)),
        )
    )
    for title, words in (
        (_("Details"), surprise.details),
        (_("Position of the department"), surprise.answer),
        (_("What changes"), surprise.lesson),
    ):
        if words:
            page.section(title)
            page.quote(words)
    return surprise.title, page


def surprises_table(user: User, asked: Asked) -> Table:
    """Those that the person sees and asks for, in their order."""
    seen = set(visible_projects(user).filter(surprises__isnull=False).order_by().values_list("pk", flat=True))
    rows = asked_surprises(user, asked).select_related(*AROUND)
    return Table(
        _("Surprises"),
        (
            *(_("When it was noticed"), _("What opened"), _("Kind"), _("Found through"), _("Inquiries caused")),
            *(_("Contact centre"), _("Department"), _("Launch"), _("State"), _("Position of the department")),
            *(_("What changes"), _("Page")),
        ),
        tuple(_row(surprise, seen) for surprise in rows),
    )


def _row(surprise: Surprise, seen: set[int]) -> tuple[str, ...]:
    return (
        moment(surprise.noticed_at),
        surprise.title,
        str(kind_of(surprise).label),
        surprise.get_found_through_display(),
        str(surprise.inquiries),
        surprise.centre.local_name,
        surprise.department.local_name if surprise.department else "",
        surprise.project.name if surprise.project and surprise.project_id in seen else "",
        surprise.get_state_display(),
        surprise.answer,
        surprise.lesson,
        address("records:surprise-detail", surprise.pk),
    )
