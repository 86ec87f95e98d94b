"""The cells of one line → a LineContent, with a sentence for every cell that cannot be understood."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.texts import wrong_in_name

from ..conditions import check_condition
from ..content import LineContent, QuestionContent, ScenarioContent
from .cells import read_scenarios, read_waits
from .condition_text import ConditionTextError, read_condition
from .deadlines import DeadlineError, read_deadline
from .gathering import RawLine
from .grids import EXCEL_ERRORS, NOT_CALCULATED, one_line
from .known import Known
from .words import APPROVAL, CROSS, EVIDENCE, MUST, find, heading, plain

LONGEST = {"section": 60, "section_en": 60, "key": 20, "title": 200, "title_en": 200, "brief": 300, "brief_en": 300}
LONGEST_SCENARIO, LONGEST_GUIDANCE = 300, 5_000


@dataclass(frozen=True, slots=True)
class CellError:
    """`row` is the file's, from 1; `field` one of `words.FIELDS`; `sentence` says what to do."""

    row: int
    field: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person said beside the file: departments by their name in it ("" for a missing one), D-day, deadline."""

    departments: Mapping[str, str] = field(default_factory=dict)
    launch_on: date | None = None
    default_due: str = "D-day"


@dataclass(slots=True)
class Findings:
    """What reading the lines brought up, beside the lines."""

    errors: list[CellError] = field(default_factory=list)
    unknown: dict[str, int] = field(default_factory=dict)
    without_due: int = 0
    counted: dict[int, date] = field(default_factory=dict)


class LineReader:
    """Reads lines one after the other. `has_yes`: some cell of the must-have column says yes without a cross."""

    def __init__(
        self,
        known: Known,
        asked: Asked,
        questions: Sequence[QuestionContent],
        keys: Mapping[str, str],
        *,
        has_yes: bool,
    ) -> None:
        self.known, self.asked, self.questions, self.keys, self.has_yes = known, asked, questions, keys, has_yes
        self.findings = Findings()
        self.row = 0

    def read(self, raw: RawLine, key: str, before: LineContent | None) -> LineContent:
        """The line with what the file says; what it does not say stays as it was `before`."""
        self.row = raw.row
        cells = {name: self._checked(name, text) for name, text in raw.cells.items()}
        line = replace(before or LineContent(key, "", "", self._default_rule()), key=key)
        values: dict[str, Any] = {"title": self._name("title", cells["title"])}
        for name, target in (("title_en", "title_en"), ("brief", "brief_line"), ("brief_en", "brief_line_en")):
            if name in cells:
                values[target] = self._name(name, cells[name])
        values |= self._who(cells, before) | self._texts(cells, line) | self._kinds(cells)
        if rule := self._rule(cells.get("due", ""), is_new=before is None):
            values["rule"] = rule
        if "scenarios" in cells:
            values["scenarios"] = self._scenarios(cells, line)
        if "waits" in cells:
            values["waits"] = self._waits(cells["waits"], key)
        if "condition" in cells:
            values["condition"] = self._condition(cells["condition"], "condition")
        return replace(line, **values)

    def wrong(self, field: str, sentence: str, row: int = 0) -> None:
        self.findings.errors.append(CellError(row or self.row, field, sentence))

    def _checked(self, name: str, text: str) -> str:
        if text not in EXCEL_ERRORS:
            return text
        if text == NOT_CALCULATED:
            self.wrong(name, _("The formula has no saved result. Open the file in Excel, save it and choose it again."))
        else:
            self.wrong(name, _("The cell shows the error %(error)s. Correct it in the file.") % {"error": text})
        return ""

    def _name(self, field: str, text: str) -> str:
        """One line that people read as a name, not too long and without characters that reorder it."""
        name = one_line(text)
        self._check_characters(field, name)
        if len(name) > LONGEST[field]:
            self.wrong(
                field, _("%(count)d characters; at most %(most)d fit.") % {"count": len(name), "most": LONGEST[field]}
            )
        return name

    def _check_characters(self, field: str, name: str) -> None:
        if sentence := wrong_in_name(name):
            self.wrong(field, sentence)

    def _who(self, cells: Mapping[str, str], before: LineContent | None) -> dict[str, Any]:
        """Department and owner; a department's cell may name a person behind it ("마케팅 / 박지훈")."""
        text, owner = one_line(cells.get("department", "")), one_line(cells.get("owner", ""))
        slug = self.known.department(text) if text else ""
        if text and not slug and text not in self.asked.departments and not owner:
            first, *rest = [part for part in re.split(r"\s*[/(,·)]\s*", text) if part]
            if len(rest) == 1 and self.known.department(first) and self.known.persons(rest[0]):
                text, slug, owner = first, self.known.department(first), rest[0]
        if not slug and (text or before is None):
            slug = self._asked_department(text)
        found: dict[str, Any] = {"department": slug} if slug else {}
        if owner or "owner" in cells:
            found["default_owner"] = self._owner(owner, slug or (before.department if before else ""))
        return found

    def _asked_department(self, text: str) -> str:
        if slug := self.asked.departments.get(text, ""):
            return slug
        self.findings.unknown[text] = self.findings.unknown.get(text, 0) + 1
        if text:
            self.wrong(
                "department", _("There is no department “%(name)s”. Say above which one is meant.") % {"name": text}
            )
        else:
            self.wrong("department", _("No department is given. Say above which one takes such lines."))
        return ""

    def _owner(self, text: str, department: str) -> str:
        if not text or text == "-":
            return ""
        persons = self.known.persons(text)
        if not persons:
            self.wrong(
                "owner", _("Nobody here is called “%(name)s”. People are not made by an import.") % {"name": text[:60]}
            )
        elif len(persons) > 1:
            self.wrong(
                "owner", _("Several people are called “%(name)s”. Write the e-mail address.") % {"name": text[:60]}
            )
        elif department and persons[0].department and persons[0].department != department:
            self.wrong("owner", _("%(name)s is in another department.") % {"name": persons[0].name})
        elif not persons[0].may_own:
            self.wrong("owner", _("%(name)s has a role that cannot own items.") % {"name": persons[0].name})
        else:
            return persons[0].email
        return ""

    def _texts(self, cells: Mapping[str, str], line: LineContent) -> dict[str, Any]:
        """The guidance, with the remark and what an evidence is called behind it."""
        found: dict[str, Any] = {}
        more = [cells.get("remark", "")]
        if (named := cells.get("evidence", "")) and find(EVIDENCE, named) is None:
            more.insert(0, f"{heading('evidence')}: {named}")
        more = [part for part in more if part]
        if "guidance" in cells or more:
            found["guidance"] = "\n\n".join(part for part in (cells.get("guidance", ""), *more) if part)
        if "guidance_en" in cells:
            found["guidance_en"] = cells["guidance_en"]
        for name, text in found.items():
            if len(text) > LONGEST_GUIDANCE:
                self.wrong(
                    name,
                    _("%(count)d characters; at most %(most)d fit.") % {"count": len(text), "most": LONGEST_GUIDANCE},
                )
        return found

    def _kinds(self, cells: Mapping[str, str]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if "must" in cells:
            found["is_blocker"] = self._must(cells["must"])
        if "evidence" in cells:
            found["evidence_kind"] = find(EVIDENCE, cells["evidence"]) or "link_or_file"
        if "approval" in cells:
            found["approval"] = find(APPROVAL, cells["approval"]) or "none"
            if find(APPROVAL, cells["approval"]) is None:
                words = _("“%(text)s” is no kind of approval. Write 부서장, CX or 없음 (department lead, CX, none).")
                self.wrong("approval", words % {"text": cells["approval"][:40]})
        return found

    def _must(self, text: str) -> bool:
        word = plain(text) or text.strip()
        if word in CROSS:
            if not self.has_yes:
                self.wrong(
                    "must",
                    _("“%(text)s” can mean yes or no. Write O or 필수, and leave the others empty.") % {"text": text},
                )
            return False
        for value, words in MUST.items():
            if word in words or text.strip() in words or word in {plain(known) for known in words if plain(known)}:
                return value
        self.wrong(
            "must",
            _("“%(text)s” is neither yes nor no. Write O or 필수, and leave the others empty.") % {"text": text[:40]},
        )
        return False

    def _default_rule(self) -> Any:
        deadline = read_deadline(self.asked.default_due) or read_deadline("D-day")
        return deadline.rule if deadline else None

    def _rule(self, text: str, *, is_new: bool) -> Any:
        try:
            deadline = read_deadline(text, launch_on=self.asked.launch_on, calendar=self.known.calendar)
        except DeadlineError as error:
            self.wrong("due", str(error))
            return None
        if deadline is None:
            self.findings.without_due += is_new
            return None
        if deadline.counted_from:
            self.findings.counted[self.row] = deadline.counted_from
        return deadline.rule

    def _scenarios(self, cells: Mapping[str, str], line: LineContent) -> tuple[ScenarioContent, ...]:
        scenarios = read_scenarios(cells["scenarios"], cells.get("scenarios_en", ""))
        for scenario in scenarios:
            self._check_characters("scenarios", scenario.text)
            if max(len(scenario.text), len(scenario.text_en)) > LONGEST_SCENARIO:
                words = _("“%(text)s…” has more than %(most)d characters.")
                self.wrong("scenarios", words % {"text": scenario.text[:20], "most": LONGEST_SCENARIO})
            self._check_condition(scenario.condition, "scenarios")
        if "scenarios_en" not in cells:  # a file without English leaves the English that is there
            english = {scenario.text: scenario.text_en for scenario in line.scenarios}
            scenarios = tuple(replace(each, text_en=english.get(each.text, "")) for each in scenarios)
        return scenarios

    def _waits(self, text: str, key: str) -> Any:
        waits, strange = read_waits(text, self.keys)
        for name in strange:
            self.wrong(
                "waits", _("No line is called “%(name)s”. Write a key or a title of this file.") % {"name": name[:60]}
            )
        if any(wait.key == key for wait in waits):
            self.wrong("waits", _("A line cannot wait for itself."))
        return waits

    def _condition(self, text: str, field: str) -> Any:
        try:
            condition = read_condition(text)
        except ConditionTextError as error:
            self.wrong(field, str(error))
            return None
        self._check_condition(condition, field)
        return condition

    def _check_condition(self, condition: Any, field: str) -> None:
        if condition and not self.questions:
            self.wrong(
                field, _("The file has a condition and no questions. Leave this column out, or import XLSX or YAML.")
            )
            return
        for sentence in check_condition(condition, self.questions):
            self.wrong(field, sentence)
