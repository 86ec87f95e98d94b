"""The wheel of a launch whose template asks for scores: its sections now, the time before, and by quarter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from accounts.models import User
from checklists.models import EvidenceKind
from projects import wheel
from projects.access import visible_items, visible_projects
from projects.models import Evidence, Project
from projects.models.item import ItemQuerySet

from .rows import Row


def wheel_context(project: Project, rows: Iterable[Row], user: User) -> dict[str, Any]:
    """Nothing for a launch without scored lines, and for partners, who do not see all of them. Three queries."""
    asked = [row.item for row in rows if row.item.evidence_kind == EvidenceKind.SCORE]
    if not asked or user.is_partner:
        return {}
    scores = _scores(visible_items(user).filter(project=project))[project.pk]
    questions = [(str(item.section), scores.get(item.pk, ("", None))[1]) for item in asked]
    now = project.launch_on, wheel.averages(scores.values())
    terms = wheel.by_quarter([*_earlier(project, user), now])
    before = [term for term in terms if term.quarter < wheel.Quarter.of(project.launch_on)]
    axes = wheel.axes_of(questions, before[-1].scores if before else {})
    shape = wheel.radar(axes)
    return {
        "wheel_axes": axes,
        "wheel_shape": shape,
        "wheel_spokes": list(zip(shape.spokes, axes, strict=True)) if shape else [],
        "wheel_terms": terms,
        "wheel_line": wheel.line_of(terms),
        "wheel_grid": [(score, wheel.height(score)) for score in range(1, wheel.BEST + 1)],
        "wheel_table": [(axis.name, [term.scores.get(axis.name) for term in terms]) for axis in axes],
        "wheel_answered": sum(axis.answered for axis in axes),
        "wheel_questions": len(asked),
    }


def _earlier(project: Project, user: User) -> list[tuple[date, wheel.Scores]]:
    """(D-day, scores by section) of the launches of this template that opened before."""
    earlier = visible_projects(user).filter(
        template_version__template=project.template_version.template_id,
        launch_on__lt=project.launch_on,
        cancelled_at__isnull=True,
    )
    days = dict(earlier.values_list("pk", "launch_on"))
    found = _scores(visible_items(user).filter(project__in=days))
    return [(days[pk], wheel.averages(scores.values())) for pk, scores in found.items()]


def _scores(items: ItemQuerySet) -> dict[int, dict[int, tuple[str, float]]]:
    """By launch and line: the section and the latest score. One query."""
    handed_in = (
        Evidence.objects.filter(item__in=items.applying().filter(evidence_kind=EvidenceKind.SCORE))
        .filter(number__isnull=False, withdrawn_at__isnull=True)
        .select_related("item__section")
        .order_by("item_id", "-added_at", "-pk")
        .distinct("item_id")
    )
    found: dict[int, dict[int, tuple[str, float]]] = defaultdict(dict)
    for evidence in handed_in:
        found[evidence.item.project_id][evidence.item_id] = (str(evidence.item.section), float(evidence.number or 0))
    return found
