"""What can be done to a surprise on its page: for each deed its form, its service and its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from projects.access import visible_projects
from projects.forms.base import ServiceForm

from ..forms import surprises as forms
from ..models import Surprise
from ..services import surprise_answers, surprises
from ..services.requests import RequestDraft, file_request
from ..services.surprise_lessons import propose_from_surprise


@dataclass(frozen=True, slots=True)
class Deed:
    """`label` is on the button and above the form, `said` is the message afterwards."""

    form: Callable[..., ServiceForm]
    run: Callable[[Surprise, Any, User], object]
    label: Any
    said: Any


def _plain(service: Callable[..., object]) -> Callable[[Surprise, Any, User], object]:
    return lambda surprise, form, by: service(surprise.pk, by=by, **form.arguments())


def _change(surprise: Surprise, form: forms.ChangeForm, by: User) -> object:
    return surprises.change_surprise(surprise.pk, form.report(), by=by, version=form.cleaned_data["version"])


def _propose(surprise: Surprise, form: forms.ProposeForm, by: User) -> object:
    return propose_from_surprise(surprise.pk, form.offer(), by=by)


def _request(surprise: Surprise, form: forms.RequestForm, by: User) -> object:
    """It asks for the writer's department, and of who has none for the centre; in the launch if the writer sees it."""
    given = form.arguments()
    launch = visible_projects(by).filter(pk=surprise.project_id or 0).first()
    draft = RequestDraft(
        given["title"], given["said"], by.department_id or surprise.centre_id, inquiries=surprise.inquiries or None
    )
    return file_request(draft, by=by, project_id=launch.pk if launch else None, surprise_id=surprise.pk)


# In the order in which the page offers them.
DEEDS: dict[str, Deed] = {
    "answer": Deed(
        forms.AnswerForm,
        _plain(surprise_answers.answer_surprise),
        _("Write the position"),
        _("The position is on record."),
    ),
    "settle": Deed(
        forms.SettleForm,
        _plain(surprise_answers.settle_surprise),
        _("Say what changes"),
        _("It is settled."),
    ),
    "count": Deed(
        forms.CountForm, _plain(surprises.count_inquiries), _("Add inquiries"), _("The inquiries are added.")
    ),
    "propose": Deed(forms.ProposeForm, _propose, _("Propose for the template"), _("It is proposed for the template.")),
    "request": Deed(forms.RequestForm, _request, _("Make a request"), _("The request is filed.")),
    "department": Deed(
        forms.DepartmentForm, _plain(surprises.name_department), _("Name the department"), _("The department is asked.")
    ),
    "link": Deed(forms.LinkForm, _plain(surprises.link_surprise), _("Link launch and item"), _("The link is saved.")),
    "change": Deed(forms.ChangeForm, _change, _("Correct the report"), _("The report is corrected.")),
    "exempt": Deed(
        forms.ReasonForm,
        _plain(surprise_answers.exempt_surprise),
        _("It owed no notice"),
        _("It is kept and not counted."),
    ),
    "count-again": Deed(
        forms.ReasonForm,
        _plain(surprise_answers.count_surprise_again),
        _("It owed notice after all"),
        _("It is counted again."),
    ),
    "reopen": Deed(
        forms.ReasonForm,
        _plain(surprise_answers.reopen_surprise),
        pgettext_lazy("button", "Reopen"),
        _("It is open again."),
    ),
}
