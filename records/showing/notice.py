"""Notice given against owed: by launch, by department, by quarter."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ..charts import BarValue, bars
from ..figures import Read
from ..insights import LaunchFact, Notice, notice_by_department, notice_by_quarter, notice_of
from ..periods import months_later
from . import words
from .figure import Column, Figure, Row, Value, own_first


def notice(read: Read) -> Figure:
    own = read.own
    launches = sorted(
        read.now.launches, key=lambda each: (own not in each.departments, each.given - each.owed, each.launch_on)
    )
    return Figure(
        "notice_launches",
        _("Notice given, by launch"),
        words.notice_kept(notice_of(read.now.launches), notice_of(read.then.launches)),
        (
            Column("launch", _("Launch")),
            Column("launch_on", _("D-day"), "day"),
            Column("owed", _("Owed (business days)"), "days"),
            Column("given", _("Given (business days)"), "days"),
            Column("short", _("Short by"), "days"),
        ),
        [Row(_launch_cells(each), own in each.departments) for each in launches],
        bars([_launch_bar(each, own) for each in launches]),
        mark=_("notice owed"),
    )


def _launch_cells(launch: LaunchFact) -> dict[str, Value]:
    short = max(0, launch.owed - launch.given)
    return {
        "id": launch.id,
        "launch": launch.name,
        "launch_on": launch.launch_on,
        "owed": launch.owed,
        "given": launch.given,
        "short": short,
    }


def _launch_bar(launch: LaunchFact, own: int | None) -> BarValue:
    text = _("%(given)s given, %(owed)s owed") % {"given": launch.given, "owed": launch.owed}
    return BarValue(launch.name, text, launch.given, launch.owed, own in launch.departments, not launch.is_kept)


def notice_departments(read: Read) -> Figure:
    now, before = notice_by_department(read.now.launches), notice_by_department(read.then.launches)
    keys = own_first(now, read, lambda key: now[key].mean_given - now[key].mean_owed)
    if read.own in now:
        sentence = words.notice_mean(now[read.own], before.get(read.own), read.names[read.own])
    else:
        sentence = words.notice_mean(notice_of(read.now.launches), notice_of(read.then.launches))
    return Figure(
        "notice_departments",
        _("Notice given, by department"),
        sentence,
        (Column("department", _("Department")), *_notice_columns()),
        [Row({"department": read.names[key]} | _notice_cells(now[key]), key == read.own) for key in keys],
        bars([_notice_bar(read.names[key], now[key], key == read.own) for key in keys]),
        mark=_("notice owed"),
    )


def notice_quarters(read: Read) -> Figure:
    found = notice_by_quarter([*read.then.launches, *read.now.launches])
    quarters = list(found)
    newest = found[quarters[-1]] if quarters else notice_of([])
    before = found.get(months_later(quarters[-1], -3)) if quarters else None
    return Figure(
        "notice_quarters",
        _("Notice given, by quarter"),
        words.notice_kept(newest, before, words.quarter_name(quarters[-1]) if quarters else ""),
        (Column("quarter", _("Quarter of D-day")), *_notice_columns()),
        [Row({"quarter": words.quarter_name(key)} | _notice_cells(found[key])) for key in quarters],
        bars([_notice_bar(words.quarter_name(key), found[key], False) for key in quarters]),
        mark=_("notice owed"),
    )


def _notice_columns() -> tuple[Column, ...]:
    return (
        Column("launches", _("Launches"), "n"),
        Column("kept", _("Notice kept"), "n"),
        Column("rate", _("Kept (%)"), "%"),
        Column("mean_owed", _("Owed on average"), "days"),
        Column("mean_given", _("Given on average"), "days"),
    )


def _notice_cells(notice: Notice) -> dict[str, Value]:
    means: dict[str, Value] = {"mean_owed": round(notice.mean_owed, 1), "mean_given": round(notice.mean_given, 1)}
    return {"launches": notice.launches, "kept": notice.kept, "rate": round(notice.rate, 1)} | means


def _notice_bar(label: str, notice: Notice, is_own: bool) -> BarValue:
    owed, given = words.number(notice.mean_owed), words.number(notice.mean_given)
    text = _("%(given)s given, %(owed)s owed") % {"given": given, "owed": owed}
    return BarValue(label, text, notice.mean_given, notice.mean_owed, is_own, notice.mean_given < notice.mean_owed)
