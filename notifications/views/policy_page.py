"""What the page of a ladder shows: where the ladder comes from, its steps, its history, and the preview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, When
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Department, User
from checklists.models import Template
from ledger.models import Event
from ledger.services import company_stream
from projects.access import visible_projects
from projects.models import Item, Project
from projects.views.answers import PageRequest
from projects.views.launch import head_context
from projects.views.strip import strip_context

from ..forms.policies import PolicyForm
from ..ladder import DEFAULT_LADDER, Step, effective
from ..ladder.chart import chart
from ..ladder.words import SOURCES, when
from ..places import Place, is_open, may_edit, source_of
from ..services.foresight import follows, preview
from ..services.ladders import ladders
from ..services.policies import REMOVED, SAVED
from ..services.standing import DEFAULT, Standing, below, standing_at, written_at

HISTORY_SHOWN, LAUNCHES_OFFERED = 10, 100


@dataclass(frozen=True, slots=True)
class Edited:
    """The form that stands open, the steps to preview (None: those in force), whether somebody else was first."""

    form: PolicyForm | None = None
    steps: Sequence[Step] | None = None
    is_draft: bool = False
    is_stale: bool = False


@dataclass(frozen=True, slots=True)
class Addition:
    """What a department adds to the ladder of a place; no steps when nothing."""

    department: Department
    steps: tuple[Step, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Origin:
    """One place that a ladder can come from. `is_written`: steps are written there; `holds`: they are the ones here."""

    label: str
    url: str
    is_written: bool
    holds: bool
    is_here: bool


def policy_url(place: Place, act: str = "") -> str:
    name = f"notifications:{source_of(place)}-policy{f'-{act}' if act else ''}"
    return reverse(name, args=[place.pk])


def page_context(request: PageRequest, place: Place, edited: Edited) -> dict[str, Any]:
    standing, lower, departments = standing_at(place), below(place), _departments(place)
    return {
        **_head(request, place),
        "place": place,
        "source": source_of(place),
        "standing": standing,
        "below": lower,
        "is_written": standing.policy is not None and standing.source == source_of(place),
        "origins": _origins(place, standing),
        "chart": _chart(place, standing.steps),
        "additions": [found for found in departments if found.steps],
        "departments": departments,
        "may_edit": is_open(place) and may_edit(request.user, place),
        "urls": {"page": policy_url(place)} | {act: policy_url(place, act) for act in ("edit", "preview", "remove")},
        "history": _history(place),
        **preview_context(request, place, edited),
    }


def preview_context(request: PageRequest, place: Place, edited: Edited) -> dict[str, Any]:
    """Only editors see it: it names everybody who is told."""
    context: dict[str, Any] = {"edited": edited, "form": edited.form, "place": place, "source": source_of(place)}
    context["preview_url"] = policy_url(place, "preview")
    if not may_edit(request.user, place):
        return context
    offered = _launches(request.user, place)
    project = _chosen(offered, request.POST if request.method == "POST" else request.GET)
    if project is None:
        return context | {"offered": offered}
    steps = edited.steps
    is_unreadable = edited.is_draft and not steps  # what was typed cannot be previewed, and what stands was not asked
    found = None if is_unreadable else preview(place, project, timezone.now(), steps)
    return context | {
        "offered": offered,
        "chosen": project,
        "chosen_follows": follows(place, project),
        "preview": found,
        "preview_chart": _chart(place, steps) if steps else None,
    }


def _head(request: PageRequest, place: Place) -> dict[str, Any]:
    """A launch's page has its head and tabs."""
    if not isinstance(place, Project):
        return {"today": timezone.localdate()}
    now = timezone.now()
    head = {**head_context(place, request.user, now), **strip_context(place, request.user, now)}
    return head | {"tab": "reminders"}


def _chart(place: Place, steps: Sequence[Step]) -> Any:
    """A department's steps are drawn on top of the default ladder, as a must-have climbs them."""
    if isinstance(place, Department):
        return chart(effective(DEFAULT_LADDER, steps, is_blocker=True), {step.offset for step in steps})
    return chart(steps)


def _origins(place: Place, standing: Standing) -> list[Origin]:
    def at(where: Place, *, is_here: bool) -> Origin:
        found = written_at(where)
        holds = found is not None and standing.source == source_of(where)
        is_gone = isinstance(where, Template) and where.is_archived
        return Origin(str(where), "" if is_gone else policy_url(where), found is not None, holds, is_here)

    first = Origin(str(SOURCES["default"]), "", True, standing.source == DEFAULT.source, is_here=False)
    match place:
        case Department():
            return []
        case Template():
            return [first, at(place, is_here=True)]
        case Project():
            return [first, at(place.template_version.template, is_here=False), at(place, is_here=True)]


def _departments(place: Place) -> list[Addition]:
    """Every department, on a launch's page those with lines in it, with what it adds."""
    added = ladders().added
    departments = Department.objects.order_by("pk")
    if isinstance(place, Project):
        departments = departments.filter(pk__in=place.items.values("department"))
    return [Addition(one, added.get(one.pk, ()), policy_url(one)) for one in departments]


def _launches(user: User, place: Place) -> list[Project]:
    """The running launches a preview can be made for, those that follow the ladder first."""
    if isinstance(place, Project):
        return [place] if place.is_running else []
    running = visible_projects(user).running().select_related("template_version").order_by("launch_on", "pk")
    if isinstance(place, Department):
        theirs = Item.objects.open().filter(department=place).values("project")
        return list(running.filter(pk__in=theirs)[:LAUNCHES_OFFERED])
    first = Case(When(template_version__template=place, then=0), default=1)
    return list(running.order_by(first, "launch_on", "pk")[:LAUNCHES_OFFERED])


def _chosen(offered: list[Project], data: QueryDict) -> Project | None:
    asked = data.get("launch", "")
    return next((project for project in offered if str(project.pk) == asked), offered[0] if offered else None)


def _history(place: Place) -> list[dict[str, Any]]:
    stream_id = company_stream().pk if isinstance(place, Department) else place.stream_id
    target = f"{source_of(place)}:{place.pk}"
    events = Event.objects.filter(stream=stream_id, target=target, verb__in=[SAVED, REMOVED]).order_by("-seq")
    return [{"event": event, "what": _what(event)} for event in events[:HISTORY_SHOWN]]


def _what(event: Event) -> str:
    """What became of the steps: added, taken away, changed."""
    if event.verb == REMOVED:
        return _("Back to the ladder below")
    before = {step["offset"]: step for step in event.before.get("steps", ())}
    after = {step["offset"]: step for step in event.after["steps"]}
    if not before:
        return _("Written: %(steps)s") % {"steps": _days(after)}
    parts = [
        (_("Added: %(steps)s"), [offset for offset in after if offset not in before]),
        (_("Taken away: %(steps)s"), [offset for offset in before if offset not in after]),
        (_("Changed: %(steps)s"), [o for o in after if o in before and after[o] != before[o]]),
    ]
    words = [words % {"steps": _days(offsets)} for words, offsets in parts if offsets]
    if event.before["pause_days"] != event.after["pause_days"]:
        words.append(_("Rest: %(days)d business days") % {"days": event.after["pause_days"]})
    return " · ".join(words)


def _days(offsets: Any) -> str:
    return ", ".join(when(offset) for offset in sorted(offsets))
