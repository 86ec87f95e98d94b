"""What opened without notice, month by month, and the inquiries that came of it, by department."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from ..charts import BarValue, ColumnValue, bars, columns
from ..figures import Read
from ..insights import Surprises, surprises_by_department, surprises_by_month, surprises_of
from ..noticing import Noticed
from . import words
from .figure import Column, Figure, Row

KINDS = (Noticed.UNANNOUNCED, Noticed.LATE, Noticed.EXEMPT)


def surprises(read: Read) -> Figure:
    months = surprises_by_month(read.now.surprises, read.span.months())
    kinds = (*KINDS, Noticed.IN_TIME)
    return Figure(
        "surprises",
        _("Surprises, by month"),
        words.surprises(surprises_of(read.now.surprises), surprises_of(read.then.surprises)),
        (
            Column("month", _("Month")),
            *(Column(kind.value, str(kind.label), "n") for kind in kinds),
            Column("inquiries", _("Inquiries"), "n"),
        ),
        [
            Row(
                {"month": words.month_name(month)}
                | {kind.value: found.of(kind) for kind in kinds}
                | {"inquiries": found.inquiries}
            )
            for month, found in months.items()
        ],
        columns([_surprise_column(month, found) for month, found in months.items()]),
        kinds=tuple((kind.value, str(kind.label)) for kind in KINDS),
    )


def _surprise_column(month: date, found: Surprises) -> ColumnValue:
    parts = tuple((kind.value, found.of(kind)) for kind in KINDS)
    total = sum(count for _kind, count in parts)
    return ColumnValue(words.month_short(month), parts, str(total) if total else "")


def inquiries(read: Read) -> Figure:
    now = {key: found for key, found in surprises_by_department(read.now.surprises).items() if found.counted}
    before = surprises_by_department(read.then.surprises)
    keys = sorted(now, key=lambda key: (key is None or key != read.own, -now[key].inquiries, _name(key, read)))
    return Figure(
        "inquiries",
        _("Inquiries caused, by department"),
        words.inquiries(surprises_of(read.now.surprises), surprises_of(read.then.surprises)),
        (
            Column("department", _("Department")),
            Column("surprises", _("Surprises"), "n"),
            Column("inquiries", _("Inquiries"), "n"),
            Column("before", _("The period before"), "n"),
        ),
        [
            Row(
                {
                    "department": _name(key, read),
                    "surprises": now[key].counted,
                    "inquiries": now[key].inquiries,
                    "before": before[key].inquiries if key in before else 0,
                },
                key is not None and key == read.own,
            )
            for key in keys
        ],
        bars([_inquiry_bar(key, now[key], before.get(key), read) for key in keys]),
        mark=_("the period before"),
    )


def _inquiry_bar(key: int | None, now: Surprises, before: Surprises | None, read: Read) -> BarValue:
    text = words.number(now.inquiries)
    mark = before.inquiries if before else None
    return BarValue(_name(key, read), text, now.inquiries, mark, key is not None and key == read.own)


def _name(key: int | None, read: Read) -> str:
    return _("Not known yet") if key is None else read.names[key]
