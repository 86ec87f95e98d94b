"""Writing a brief: the draft, line by line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.access import Action, allows
from accounts.asked import number
from accounts.errors import Refusal
from accounts.pages import PageRequest, signed_in, status_of, wants_fragment
from projects.models import Project
from projects.views.answers import project_or_404

from ..access import visible_records
from ..brief import PARTS, blanks_in, key_of
from ..brief_differences import changes
from ..forms.briefs import ChangeLineForm, LineForm, LineVersionForm
from ..models import BriefLine, Part, Resolution
from ..services import briefs
from ..services.brief_facts import proposed_lines
from ..services.brief_publishing import lines_to_publish, published_of
from .briefs import page_head

STEPS = {"up": -1, "down": 1}


@require_GET
@signed_in
def brief_edit(request: PageRequest, project_id: int) -> HttpResponse:
    return _draft(request, editable_project(request, project_id))


@require_POST
@signed_in
def brief_fill(request: PageRequest, project_id: int) -> HttpResponse:
    project = editable_project(request, project_id)
    return _done(request, project, lambda: briefs.fill_draft(project.pk, by=request.user))


@require_POST
@signed_in
def brief_line_add(request: PageRequest, project_id: int) -> HttpResponse:
    project, form = editable_project(request, project_id), LineForm(request.POST)
    if not form.is_valid():
        return _draft(request, project, add_form=form, status=_refused(request))
    try:
        briefs.add_line(project.pk, by=request.user, **form.arguments())
    except Refusal as refusal:
        form.refuse(refusal)
        return _draft(request, project, add_form=form, status=status_of(request, refusal))
    return _shown(request, project)


@require_POST
@signed_in
def brief_resolution_add(request: PageRequest, project_id: int, resolution_id: int) -> HttpResponse:
    project = editable_project(request, project_id)
    get_object_or_404(_resolutions(request, project), pk=resolution_id)
    return _done(request, project, lambda: briefs.add_resolution(project.pk, resolution_id, by=request.user))


@require_POST
@signed_in
def brief_line_change(request: PageRequest, project_id: int, line_id: int) -> HttpResponse:
    line = _line(request, project_id, line_id)
    project, form = line.project, ChangeLineForm(request.POST, line=line)
    if not form.is_valid():
        return _draft(request, project, opened=(line.pk, form), status=_refused(request))
    try:
        briefs.change_line(line.pk, by=request.user, **form.arguments())
    except Refusal as refusal:
        form.refuse(refusal)
        line.refresh_from_db()
        form.renew(line.version)
        return _draft(request, project, opened=(line.pk, form), status=status_of(request, refusal))
    return _shown(request, project)


@require_POST
@signed_in
def brief_line_shift(request: PageRequest, project_id: int, line_id: int, step: str) -> HttpResponse:
    """One place; as many as `places` says for a line that was dragged."""
    line = _line(request, project_id, line_id)
    by_places = STEPS[step] * (number(request.POST.get("places", "")) or 1)
    return _done(request, line.project, lambda: briefs.shift_line(line.pk, by=request.user, step=by_places))


@require_POST
@signed_in
def brief_line_leave_out(
    request: PageRequest, project_id: int, line_id: int, *, is_left_out: bool = True
) -> HttpResponse:
    line = _line(request, project_id, line_id)
    how: dict[str, Any] = {"by": request.user, "is_left_out": is_left_out, "version": _version(request)}
    return _done(request, line.project, lambda: briefs.leave_out_line(line.pk, **how))


@require_POST
@signed_in
def brief_line_remove(request: PageRequest, project_id: int, line_id: int) -> HttpResponse:
    line, version = _line(request, project_id, line_id), _version(request)
    return _done(request, line.project, lambda: briefs.remove_line(line_id, by=request.user, version=version))


def _draft(
    request: PageRequest,
    project: Project,
    *,
    refusal: str = "",
    add_form: LineForm | None = None,
    opened: tuple[int, ChangeLineForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    lines, proposed = briefs.draft_lines(project), proposed_lines(project)
    newest = published_of(project)[1]
    taken = [line for line in lines if not line.is_left_out]
    rows = [_row(line, {each.key for each in proposed}, opened) for line in lines]
    context = {
        **page_head(request, project),
        "newest": newest,
        "parts": [(part, [row for row in rows if _is_in(row["line"], part)]) for part in PARTS],
        "left_out": [row for row in rows if row["line"].is_left_out],
        "line_count": len(taken),
        "new_from_launch": len(_unfilled(lines, proposed)),
        "change_count": len(changes(newest.lines if newest else [], lines_to_publish(project))),
        "blank_count": len(blanks_in(f"{line.text} {line.meanwhile}" for line in taken)),
        "resolutions": _offered(request, project, lines),
        "add_form": add_form or LineForm(auto_id="id_new_%s"),
        "refusal": refusal,
    }
    page = "records/_brief_draft.html" if wants_fragment(request) else "records/brief_edit.html"
    return render(request, page, context, status=status)


def _row(line: BriefLine, proposed: set[Any], opened: tuple[int, ChangeLineForm] | None) -> dict[str, Any]:
    is_open = opened is not None and opened[0] == line.pk
    return {
        "line": line,
        "form": opened[1] if opened and is_open else ChangeLineForm(line=line),
        "is_open": is_open,
        "is_from_launch": line.key in proposed,
        "blanks": blanks_in([line.text, line.meanwhile]),
        "is_silent": line.part == Part.NOT_READY and not line.meanwhile,
    }


def _is_in(line: BriefLine, part: Part) -> bool:
    return line.part == part and not line.is_left_out


def _unfilled(lines: list[BriefLine], proposed: list[Any]) -> set[Any]:
    """The keys of lines that a refresh would bring, word anew or take away."""
    standing = {line.key: line for line in lines}
    now = {each.key: each for each in proposed}
    words = ("part", "label", "text")
    differing = {
        key
        for key, line in standing.items()
        if not line.is_written
        and (key not in now or any(getattr(line, name) != getattr(now[key], name) for name in words))
    }
    return differing | (now.keys() - standing.keys())


def _offered(request: PageRequest, project: Project, lines: list[BriefLine]) -> list[Resolution]:
    """Decisions of this launch's records that do not stand in the draft yet."""
    taken = {line.key for line in lines}
    return [one for one in _resolutions(request, project) if key_of(f"resolution:{one.pk}") not in taken]


def _resolutions(request: PageRequest, project: Project) -> Any:
    records = visible_records(request.user).filter(project=project)
    return Resolution.objects.standing().filter(record__in=records).select_related("record__current")


def editable_project(request: PageRequest, project_id: int) -> Project:
    project = project_or_404(request.user, project_id)
    if not allows(request.user, Action.EDIT_BRIEF):
        raise PermissionDenied
    return project


def _line(request: PageRequest, project_id: int, line_id: int) -> BriefLine:
    project = editable_project(request, project_id)
    line = get_object_or_404(BriefLine, pk=line_id, project=project)
    line.project = project
    return line


def _version(request: PageRequest) -> int | None:
    form = LineVersionForm(request.POST)
    return form.cleaned_data["version"] if form.is_valid() else None


def _refused(request: PageRequest) -> int:
    return 422 if request.htmx else 400


def _done(request: PageRequest, project: Project, act: Callable[[], object]) -> HttpResponse:
    """Do it, and show the draft as it stands then."""
    try:
        act()
    except Refusal as refusal:
        return _draft(request, project, refusal=refusal.message, status=status_of(request, refusal))
    return _shown(request, project)


def _shown(request: PageRequest, project: Project) -> HttpResponse:
    return _draft(request, project) if wants_fragment(request) else redirect("records:brief-edit", project.pk)
