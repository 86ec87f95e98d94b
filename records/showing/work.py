"""Work done on time, lines that are late most often, and how late what is late becomes."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..charts import BarValue, bars
from ..figures import Read
from ..insights import Work, work_by_department, work_of
from ..insights import most_missed as most_missed_lines
from . import words
from .figure import Column, Figure, Row, own_first, rounded


def on_time(read: Read) -> Figure:
    now, before = work_by_department(read.now.items), work_by_department(read.then.items)
    keys = own_first(now, read, lambda key: now[key].rate)
    rates = {key: before[key].rate for key in before if before[key].due}
    own = (read.names[read.own], now[read.own]) if read.own in now else None
    return Figure(
        "on_time",
        _("Done on time, by department"),
        words.on_time(work_of(read.now.items), work_of(read.then.items), own),
        (
            Column("department", _("Department")),
            Column("due", _("Were due"), "n"),
            Column("on_time", _("On time"), "n"),
            Column("late", _("Done late"), "n"),
            Column("missed", _("Not done"), "n"),
            Column("rate", _("On time (%)"), "%"),
            Column("before", _("The period before (%)"), "%"),
        ),
        [
            Row(
                {"department": read.names[key]}
                | {name: getattr(now[key], name) for name in ("due", "on_time", "late", "missed")}
                | {"rate": round(now[key].rate, 1), "before": rounded(rates.get(key))},
                key == read.own,
            )
            for key in keys
        ],
        bars(
            [
                BarValue(
                    read.names[key], f"{words.number(now[key].rate)}%", now[key].rate, rates.get(key), key == read.own
                )
                for key in keys
            ],
            whole=100,
        ),
        mark=_("the period before"),
    )


def most_missed(read: Read) -> Figure:
    lines = [(line, work, *read.titles.get(line, (line[1], ""))) for line, work in most_missed_lines(read.now.items)]
    first = lines[0] if lines else None
    same = [item for item in read.then.items if first and item.line == first[0]]
    return Figure(
        "most_missed",
        _("Items late or missed most often"),
        words.most_missed(first[2] if first else "", first[1] if first else None, work_of(same) if same else None),
        (
            Column("item", _("Item")),
            Column("template", _("Template")),
            Column("due", _("Launches"), "n"),
            Column("late", _("Done late"), "n"),
            Column("missed", _("Not done"), "n"),
        ),
        [
            Row({"item": title, "template": template, "due": work.due, "late": work.late, "missed": work.missed})
            for _line, work, title, template in lines
        ],
        bars([_missed_bar(title, work) for _line, work, title, _template in lines]),
        mark=_("launches that have it"),
    )


def _missed_bar(title: str, work: Work) -> BarValue:
    text = _("%(behind)d of %(due)d") % {"behind": work.behind, "due": work.due}
    return BarValue(title, text, work.behind, work.due)


def days_late(read: Read) -> Figure:
    now, before = work_by_department(read.now.items), work_by_department(read.then.items)
    late = {key: work for key, work in now.items() if work.median_days is not None}
    keys = own_first(late, read, lambda key: -(late[key].median_days or 0))
    medians = {key: work.median_days for key, work in before.items()}
    return Figure(
        "days_late",
        _("Days from late to done"),
        words.days_late(work_of(read.now.items), work_of(read.then.items)),
        (
            Column("department", _("Department")),
            Column("late", _("Done late"), "n"),
            Column("median", pgettext("statistics", "Median (days)"), "days"),
            Column("longest", _("Longest (days)"), "days"),
            Column("before", _("Median of the period before"), "days"),
        ),
        [
            Row(
                {
                    "department": read.names[key],
                    "late": late[key].late,
                    "median": late[key].median_days,
                    "longest": late[key].longest_days,
                    "before": medians.get(key),
                },
                key == read.own,
            )
            for key in keys
        ],
        bars([_days_bar(read.names[key], late[key], medians.get(key), key == read.own) for key in keys]),
        mark=_("the period before"),
    )


def _days_bar(name: str, work: Work, before: float | None, is_own: bool) -> BarValue:
    median = work.median_days or 0.0
    return BarValue(name, _("%(days)s days") % {"days": words.number(median)}, median, before, is_own)
