"""A launch compared with its template, in words: what a page and the API show of each line."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import Department, User
from checklists.compare import FieldChange as ShownField
from checklists.compare_words import LINE, Context, Names
from checklists.models import in_reader_language

from .models import Item
from .services.comparing import Comparison
from .syncing import FieldChange, Judged, with_values

PROPERTIES = {"scenarios": ("scenarios", "scenarios_en")}


@dataclass(frozen=True, slots=True)
class ShownLine:
    """`fields` are what changes, before and after; `kept` what stays, and what the template says of it."""

    key: str
    what: str
    label: str
    why: str
    title: str
    section: str
    department: str
    owner: str
    is_blocker: bool
    due_on: date | None
    fields: Sequence[ShownField]
    kept: Sequence[ShownField]
    item: Item | None

    @property
    def is_offered(self) -> bool:
        return self.what != "kept"


@dataclass(frozen=True, slots=True)
class ShownLaunch:
    found: Comparison
    offered: Sequence[ShownLine]
    kept: Sequence[ShownLine]

    @property
    def people(self) -> int:
        """How many people own a line that would come, change or go."""
        return len({line.owner for line in self.offered if line.owner})


def shown(comparisons: Collection[Comparison]) -> list[ShownLaunch]:
    """Two queries, however many launches and lines."""
    names = Names(
        {department.slug: department.local_name for department in Department.objects.all()},
        dict(User.objects.values_list("email", "name")),
    )
    return [_launch(found, names) for found in comparisons]


def _launch(found: Comparison, names: Names) -> ShownLaunch:
    titles = {line.key: in_reader_language(line.title, line.title_en) for line in found.content.lines()}
    titles |= {key: item.local_title for key, item in found.items.items()}
    context = Context(names, found.content.questions, titles)
    lines = [_line(found, judged, context) for judged in found.lines]
    return ShownLaunch(found, [line for line in lines if line.is_offered], [x for x in lines if not x.is_offered])


def _line(found: Comparison, judged: Judged, context: Context) -> ShownLine:
    line, people = judged.placed.line, context.names.people
    return ShownLine(
        key=judged.key,
        what=judged.what.value,
        label=str(judged.what.label),
        why=str(judged.why.label) if judged.why else "",
        title=in_reader_language(line.title, line.title_en),
        section=judged.placed.section,
        department=context.names.departments.get(line.department, line.department),
        owner=people.get(line.default_owner, ""),
        is_blocker=line.is_blocker,
        due_on=found.dues.get(judged.key),
        fields=_fields(judged, judged.changes, context),
        kept=_fields(judged, judged.kept, context),
        item=found.items.get(judged.key),
    )


def _fields(judged: Judged, changes: Collection[FieldChange], context: Context) -> list[ShownField]:
    before = with_values(judged.placed, {change.name: change.before for change in changes})
    after = with_values(judged.placed, {change.name: change.after for change in changes})
    named = {name for change in changes for name in PROPERTIES.get(change.name, (change.name,))}
    fields = [
        ShownField(each.name, _label(each.name, str(each.label)), old, new)
        for each in LINE
        if each.name in named and (old := each.words(before.line, context)) != (new := each.words(after.line, context))
    ]
    if before.section != after.section:
        fields.append(ShownField("section", _("Section"), (before.section,), (after.section,)))
    return fields


def _label(name: str, label: str) -> str:
    """In a launch an owner is no default."""
    return _("Owner") if name == "default_owner" else label
