"""The sentences of the figures: what happened, and how it compares with the period before. No database."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..insights import Notice, Surprises, Work
from ..noticing import Noticed


def number(value: float) -> str:
    """Whole, or with one decimal."""
    rounded = round(value, 1)
    return f"{rounded:,.0f}" if rounded == int(rounded) else f"{rounded:,.1f}"


def quarter_name(first: date) -> str:
    return _("Q%(quarter)d %(year)d") % {"quarter": (first.month + 2) // 3, "year": first.year}


def month_name(first: date) -> str:
    return _("%(month)d/%(year)d") % {"month": first.month, "year": first.year}


def month_short(first: date) -> str:
    """Below a column: the columns stand in order, so the year is not needed."""
    return pgettext("below a column", "%(month)d") % {"month": first.month}


def notice_kept(now: Notice, before: Notice | None, name: str = "") -> str:
    """`name` is that of the quarter, where not the whole period is meant."""
    if not now.launches:
        return _("No launch opened in this period.")
    words = {"kept": now.kept, "launches": now.launches, "rate": number(now.rate)}
    sentence = _("%(kept)d of %(launches)d launches gave the notice that was owed (%(rate)s%%).") % words
    compared = _points(now.rate, before.rate if before and before.launches else None)
    return f"{name}: {sentence} {compared}" if name else f"{sentence} {compared}"


def notice_mean(now: Notice, before: Notice | None, name: str = "") -> str:
    """Of the department that is named, or of all launches."""
    if not now.launches:
        return _("No launch opened in this period.")
    words = {"given": number(now.mean_given), "owed": number(now.mean_owed), "name": name}
    if name:
        sentence = _("%(name)s: CX was told %(given)s business days ahead on average; %(owed)s were owed.") % words
    else:
        sentence = _("CX was told %(given)s business days ahead on average; %(owed)s were owed.") % words
    return f"{sentence} {_days(now.mean_given, before.mean_given if before and before.launches else None)}"


def on_time(now: Work, before: Work, own: tuple[str, Work] | None) -> str:
    if not now.due:
        return _("No item was due in this period.")
    words = {"on_time": now.on_time, "due": now.due, "rate": number(now.rate)}
    parts = [_("%(on_time)d of %(due)d items that were due were done on time (%(rate)s%%).") % words]
    parts.append(_points(now.rate, before.rate if before.due else None))
    if own and own[1].due:
        parts.append(_("%(name)s: %(rate)s%%.") % {"name": own[0], "rate": number(own[1].rate)})
    return " ".join(parts)


def surprises(now: Surprises, before: Surprises) -> str:
    if not now.counted:
        sentence = _("Nothing opened without notice or was shared late in this period.")
    else:
        words = {"unannounced": now.of(Noticed.UNANNOUNCED), "late": now.of(Noticed.LATE)}
        sentence = _("Opened without notice: %(unannounced)d. Shared late: %(late)d.") % words
    return f"{sentence} {_counts(now.counted, before.counted)}"


def inquiries(now: Surprises, before: Surprises) -> str:
    if not now.inquiries:
        sentence = _("No inquiries came from missing or late notice in this period.")
    else:
        sentence = _("%(count)s inquiries came from missing or late notice.") % {"count": number(now.inquiries)}
    return f"{sentence} {_counts(now.inquiries, before.inquiries)}"


def most_missed(title: str, now: Work | None, before: Work | None) -> str:
    if now is None:
        return _("No item of a template was late or missed in this period.")
    words = {"title": title, "behind": now.behind, "due": now.due}
    sentence = _("Late or missed most often: “%(title)s”, in %(behind)d of %(due)d launches.") % words
    return f"{sentence} {_counts(now.behind, before.behind if before else None)}"


def days_late(now: Work, before: Work) -> str:
    if now.median_days is None:
        return _("Nothing was done late in this period.")
    words = {"days": number(now.median_days), "count": now.late}
    sentence = _("Half of the %(count)d items done late were done within %(days)s days of their due date.") % words
    return f"{sentence} {_days(now.median_days, before.median_days)}"


def _points(now: float, before: float | None) -> str:
    if before is None:
        return _("There is nothing to compare it with in the period before.")
    if number(now) == number(before):
        return _same()
    words = {"change": number(abs(round(now, 1) - round(before, 1))), "before": number(before)}
    if now > before:
        return _("That is %(change)s points more than in the period before (%(before)s%%).") % words
    return _("That is %(change)s points less than in the period before (%(before)s%%).") % words


def _counts(now: int, before: int | None) -> str:
    if before is None:
        return _("There is nothing to compare it with in the period before.")
    if now == before:
        return _same()
    words = {"change": number(abs(now - before)), "before": number(before)}
    if now > before:
        return _("That is %(change)s more than in the period before (%(before)s).") % words
    return _("That is %(change)s fewer than in the period before (%(before)s).") % words


def _days(now: float, before: float | None) -> str:
    if before is None:
        return _("There is nothing to compare it with in the period before.")
    if number(now) == number(before):
        return _same()
    words = {"change": number(abs(round(now, 1) - round(before, 1))), "before": number(before)}
    if now > before:
        return _("That is %(change)s days more than in the period before (%(before)s days).") % words
    return _("That is %(change)s days fewer than in the period before (%(before)s days).") % words


def _same() -> str:
    return _("The same as in the period before.")
