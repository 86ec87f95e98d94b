"""Where things stand in a draft: lines within their section, sections and questions within the draft."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from ..models import Question, Section, TemplateItem

M = TypeVar("M", Section, Question, TemplateItem)


def place(
    item: TemplateItem, section: Section, *, above: TemplateItem | None = None, below: TemplateItem | None = None
) -> bool:
    """Put a line above or below another one of `section`, or at its end; whether anything changed."""
    was = (item.section_id, [line.pk for line in item.section.items.order_by("order", "pk")])
    others = list(section.items.exclude(pk=item.pk).order_by("order", "pk"))
    positions = {line.pk: place for place, line in enumerate(others)}
    if above:
        others.insert(positions[above.pk], item)
    elif below:
        others.insert(positions[below.pk] + 1, item)
    else:
        others.append(item)
    if was == (section.pk, [line.pk for line in others]):
        return False
    item.section = section
    item.save(update_fields=["section"])
    renumber(others)
    return True


def renumber(rows: Sequence[M]) -> None:
    """Give `rows` the numbers from 1 in their order; only those that change are written, in one statement."""
    changed = []
    for number, row in enumerate(rows, 1):
        if row.order != number:
            row.order = number
            changed.append(row)
    if changed:
        type(changed[0])._default_manager.bulk_update(changed, ["order"])


def put(row: M, rows: Sequence[M], position: int) -> bool:
    """Put `row` at `position` (from 0) among `rows`, which hold it; whether anything changed."""
    others = [other for other in rows if other.pk != row.pk]
    position = max(0, min(position, len(others)))
    others.insert(position, row)
    if [other.pk for other in others] == [other.pk for other in rows]:
        return False
    renumber(others)
    return True
