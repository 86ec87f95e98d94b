"""What the preview of a launch shows beside the dates: what to settle first, sections, who will be told."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import Department, User
from checklists.conditions import holds
from checklists.models import Section, TemplateItem, TemplateWait
from checklists.schedule import describe

from .services.draft import Draft, Preview, PreviewLine
from .services.owners import will_see

NOBODY = "none"
OWNER_FROM = {
    "last_launch": _("last launch"),
    "department": _("department's default"),
    "template": _("template's default"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table; `line` is missing when its box was cleared. `follows` says in words what moves its date.

    `chosen` is what stands in the owner's field: a person's id, "none", or nothing while the rules decide.
    `is_picked` marks it for an owner who is given to several lines at once.
    """

    item: TemplateItem
    line: PreviewLine | None
    rule: str
    follows: list[str]
    chosen: str
    is_picked: bool
    today: date

    @property
    def owner_from(self) -> str:
        return str(OWNER_FROM.get(self.line.owner_from, "")) if self.line else ""

    @property
    def is_late(self) -> bool:
        return self.line is not None and self.line.is_late

    @property
    def days_past(self) -> int:
        return (self.today - self.line.due.on).days if self.line else 0

    @property
    def is_unowned(self) -> bool:
        return self.line is not None and self.line.owner is None


@dataclass(frozen=True, slots=True)
class Sheet:
    preview: Preview
    sections: list[tuple[Section, list[Row]]]
    left_out: list[TemplateItem]  # by the answers, not by hand

    @property
    def rows(self) -> list[Row]:
        return [row for _section, rows in self.sections for row in rows]

    @property
    def first_late(self) -> Row | None:
        return next((row for row in self.rows if row.is_late), None)

    @property
    def first_unowned(self) -> Row | None:
        return next((row for row in self.rows if row.is_unowned), None)

    @property
    def musts(self) -> int:
        return sum(line.template_item.is_blocker for line in self.preview.lines)

    @property
    def picked(self) -> int:
        return sum(row.is_picked for row in self.rows)

    @property
    def told(self) -> list[tuple[User, int]]:
        """Who gets a message, one each, and how many lines it names; those with the most first."""
        return counted_owners(self.preview)


@dataclass(frozen=True, slots=True)
class Refused:
    """Somebody chosen for these lines who would not see the launch."""

    person: User
    keys: list[str]


def without_unseeing(
    draft: Draft, people: Mapping[int, User], *, by: User
) -> tuple[dict[str, int | None], list[Refused]]:
    """The chosen owners who would see the launch, and those who would not, each once."""
    named = {*draft.named_ids, draft.planner_id, by.pk}
    seeing = {
        person: will_see(
            people[person], is_confidential=draft.is_confidential, opened_to=draft.opened_to_ids, named=named
        )
        for person in set(draft.owners.values())
        if person is not None
    }
    refused: dict[int, list[str]] = defaultdict(list)
    for key, person in draft.owners.items():
        if person is not None and not seeing[person]:
            refused[person].append(key)
    kept = {key: person for key, person in draft.owners.items() if person is None or seeing[person]}
    return kept, [Refused(people[person], keys) for person, keys in refused.items()]


def counted_owners(preview: Preview) -> list[tuple[User, int]]:
    counts = Counter(line.owner.pk for line in preview.lines if line.owner)
    people = {line.owner.pk: line.owner for line in preview.lines if line.owner}
    return [(people[person], count) for person, count in counts.most_common()]


def sheet_of(preview: Preview, draft: Draft, picked: frozenset[str] = frozenset()) -> Sheet:
    """The preview laid out by section, with the lines that were left out by hand still in their place. One query."""
    lines = {line.template_item.pk: line for line in preview.lines}
    skipped = [item for item in preview.left_out if item.key in draft.skipped and holds(item.condition, draft.answers)]
    shown = [line.template_item for line in preview.lines] + skipped
    shown.sort(key=lambda item: (item.section.order, item.section_id, item.order, item.pk))
    follows = _follows(set(lines))
    rows = [
        Row(
            item=item,
            line=lines.get(item.pk),
            rule=describe(item.rule),
            follows=follows.get(item.pk, []),
            chosen=_chosen(item, draft),
            is_picked=item.key in picked and item.pk in lines,
            today=preview.today,
        )
        for item in shown
    ]
    return Sheet(
        preview=preview,
        sections=[(section, list(group)) for section, group in groupby(rows, attrgetter("item.section"))],
        left_out=[item for item in preview.left_out if item not in skipped],
    )


def _chosen(item: TemplateItem, draft: Draft) -> str:
    return str(draft.owners[item.key] or NOBODY) if item.key in draft.owners else ""


def _follows(items: set[int]) -> dict[int, list[str]]:
    waits = TemplateWait.objects.filter(item__in=items, predecessor__in=items, days__isnull=False)
    found: dict[int, list[str]] = defaultdict(list)
    for wait in waits.select_related("predecessor"):
        days = wait.days or 0
        words = ngettext("%(days)d business day after “%(item)s”", "%(days)d business days after “%(item)s”", days)
        found[wait.item_id].append(words % {"days": days, "item": wait.predecessor.local_title})
    return found


def closed_partners(preview: Preview, draft: Draft) -> list[tuple[Department, int]]:
    """Partners that have lines in a launch which is not opened to them: they could neither see nor do them."""
    return [
        (department, count)
        for department, count, _late in preview.departments
        if department.is_partner and (draft.is_confidential or department.pk not in draft.opened_to_ids)
    ]


def to_leads(preview: Preview) -> dict[str, int]:
    """The lead of each unowned line's department, where it has one: what "give to the leads" chooses. One query."""
    departments = {line.template_item.department_id for line in preview.unowned}
    leads: dict[int | None, int] = {}
    for lead in (
        User.objects.active().filter(department__in=departments, role__in=["lead", "partner_lead"]).order_by("-pk")
    ):
        leads[lead.department_id] = lead.pk
    return {
        line.template_item.key: leads[line.template_item.department_id]
        for line in preview.unowned
        if line.template_item.department_id in leads
    }


def people_by_department(people: Iterable[User]) -> dict[int | None, list[User]]:
    """Who can be chosen for a line of each department, and under None for any line: the planners."""
    found: dict[int | None, list[User]] = defaultdict(list)
    for person in people:
        found[person.department_id].append(person)
        if person.role == "planner":
            found[None].append(person)
    return found
