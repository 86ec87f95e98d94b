"""A checklist's row. A launch has hundreds of them and a template takes half a millisecond for each, so they are joined
from strings: what depends on a name or a language alone is made once. `_item_row.html` is this row for everybody else.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from accounts import drawings, wording
from accounts.templatetags.display import (
    department_chip,
    due_badge,
    language,
    must,
    person_url,
    pips,
    tick_mark,
)
from projects.models import Status

if TYPE_CHECKING:
    from projects.charts import Ruler
    from projects.views.rows import Row

register = template.Library()


@register.simple_tag
def item_rows(rows: Iterable[Row], query: str = "") -> SafeString:
    """`query` is the page's own (`filters.own_query`): an opened line keeps what is shown."""
    return mark_safe("".join(_row(row, query, is_oob=False) for row in rows))  # noqa: S308 - escaped below


@register.simple_tag
def item_row(row: Row, query: str = "", is_oob: object = False) -> SafeString:
    return mark_safe(_row(row, query, is_oob=bool(is_oob)))  # noqa: S308


@register.simple_tag
def ruler_marks(ruler: Ruler) -> SafeString:
    """One mark for each due date of the launch."""
    marks = (f'<use href="#ruler-{mark.state}" x="{mark.x:.2f}%" y="{mark.y:.1f}"/>' for mark in ruler.marks)
    return mark_safe("".join(marks))  # noqa: S308 - numbers only


def _row(row: Row, query: str, *, is_oob: bool) -> str:
    item = row.item
    title = escape(item.local_title)
    oob = ' hx-swap-oob="true"' if is_oob else ""
    department = item.department
    chip = _chip(department.local_name, department.is_partner, get_language())
    states = (
        (" is-selected" if row.is_selected else "")
        + (" is-done" if row.is_closed else "")
        + (" is-just-done" if row.is_just_done else "")
    )
    return (
        f'<div class="row{states}" role="row" id="item-{item.pk}" tabindex="-1" data-row'
        f' data-state="{item.status}"{oob}>'
        f'<div class="cell-tick" role="cell">{_tick(row, title)}{_pick(row, title)}</div>'
        f'<div class="cell-must" role="cell">{_must(item.is_blocker, row.is_closed, get_language())}</div>'
        f'<div class="cell-title" role="rowheader">{_title(row, title, query)}</div>'
        f'<div class="cell-meta"><div class="cell-pips" role="cell">{_pips(row)}</div>'
        f'<div class="cell-department" role="cell">{chip}</div>'
        f'<div class="cell-owner" role="cell">{_owner(row)}</div></div>'
        f'<div class="cell-date" role="cell">{_date(row)}</div>'
        f'<div class="cell-due" role="cell">{_due(row)}</div>'
        f"{conditional_escape(row.form)}</div>\n"
    )


def _tick(row: Row, title: str) -> str:
    """All ticks of a page belong to its one form "ticks", so a row carries no token of its own."""
    square = tick_mark(row.mark)
    if not row.may_tick:
        return f'<span class="tick" role="img" aria-label="{_status(row.item.status, get_language())}">{square}</span>'
    label = gettext("Mark done: %(title)s") % {"title": title}
    return (
        f'<button class="tick" form="ticks" formaction="{row.url}complete/" name="version" value="{row.item.version}"'
        f' hx-post="{row.url}complete/" hx-target="#item-{row.item.pk}" hx-swap="outerHTML" aria-label="{label}">'
        f"{square}</button>"
    )


def _pick(row: Row, title: str) -> str:
    """The box that takes the line among the chosen ones; it belongs to the form "bulk"."""
    if not row.may_select:
        return ""
    label = gettext("Select: %(title)s") % {"title": title}
    return (
        f'<label class="row-pick"><input type="checkbox" name="items" value="{row.item.pk}" form="bulk" data-select'
        f' aria-label="{label}"></label>'
    )


def _title(row: Row, title: str, query: str) -> str:
    note = row.note
    parts = [f'<a class="row-title" data-open href="{row.url}{escape(query)}">{title}</a>']
    if note:
        parts.append(f' <span class="row-note">{escape(note)}</span>')
    if row.may_tick:
        parts.append(f'<a hidden data-block href="{row.url}?act=block"></a>')
    if row.refusal:
        refusal, more, sign = escape(row.refusal), gettext("Open item"), drawings.symbol("warning", "icon icon-warning")
        parts.append(
            f'<p class="row-error" role="alert" data-announce="{refusal}">{sign}<span>{refusal} '
            f'<a href="{row.url}">{more}</a></span></p>'
        )
    return "".join(parts)


def _pips(row: Row) -> str:
    total: int = getattr(row.item, "scenario_count", 0)
    if not total:
        return ""
    shown = _count(getattr(row.item, "verified", 0), total, get_language())
    return (
        f'<a class="row-edit" data-scenarios href="{row.url}#scenarios" hx-get="{row.url}scenarios/"'
        f' hx-target="closest .row" hx-swap="afterend" aria-expanded="false">{shown}</a>'
    )


def _owner(row: Row) -> str:
    owner = row.item.owner
    if not row.may_assign:
        if owner and row.may_open_owner:
            return f'<a class="person-link" href="{person_url(owner.pk)}">{escape(owner.name)}</a>'
        if owner:
            return escape(owner.name)
        return "" if row.is_closed else f'<span class="unowned">{gettext("No owner")}</span>'
    words = escape(owner.name) if owner else gettext("No owner")
    return _edit(row, "assign", "row-edit" if owner else "unowned", words)


def _date(row: Row) -> str:
    day = _day(row.item.due_on, language())
    return _edit(row, "set-due", "row-edit", day) if row.may_date else day


def _edit(row: Row, act: str, css_class: str, words: str) -> str:
    """A word of the row that opens a small form in its place; without JavaScript the line's page with that form."""
    key = "assign" if act == "assign" else "date"
    return (
        f'<a class="{css_class}" data-{key} href="{row.url}?act={act}" hx-get="{row.url}inline/{act}/"'
        f' hx-target="closest .row" hx-swap="beforeend show:none">{words}</a>'
    )


def _due(row: Row) -> str:
    item = row.item
    if not row.is_just_done:
        return _badge(item.due_on, row.today, item.status, get_language())
    undo = f"{row.url}undo/{item.version}/"
    return (
        f'<button class="undo" form="ticks" formaction="{undo}" hx-post="{undo}" hx-target="#item-{item.pk}"'
        f' hx-swap="outerHTML">{drawings.symbol("undo", "icon icon-undo")}{gettext("Undo")}</button>'
    )


class Shown(NamedTuple):
    """What a chip shows of a department."""

    local_name: str
    is_partner: bool


# Kept, because a list has few of each. What they say depends on their arguments, of which the language is one.


@lru_cache(maxsize=512)
def _chip(name: str, is_partner: bool, _language: str | None) -> str:
    return department_chip(Shown(name, is_partner))


@lru_cache(maxsize=4096)
def _badge(due_on: date, today: date, status: str, _language: str | None) -> str:
    return due_badge(due_on, today, status)


@lru_cache(maxsize=8)
def _must(is_blocker: bool, is_closed: bool, _language: str | None) -> str:
    return must(is_blocker, is_closed)


@lru_cache(maxsize=512)
def _count(verified: int, total: int, _language: str | None) -> str:
    return pips(verified, total)


@lru_cache(maxsize=32)
def _status(status: str, _language: str | None) -> str:
    return str(Status(status).label)


@lru_cache(maxsize=1024)
def _day(day: date, language: str) -> str:
    return wording.day(day, language)
