"""The lines of a revision as rows: what says the same keeps its row, what does not ends with the revision before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from accounts.errors import Invalid

from ..models import OpenQuestion, Position, Record, Resolution
from .record_content import Content, Line

Row = Position | Resolution | OpenQuestion


def write_lines(record: Record, content: Content, number: int) -> None:
    """Make the lines of revision `number` those of `content`, in its order."""
    _write(record, content, Position, content.positions(), number)
    _write(record, content, Resolution, content.resolutions(), number)
    _write(record, content, OpenQuestion, content.questions(), number)


def _write(record: Record, content: Content, model: type[Any], wanted: Iterable[Line], number: int) -> None:
    standing: dict[int, Row] = {row.pk: row for row in model.objects.standing().filter(record=record)}
    left, place = dict(standing), 0
    for line in wanted:
        if line.id is not None and line.id not in standing:
            raise Invalid("unknown_line", _("This line is no longer in the record."), field=line.field)
        kept = _same(line, left)
        place = max(place + 1, kept.order if kept else 0)
        if kept:
            del left[kept.pk]
            continue
        content.check_owner(line)
        made = model.objects.create(record=record, since=number, order=place, **line.values, **line.called)
        if line.item_ids:
            made.items.set(line.item_ids)
    model.objects.filter(pk__in=left).update(until=number - 1)


def _same(line: Line, left: dict[int, Row]) -> Row | None:
    """The row among `left` that says just this: the one it names, or for an unnamed line any."""
    rows = [left[line.id]] if line.id in left else left.values() if line.id is None else ()
    return next((row for row in rows if _says(row, line)), None)


def _says(row: Row, line: Line) -> bool:
    if any(getattr(row, name) != value for name, value in line.values.items()):
        return False
    return not isinstance(row, Resolution) or {item.pk for item in row.items.all()} == line.item_ids
