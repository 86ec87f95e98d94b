"""A version laid out for reading: sections, and in each its lines with everything they ask for in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .condition_words import in_words
from .models import Approval, EvidenceKind, Question, Section, TemplateItem, TemplateVersion, TemplateWait
from .schedule import describe


@dataclass(frozen=True, slots=True)
class SheetLine:
    """`scenarios` are (words, own deadline, condition); `asks` says what it takes: evidence and approval."""

    item: TemplateItem
    due: str
    asks: list[str]
    waits: list[str]
    condition: str
    scenarios: list[tuple[str, str, str]]


def sections_of(version: TemplateVersion, questions: Sequence[Question]) -> list[tuple[Section, list[SheetLine]]]:
    """Three queries, however many lines."""
    items = version.items.select_related("section", "department", "default_owner")
    items = items.prefetch_related("scenarios", "waits__predecessor").order_by(
        "section__order", "section", "order", "pk"
    )
    return [
        (section, [_line(item, questions) for item in lines])
        for section, lines in groupby(items, attrgetter("section"))
    ]


def _line(item: TemplateItem, questions: Sequence[Question]) -> SheetLine:
    asks = []
    if item.evidence_kind != EvidenceKind.NONE:
        asks.append(_("Evidence: %(kind)s") % {"kind": item.get_evidence_kind_display()})
    if item.approval != Approval.NONE:
        asks.append(_("Approval: %(who)s") % {"who": item.get_approval_display()})
    return SheetLine(
        item=item,
        due=describe(item.rule),
        asks=asks,
        waits=[wait_in_words(wait) for wait in item.waits.all()],
        condition=in_words(item.condition, questions),
        scenarios=[
            (str(scenario), describe(scenario.rule) if scenario.rule else "", in_words(scenario.condition, questions))
            for scenario in item.scenarios.all()
        ],
    )


def wait_in_words(wait: TemplateWait) -> str:
    """What the line waits for, and the open days it is due after that, where it has such a deadline."""
    title = wait.predecessor.local_title
    if wait.days is None:
        return title
    days = ngettext("%(days)d business day after it", "%(days)d business days after it", wait.days)
    return f"{title} · {days % {'days': wait.days}}"
