"""A revision of a record as Markdown, one thing a line: what is compared, and what is copied elsewhere. No I/O."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .models import OpenQuestion, Position, RecordRevision, Resolution


def revision_text(
    revision: RecordRevision,
    *,
    positions: Iterable[Position],
    resolutions: Iterable[Resolution],
    questions: Iterable[OpenQuestion],
) -> str:
    """Its head, its body, and the lines that stood in it. Lines of more than one line keep them, indented."""
    lines = [f"# {revision.title}", "", *_head(revision), "", *revision.body.splitlines()]
    for title, found in (
        (_("Positions"), [f"{position.name}: {position.words}" for position in positions]),
        (_("Decisions"), [" · ".join(_resolution(line)) for line in resolutions]),
        (_("Open questions"), [" · ".join(_promise(line)) for line in questions]),
    ):
        if found:
            lines += ["", f"## {title}", "", *_listed(found)]
    return "\n".join(lines)


def _head(revision: RecordRevision) -> Iterator[str]:
    held_at = date_format(timezone.localtime(revision.held_at), "Y-m-d H:i")
    yield f"{_('Kind')}: {revision.get_kind_display()}"
    yield f"{_('When it was')}: {held_at}"
    if named := [_participant(each) for each in revision.participants]:
        yield f"{_('Participants')}: {', '.join(named)}"


def _participant(given: dict[str, Any]) -> str:
    return f"{given['name']} ({given['department']})" if given["department"] else str(given["name"])


def _resolution(line: Resolution) -> Iterator[str]:
    yield from _promise(line)
    yield f"{_('Decided by')}: {line.decided_by_name}"
    if titles := [item.local_title for item in line.items.all()]:
        yield f"{pgettext('column', 'Items')}: {', '.join(titles)}"


def _promise(line: Resolution | OpenQuestion) -> Iterator[str]:
    yield line.words
    if line.owner:
        yield f"{_('Owner')}: {line.owner.name}"
    if line.due_on:
        yield f"{_('Due')}: {line.due_on.isoformat()}"


def _listed(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        first, *rest = text.splitlines() or [""]
        yield f"- {first}"
        yield from (f"  {line}" for line in rest)
