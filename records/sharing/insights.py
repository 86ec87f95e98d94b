"""The figures as one page, and as tables: one for a file of its own, or all of them as sheets."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from checklists.files.writing.table import Table

from ..periods import Period, Span
from ..showing import Column, Figure, figures_for
from .page import Page


def insights_page(user: User, period: Period) -> tuple[str, Page]:
    """Raises Forbidden for partners."""
    read, figures = figures_for(user, period, timezone.now())
    name = _("Insights · %(span)s") % {"span": _span(read.span)}
    page = Page(name)
    page.facts([(_("Compared with"), _span(read.before))])
    for figure in figures:
        page.section(figure.title)
        page.text(figure.sentence)
        page.table([column.label for column in figure.columns], [_cells(cells) for _own, cells in figure.lines])
    return name, page


def insights_tables(user: User, period: Period) -> dict[str, Table]:
    """By the key of the figure. Raises Forbidden for partners."""
    _read, figures = figures_for(user, period, timezone.now())
    return {figure.key: _table(figure) for figure in figures}


def _table(figure: Figure) -> Table:
    rows = tuple(tuple(_cells(cells)) for _own, cells in figure.lines)
    return Table(figure.title, tuple(column.label for column in figure.columns), rows)


def _cells(cells: Sequence[tuple[Column, str]]) -> list[str]:
    return [text for _column, text in cells]


def _span(span: Span) -> str:
    return f"{span.first.isoformat()} – {span.last.isoformat()}"


def title() -> str:
    return _("Insights")
