"""A draft as the editor lists it: sections, and in each its lines with their dates if D-day were a certain day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import quote

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import wording
from accounts.asked import day as day_of
from accounts.calendars import Calendar
from accounts.templatetags.display import language

from .condition_words import in_words
from .draft_dates import Dated, Dates, DraftLine, Warn, Warning, dates_if
from .files.deadlines import write_rule
from .models import Question, Scenario, Section, TemplateItem, TemplateVersion, TemplateWait
from .schedule import Roll, Rule, Unit, earliest_launch_on, notice_given

LONG_TEXTS = ("guidance", "guidance_en", "brief_line", "brief_line_en")


@dataclass(frozen=True, slots=True)
class DDay:
    """The D-day that the dates are shown for, and what is to be said of it. `earliest` keeps the notice owed."""

    on: date
    today: date
    earliest: date
    owed: int
    given: int
    is_open: bool
    nearby: tuple[date, ...] = ()

    @property
    def is_short(self) -> bool:
        return self.given < self.owed


@dataclass(frozen=True, slots=True)
class Other:
    """What somebody else wrote meanwhile, beside what stands typed in the row."""

    who: str
    title: str
    due: str
    revision: int


@dataclass(slots=True)
class DraftRow:
    """One line of the list. `scenarios` is how many it has, `waits` the keys it waits for.

    `typed` is what was sent and could not be saved, `refusal` why, `other` what somebody else saved first.
    """

    item: TemplateItem
    scenarios: int
    waits: list[str]
    condition: str
    dated: Dated
    is_selected: bool = False
    typed: Mapping[str, str] | None = None
    refusal: str = ""
    other: Other | None = None

    @property
    def path(self) -> str:
        """Its own address, below the draft's."""
        return f"lines/{quote(self.item.key, safe='')}/"

    @property
    def title(self) -> str:
        return self.typed["title"] if self.typed else self.item.title

    @property
    def due(self) -> str:
        return self.typed["due"] if self.typed else rule_text(self.item.rule)

    @property
    def more_waits(self) -> int:
        return len(self.waits) - 1

    @property
    def is_past(self) -> bool:
        return any(warning.kind == Warn.PAST for warning in self.dated.warnings)

    @property
    def past_day(self) -> str:
        """ "11.10 지남": so many can be past that a line of its own for each would hide the rest."""
        on = self.dated.on
        assert on is not None  # noqa: S101 - it has been compared with today
        return _("%(day)s past") % {"day": wording.day(on, language()).rpartition(" ")[0]}

    @property
    def warnings(self) -> list[str]:
        if self.dated.problem:
            return [self.dated.problem]
        return [in_sentence(warning) for warning in self.dated.warnings if warning.kind != Warn.PAST]


def rule_text(rule: Rule) -> str:
    """ "D-14 영업일", without what happens on closed days: that stands in the panel only."""
    return write_rule(replace(rule, roll=Roll.DEFAULT))


def d_day(draft: TemplateVersion, asked: str, known: Mapping[int | None, Calendar]) -> DDay:
    """The D-day that was asked for (YYYY-MM-DD), else the earliest that keeps the notice owed from today."""
    today, company = timezone.localdate(), known[None]
    owed = draft.template.launch_type.notice_days
    earliest = earliest_launch_on(today, owed, company)
    on = day_of(asked) or earliest
    try:
        given, is_open = notice_given(today, on, company), company.is_open(on)
        nearby = () if is_open else (company.previous_open(on), company.next_open(on))
    except ValueError:  # a day that no calendar knows
        return DDay(earliest, today, earliest, owed, owed, is_open=True)
    return DDay(on, today, earliest, owed, given, is_open, nearby)


def draft_dates(
    draft: TemplateVersion, day: DDay, known: Mapping[int | None, Calendar], keys: Collection[str] | None = None
) -> Dates:
    """Three queries, however many lines. With `keys` of these lines only, and no circle is found beyond them."""
    waits = waits_by_key(draft, keys)
    items, scenarios = draft.items.order_by(), Scenario.objects.filter(item__version=draft, offset__isnull=False)
    if keys is not None:
        wanted = {*keys, *(other for found in waits.values() for other, _days in found)}
        items, scenarios = items.filter(key__in=wanted), scenarios.filter(item__key__in=wanted)
    rules: dict[str, list[Rule]] = defaultdict(list)
    for key, offset, unit in scenarios.order_by("item", "order", "pk").values_list("item__key", "offset", "unit"):
        rules[key].append(Rule(offset or 0, Unit(unit)))
    lines = items.values_list("key", "offset", "unit", "roll", "department_id")
    return dates_if(
        day.on,
        day.today,
        [
            DraftLine(
                key, Rule(offset, Unit(unit), Roll(roll)), known[department], tuple(rules[key]), tuple(waits[key])
            )
            for key, offset, unit, roll, department in lines
        ],
    )


def waits_by_key(
    draft: TemplateVersion, keys: Collection[str] | None = None
) -> defaultdict[str, list[tuple[str, int | None]]]:
    """What each line waits for: (key, days), by its own key. One query."""
    found: defaultdict[str, list[tuple[str, int | None]]] = defaultdict(list)
    waits = TemplateWait.objects.filter(item__version=draft).order_by("predecessor__key")
    if keys is not None:
        waits = waits.filter(item__key__in=keys)
    for key, other, days in waits.values_list("item__key", "predecessor__key", "days"):
        found[key].append((other, days))
    return found


def draft_sections(
    draft: TemplateVersion, dates: Dates, questions: Sequence[Question], *, selected: str = ""
) -> list[tuple[Section, list[DraftRow]]]:
    """Every section, empty ones too, with its rows. Four queries."""
    by_section: dict[int, list[DraftRow]] = defaultdict(list)
    items = draft.items.order_by("section__order", "section", "order", "pk")
    for row in draft_rows(draft, items, dates, questions):
        row.is_selected = row.item.key == selected
        by_section[row.item.section_id].append(row)
    return [(section, by_section[section.pk]) for section in draft.sections.all()]


def draft_rows(
    draft: TemplateVersion, items: QuerySet[TemplateItem], dates: Dates, questions: Sequence[Question]
) -> list[DraftRow]:
    """Rows of these lines of the draft. Three queries."""
    found = list(items.select_related("department").defer(*LONG_TEXTS))
    waits = waits_by_key(draft, [item.key for item in found])
    counted = Scenario.objects.filter(item__in=found).order_by().values_list("item").annotate(n=Count("pk"))
    scenarios = dict(counted)
    return [
        DraftRow(
            item=item,
            scenarios=scenarios.get(item.pk, 0),
            waits=[key for key, _days in waits[item.key]],
            condition=in_words(item.condition, questions) if item.condition else "",
            dated=dates.by_key.get(item.key, Dated()),
        )
        for item in found
    ]


def in_sentence(warning: Warning) -> str:
    """A warning as the row says it."""
    words = {"day": wording.day(warning.on, language()), "key": warning.other, "days": warning.days}
    match warning.kind:
        case Warn.PAST:
            return _("Before today, %(day)s.") % words
        case Warn.NOT_BEFORE:
            return _("Its rule is before launch, but this is launch day or later.")
        case Warn.NOT_AFTER:
            return _("Its rule is after launch, but this is launch day or earlier.")
        case Warn.BEFORE_OTHER:
            return _("Earlier than %(key)s (%(day)s), which it waits for.") % words
        case Warn.TOO_SOON:
            sentence = ngettext(
                "Earlier than %(days)d business day after %(key)s (%(day)s).",
                "Earlier than %(days)d business days after %(key)s (%(day)s).",
                warning.days,
            )
            return sentence % words
    return _("By its rule %(day)s; a scenario makes it later.") % words
