"""The brief as agents read it: on one page, on paper, version by version; who has read it, and which wait."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import Action, allows
from accounts.asked import number
from accounts.errors import Refusal
from accounts.pages import PageRequest, signed_in, status_of
from projects.models import Project
from projects.views.answers import project_or_404
from projects.views.launch import head_context
from projects.views.strip import strip_context

from ..access import may_see_readers, visible_briefs
from ..brief import Line
from ..brief_differences import Change, Difference
from ..brief_reading import AT_A_GLANCE, Reading, briefs_for, centres_of, in_parts, reading_of, unpublished_of
from ..forms.briefs import ReadForm
from ..models import Handover, Part, Receipt
from ..services.brief_publishing import open_brief, read_brief

WHOLE = "all"
PER_PAGE = 50


@require_GET
@signed_in
def brief_detail(request: PageRequest, project_id: int) -> HttpResponse:
    """`?version=2` shows an older one, `?show=all` all of it to who is asked for differences only."""
    project = project_or_404(request.user, project_id)
    brief = visible_briefs(request.user).filter(project=project).first()
    if brief is None or not brief.versions.exists():
        return render(request, "records/brief_none.html", page_head(request, project))
    number = _number(request)
    if number is None:
        open_brief(brief, by=request.user)
    return _page(request, project, brief, number)


@require_GET
@signed_in
def brief_print(request: PageRequest, project_id: int) -> HttpResponse:
    """All of one version on A4, without anything around it."""
    project = project_or_404(request.user, project_id)
    reading = _reading(request, _brief_or_404(request, project), _number(request))
    context = {"project": project, "reading": reading, **shown_lines(reading.version.lines)}
    return render(request, "records/brief_print.html", context)


@require_POST
@signed_in
def brief_confirm(request: PageRequest, project_id: int) -> HttpResponse:
    project = project_or_404(request.user, project_id)
    brief = _brief_or_404(request, project)
    form = ReadForm(request.POST)
    if not form.is_valid():
        return _page(request, project, brief, None, form, status=400)
    try:
        read_brief(project.pk, by=request.user, **form.arguments())
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(request, project, brief, None, form, status=status_of(request, refusal))
    messages.success(request, _("Thank you. You have confirmed this version."))
    return redirect("records:brief-detail", project.pk)


@require_GET
@signed_in
def brief_readers(request: PageRequest, project_id: int) -> HttpResponse:
    """Who read the newest version and who did not, by centre. For leads and the company; an agent sees nobody."""
    project = project_or_404(request.user, project_id)
    if not may_see_readers(request.user):
        raise PermissionDenied
    brief = _brief_or_404(request, project)
    reading = _reading(request, brief, None)
    context = {"reading": reading, "centres": centres_of(brief, request.user)}
    return render(request, "records/brief_readers.html", {**page_head(request, project), **context})


@require_GET
@signed_in
def brief_list(request: PageRequest) -> HttpResponse:
    """Published briefs of running launches, those that wait for this reader first; `?show=ended` for the rest.

    Who writes them also finds the launches that have none yet.
    """
    is_ended = request.GET.get("show") == "ended"
    projects = Project.objects.ended() if is_ended else Project.objects.running()
    briefs = list(briefs_for(request.user).filter(project__in=projects).order_by("project__launch_on", "pk"))
    asked = _asked(request, briefs)
    waiting = [brief for brief in briefs if brief.pk in asked]
    others = [brief for brief in briefs if brief.pk not in asked]
    context = {"waiting": [(brief, asked[brief.pk]) for brief in waiting], "others": others, "is_ended": is_ended}
    if not is_ended and allows(request.user, Action.EDIT_BRIEF):
        unpublished = Paginator(unpublished_of(request.user), PER_PAGE)
        context["unpublished"] = unpublished.get_page(request.GET.get("page"))
    return render(request, "records/brief_list.html", {**context, "today": timezone.localdate()})


def shown_lines(lines: list[Line]) -> dict[str, Any]:
    """What stands at a glance, what is not ready, and the other parts to be unfolded."""
    parts = in_parts(lines)
    return {
        "at_a_glance": [(part, found) for part, found in parts if part in AT_A_GLANCE],
        "not_ready": [line for line in lines if line["part"] == Part.NOT_READY],
        "parts": [(part, found) for part, found in parts if part not in (*AT_A_GLANCE, Part.NOT_READY)],
        "changed_keys": frozenset(),
    }


def shown_differences(found: list[Difference]) -> list[tuple[Part, list[Difference]]]:
    """Differences under their parts; those of a part stand together, what is gone at its end."""
    parts: dict[Part, list[Difference]] = {}
    for each in found:
        parts.setdefault(Part(each.line["part"]), []).append(each)
    return [(part, parts[part]) for part in Part if part in parts]


def _page(
    request: PageRequest,
    project: Project,
    brief: Handover,
    number: int | None,
    form: ReadForm | None = None,
    status: int = 200,
) -> HttpResponse:
    reading = _reading(request, brief, number)
    only_differences = (
        reading.is_asked and reading.is_newest and bool(reading.confirmed) and request.GET.get("show") != WHOLE
    )
    context = {
        **page_head(request, project),
        **shown_lines(reading.version.lines),
        "reading": reading,
        "only_differences": only_differences,
        "differences": shown_differences(reading.asked) if only_differences else [],
        "difference_count": len(reading.asked),
        "changed_keys": _changed_keys(reading),
        "form": form or ReadForm(initial={"number": reading.newest.number}),
        "may_see_readers": may_see_readers(request.user),
    }
    return render(request, "records/brief_detail.html", context, status=status)


def _changed_keys(reading: Reading) -> set[str]:
    """The lines that are marked as new or changed in the whole, for a reader who confirmed an older version."""
    if not (reading.is_newest and reading.is_asked and reading.confirmed):
        return set()
    return {each.line["key"] for each in reading.asked if each.change != Change.GONE}


def page_head(request: PageRequest, project: Project) -> dict[str, Any]:
    """What stands above a brief: the launch, its tabs, and whether this person writes it."""
    now = timezone.now()
    return {
        **head_context(project, request.user, now),
        **strip_context(project, request.user, now),
        "tab": "brief",
        "may_edit_brief": allows(request.user, Action.EDIT_BRIEF),
    }


def _brief_or_404(request: PageRequest, project: Project) -> Handover:
    brief = visible_briefs(request.user).filter(project=project).first()
    if brief is None:
        raise Http404
    return brief


def _reading(request: PageRequest, brief: Handover, number: int | None) -> Reading:
    reading = reading_of(brief, request.user, number=number)
    if reading is None:
        raise Http404
    return reading


def _number(request: PageRequest) -> int | None:
    """The version that the address asks for; 404 for what is no number of one."""
    asked = request.GET.get("version", "")
    if not asked:
        return None
    if (wanted := number(asked)) is None:
        raise Http404
    return wanted


def _asked(request: PageRequest, briefs: list[Handover]) -> dict[int, Receipt]:
    """The receipts that wait for this reader, by brief. One query."""
    waiting = Receipt.objects.waiting().filter(person=request.user, handed__handover__in=briefs)
    return {receipt.handed.handover_id: receipt for receipt in waiting.select_related("handed")}
