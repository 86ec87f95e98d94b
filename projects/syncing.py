"""What a launch takes from its template when the template, or an answer, says something else: line by line. Pure.

Three sides are compared, a line by its key and a property by itself: `before`, what the template said for this launch
so far; `after`, what it says now; and what stands in the launch. **What stands as `before` said goes to what `after`
says; what stands otherwise was chosen by somebody here, and stays.** So nothing has to be remembered of what a planner
declines: once the launch points at the new version, it differs from it, as it would after an edit by hand.

- A line that the launch never had comes in; one that it had, or was to have, and has no more, was left out by hand.
- A line that no longer applies goes, unless somebody has worked on it. A line done, waived or in review is not touched.
- Scenarios and waits are compared one by one; a verified scenario stays whatever the template says.
- The place of a line within its section is not compared: new lines take theirs, the others keep their order.

Source: product.md section 3; issue 4, points 2 and 4.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from checklists.conditions import holds
from checklists.content import Content, LineContent, WaitContent

from .models import Status


class What(TextChoices):
    """What becomes of a line."""

    ADDED = "added", pgettext_lazy("line", "Added")
    CHANGED = "changed", pgettext_lazy("line", "Changed")
    DROPPED = "dropped", pgettext_lazy("line", "Removed")
    RETURNED = "returned", pgettext_lazy("line", "Brought back")
    KEPT = "kept", pgettext_lazy("line", "Kept as it is")


class Why(TextChoices):
    """Why a line stays although the template says something else."""

    FINISHED = "finished", _("done, waived or in review: not touched")
    WORKED_ON = "worked_on", _("kept, because somebody has worked on it")
    EDITED = "edited", _("keeps what was changed by hand")
    LEFT_OUT = "left_out", _("left out by hand, and stays out")


UNTOUCHABLE = (Status.DONE, Status.WAIVED, Status.IN_REVIEW)
PLAIN = (
    *("title", "title_en", "guidance", "guidance_en", "department", "default_owner", "rule", "is_blocker"),
    *("evidence_kind", "approval", "brief_line", "brief_line_en"),
)
_ABSENT: Any = object()


@dataclass(frozen=True, slots=True)
class Placed:
    """A line without conditions, and the title of its section. `default_owner` is who owns it, by address."""

    section: str
    line: LineContent


@dataclass(frozen=True, slots=True)
class Standing:
    """A line of the launch: how far it is, and the texts of its verified scenarios."""

    placed: Placed
    status: str = Status.TODO
    is_worked_on: bool = False
    verified: frozenset[str] = frozenset()

    @property
    def applies(self) -> bool:
        return self.status != Status.DROPPED


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A property by its name in LineContent, or "section". Scenarios and waits are mappings by text and by key."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Judged:
    """`placed` is the line as it would be. `kept` are the template's words that are not taken: (stays, template's)."""

    what: What
    placed: Placed
    changes: tuple[FieldChange, ...] = ()
    kept: tuple[FieldChange, ...] = ()
    why: Why | None = None

    @property
    def key(self) -> str:
        return self.placed.line.key

    @property
    def is_offered(self) -> bool:
        return self.what != What.KEPT


def applied(
    content: Content, answers: Mapping[str, Any], owner_of: Callable[[LineContent], str] | None = None
) -> dict[str, Placed]:
    """The lines that apply with these answers, in order, each with the scenarios that do."""
    return {
        line.key: Placed(
            section.title,
            replace(
                line,
                condition=None,
                default_owner=owner_of(line) if owner_of else line.default_owner,
                scenarios=tuple(replace(s, condition=None) for s in line.scenarios if holds(s.condition, answers)),
            ),
        )
        for section in content.sections
        for line in section.lines
        if holds(line.condition, answers)
    }


def renamed_sections(before: Content, after: Content) -> dict[str, str]:
    """Old title → new title of sections that kept their lines under another name."""
    section_of = {line.key: section.title for section in before.sections for line in section.lines}
    gone = {section.title for section in before.sections} - {section.title for section in after.sections}
    came: dict[str, list[str]] = defaultdict(list)
    for section in after.sections:
        former = {section_of[line.key] for line in section.lines if line.key in section_of}
        if len(former) == 1 and former <= gone:
            came[former.pop()].append(section.title)
    return {old: titles[0] for old, titles in came.items() if len(titles) == 1}


def judge(
    before: Mapping[str, Placed],
    after: Mapping[str, Placed],
    standing: Mapping[str, Standing],
    renames: Mapping[str, str] | None = None,
) -> list[Judged]:
    """What becomes of each line of which the template says something else than before, in the template's order.

    `renames` are titles of sections that go to all lines alike and are no change of theirs.
    """
    known = _known(before, after, standing)
    side = _Sides(renames or {}, known, known - (after.keys() - before.keys()))
    return [*_of_template(before, after, standing, side), *_no_longer(before, after, standing)]


def with_values(placed: Placed, values: Mapping[str, Any]) -> Placed:
    """The line with these properties, named and shaped as in FieldChange."""
    fields = dict(values)
    section = fields.pop("section", placed.section)
    if "scenarios" in fields:
        fields["scenarios"] = tuple(fields["scenarios"].values())
    if "waits" in fields:
        fields["waits"] = tuple(WaitContent(key, days) for key, days in fields["waits"].items())
    return Placed(section, replace(placed.line, **fields))


def result(standing: Mapping[str, Standing], judged: Collection[Judged]) -> dict[str, Placed]:
    """The lines of the launch by key once these judgements are taken; lines that do not apply are not among them."""
    lines = {key: line.placed for key, line in standing.items() if line.applies}
    for one in judged:
        if one.what == What.DROPPED:
            lines.pop(one.key, None)
        elif one.is_offered:
            lines[one.key] = one.placed
    return lines


def _known(before: Mapping[str, Placed], after: Mapping[str, Placed], standing: Mapping[str, Standing]) -> set[str]:
    """Keys of the lines that the launch has or is to get: a wait for any other one is no wait."""
    alive = {key for key, line in standing.items() if line.applies}
    return alive | {key for key in after if key not in before}


def _of_template(
    before: Mapping[str, Placed], after: Mapping[str, Placed], standing: Mapping[str, Standing], side: _Sides
) -> Iterator[Judged]:
    for key, theirs in after.items():
        mine, base = standing.get(key), before.get(key)
        if mine is None and base is None:
            yield Judged(What.ADDED, side.only_known(theirs))
        elif mine is None:
            if base != theirs:
                yield Judged(What.KEPT, theirs, why=Why.LEFT_OUT)
        elif mine.applies:
            yield from _compared(base or mine.placed, mine, theirs, side)
        elif base is None:
            changes, _kept = side.compare(mine.placed, mine, theirs)
            yield Judged(What.RETURNED, side.only_known(theirs), changes)


def _compared(base: Placed, mine: Standing, theirs: Placed, side: _Sides) -> Iterator[Judged]:
    changes, kept = side.compare(base, mine, theirs)
    if mine.status in UNTOUCHABLE:
        if changes or kept:
            yield Judged(What.KEPT, mine.placed, kept=(*changes, *kept), why=Why.FINISHED)
    elif changes:
        becomes = with_values(mine.placed, {change.name: change.after for change in changes})
        yield Judged(What.CHANGED, becomes, changes, kept)
    elif kept:
        yield Judged(What.KEPT, mine.placed, kept=kept, why=Why.EDITED)


def _no_longer(
    before: Mapping[str, Placed], after: Mapping[str, Placed], standing: Mapping[str, Standing]
) -> Iterator[Judged]:
    for key in before:
        line = standing.get(key)
        if key in after or line is None or not line.applies:
            continue
        if line.status in UNTOUCHABLE:
            yield Judged(What.KEPT, line.placed, why=Why.FINISHED)
        elif line.is_worked_on or line.status != Status.TODO or line.verified:
            yield Judged(What.KEPT, line.placed, why=Why.WORKED_ON)
        else:
            yield Judged(What.DROPPED, line.placed)


@dataclass(frozen=True, slots=True)
class _Sides:
    """Compares the three sides of one line, property by property."""

    renames: Mapping[str, str]
    known: Collection[str]
    known_before: Collection[str]  # without newcomers: nothing waited for a line that did not apply

    def compare(
        self, base: Placed, mine: Standing, theirs: Placed
    ) -> tuple[tuple[FieldChange, ...], tuple[FieldChange, ...]]:
        """(what changes, what the template says otherwise and is not taken)."""
        was = self._values(base, self.known_before)
        stands, says = self._values(mine.placed, self.known), self._values(theirs, self.known)
        becomes = {name: _taken(was[name], stands[name], says[name], mine.verified) for name in says}
        if becomes["department"] != stands["department"]:
            # The owner was the former department's: a line that goes to another one is given out anew.
            becomes["default_owner"] = says["default_owner"]
        changes = [FieldChange(n, stands[n], becomes[n]) for n in says if becomes[n] != stands[n]]
        kept = [FieldChange(n, becomes[n], says[n]) for n in says if was[n] != says[n] and becomes[n] != says[n]]
        return tuple(changes), tuple(kept)

    def only_known(self, placed: Placed) -> Placed:
        waits = tuple(wait for wait in placed.line.waits if wait.key in self.known)
        return replace(placed, line=replace(placed.line, waits=waits))

    def _values(self, placed: Placed, known: Collection[str]) -> dict[str, Any]:
        line = placed.line
        return {name: getattr(line, name) for name in PLAIN} | {
            "section": self.renames.get(placed.section, placed.section),
            "scenarios": {scenario.text: scenario for scenario in line.scenarios},
            "waits": {wait.key: wait.days for wait in line.waits if wait.key in known},
        }


def _taken(was: Any, stands: Any, says: Any, verified: Collection[str]) -> Any:
    """The rule of this module for one property; of a mapping, for each of its entries."""
    if not isinstance(says, dict):
        return says if stands == was else stands
    taken = {}
    for key in (*says, *(key for key in stands if key not in says)):
        own = stands.get(key, _ABSENT)
        is_ours = own != was.get(key, _ABSENT) or key in verified
        value = own if is_ours else says.get(key, _ABSENT)
        if value is not _ABSENT:
            taken[key] = value
    return taken
