"""A version laid out for reading: sections, and in each its lines with everything they ask for in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Department

from .condition_words import in_words
from .content import Content, LineContent
from .models import Approval, EvidenceKind, Question, Scenario, Section, TemplateItem, TemplateVersion, TemplateWait
from .schedule import describe
from .services.drafts import item_row, scenario_rows, wait_rows


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
        (section, [_line(item, item.scenarios.all(), item.waits.all(), questions) for item in lines])
        for section, lines in groupby(items, attrgetter("section"))
    ]


def sections_in(
    content: Content, departments: Mapping[str, Department], questions: Sequence[Question]
) -> list[tuple[Section, list[SheetLine]]]:
    """The same of a content that is in no database yet. `departments` has each that it names, saved or not."""
    rows = {line.key: item_row(TemplateVersion(), Section(), 0, line) for line in content.lines()}

    def laid_out(line: LineContent) -> SheetLine:
        item = rows[line.key]
        item.department = departments[line.department]
        return _line(item, scenario_rows(item, line.scenarios), wait_rows(item, line, rows), questions)

    return [
        (Section(title=words.title, title_en=words.title_en), [laid_out(line) for line in words.lines])
        for words in content.sections
    ]


def _line(
    item: TemplateItem, scenarios: Iterable[Scenario], waits: Iterable[TemplateWait], questions: Sequence[Question]
) -> SheetLine:
    asks = []
    if item.evidence_kind != EvidenceKind.NONE:
        asks.append(_("Evidence: %(kind)s") % {"kind": item.get_evidence_kind_display()})
    if item.approval != Approval.NONE:
        asks.append(_("Approval: %(who)s") % {"who": item.get_approval_display()})
    return SheetLine(
        item=item,
        due=describe(item.rule),
        asks=asks,
        waits=[wait_in_words(wait) for wait in waits],
        condition=in_words(item.condition, questions),
        scenarios=[
            (str(scenario), describe(scenario.rule) if scenario.rule else "", in_words(scenario.condition, questions))
            for scenario in scenarios
        ],
    )


def wait_in_words(wait: TemplateWait) -> str:
    """What the line waits for, and the open days it is due after that, where it has such a deadline."""
    title = wait.predecessor.local_title
    if wait.days is None:
        return title
    days = ngettext("%(days)d business day after it", "%(days)d business days after it", wait.days)
    return f"{title} · {days % {'days': wait.days}}"
