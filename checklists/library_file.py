"""A template as a YAML file, read as strictly as it is written: every problem with its line, its place and its field.

`parse` gives a `TemplateFile` or raises `LibraryError` with all that is wrong. Nothing here touches a database. The
shape is that of the files in library/; `files/writing/yaml.py` writes it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from .conditions import QuestionKind, check_condition
from .content import (
    ChoiceContent,
    Content,
    LineContent,
    QuestionContent,
    ScenarioContent,
    SectionContent,
    WaitContent,
)
from .models import Approval, EvidenceKind
from .schedule import Roll, Rule, ScheduleError, parse_rule
from .yaml_fields import LINE, TOP, FieldReader, LibraryError, Problem
from .yaml_lines import Path, YamlProblem, plain_with_lines


@dataclass(frozen=True, slots=True)
class TemplateFile:
    """`words`: slug, name, name_en, summary, summary_en; `launch_type` as in the file, empty when it names none."""

    words: Mapping[str, str]
    launch_type: Mapping[str, Any]
    content: Content


def parse(
    name: str, text: str, *, is_bilingual: bool = False, departments: Collection[str] | None = None
) -> TemplateFile:
    """Read a file's text. With `is_bilingual` every Korean text must have its English, as in the library.

    With `departments` a line may name only these.
    """
    try:
        raw, lines = plain_with_lines(text)
    except YamlProblem as problem:
        raise LibraryError(name, [Problem(problem.line, "", "", str(problem))]) from problem
    reading = _Reading(lines, is_bilingual, departments)
    found = reading.template(raw)
    if reading.problems:
        raise LibraryError(name, reading.in_order())
    return found


class _Reading(FieldReader):
    """One pass over a file."""

    def __init__(self, lines: Mapping[Path, int], is_bilingual: bool, departments: Collection[str] | None) -> None:
        super().__init__(lines, is_bilingual)
        self.departments = departments

    def template(self, raw: Any) -> TemplateFile:
        top = self.mapping(raw, (), "")
        words = {name: self.text(top, name, (), longest, is_needed=name == "name") for name, longest in TOP.items()}
        self.english(top, (), ("name", "summary"))
        launch_type = self._launch_type(top["launch_type"]) if "launch_type" in top else {}
        questions = [self._question(q, ("questions", n)) for n, q in self.each(top, "questions", ())]
        self.unique([question.key for question in questions], "questions", "key")
        sections = [self._section(s, ("sections", n), questions) for n, s in self.each(top, "sections", ())]
        content = Content(tuple(sections), tuple(questions))
        self._check_keys(content)
        return TemplateFile(words, launch_type, content)

    def _launch_type(self, raw: Any) -> dict[str, Any]:
        path: Path = ("launch_type",)
        words = self.mapping(raw, path, "launch_type")
        found: dict[str, Any] = {name: self.text(words, name, path, 60) for name in ("slug", "name", "name_en")}
        days = words.get("notice_days")
        if not isinstance(days, int) or isinstance(days, bool) or not 0 <= days <= 250:
            self.wrong((*path, "notice_days"), _("Write the business days of notice as a number."))
            days = 0
        return found | {"notice_days": days}

    def _question(self, raw: Any, path: Path) -> QuestionContent:
        words = self.mapping(raw, path, "question")
        key = self.text(words, "key", path, 50)
        self.place = key
        if key and not re.fullmatch(r"[-a-zA-Z0-9_]+", key):
            self.wrong((*path, "key"), _("A short name has Latin letters, digits, - and _ only."))
        kind = self.choice(words, "kind", path, QuestionKind.values, "")
        self.english(words, path, ("text",))
        choices = [self._answer(c, (*path, "choices", n)) for n, c in self.each(words, "choices", path)]
        if kind in (QuestionKind.CHOICE, QuestionKind.CHOICES) and len(choices) < 2:
            self.wrong((*path, "choices"), _("This kind of question needs choices."))
        text, text_en = self.text(words, "text", path, 200), self.text(words, "text_en", path, 200, is_needed=False)
        self.place = ""
        return QuestionContent(key, text, kind, text_en, tuple(choices))

    def _answer(self, raw: Any, path: Path) -> ChoiceContent:
        words = self.mapping(raw, path, "choice")
        self.english(words, path, ("label",))
        value, label = self.text(words, "value", path, 50), self.text(words, "label", path, 100)
        return ChoiceContent(value, label, self.text(words, "label_en", path, 100, is_needed=False))

    def _section(self, raw: Any, path: Path, questions: Sequence[QuestionContent]) -> SectionContent:
        words = self.mapping(raw, path, "section")
        self.english(words, path, ("title",))
        title, title_en = self.text(words, "title", path, 60), self.text(words, "title_en", path, 60, is_needed=False)
        lines = [self._line(item, (*path, "items", n), questions) for n, item in self.each(words, "items", path)]
        return SectionContent(title, title_en, tuple(lines))

    def _line(self, raw: Any, path: Path, questions: Sequence[QuestionContent]) -> LineContent:
        self.place = str(raw.get("key", "")) if isinstance(raw, dict) else ""
        words = self.mapping(raw, path, "item")
        texts = {
            name: self.text(words, name, path, longest, is_needed=name == "title") for name, longest in LINE.items()
        }
        self.english(words, path, ("title", "guidance", "brief"))
        rule = self._rule(words.get("due"), (*path, "due")) or Rule(0)
        roll = self.choice(words, "roll", path, Roll.values, rule.roll)
        found = LineContent(
            key=self.text(words, "key", path, 20),
            title=texts["title"],
            title_en=texts["title_en"],
            guidance=texts["guidance"],
            guidance_en=texts["guidance_en"],
            department=self._department(words, path),
            default_owner=self.text(words, "owner", path, 254, is_needed=False),
            rule=Rule(rule.offset, rule.unit, Roll(roll)),
            is_blocker=self.yes_no(words, "blocker", path),
            evidence_kind=self.choice(words, "evidence", path, EvidenceKind.values, "none"),
            approval=self.choice(words, "approval", path, Approval.values, "none"),
            brief_line=texts["brief"],
            brief_line_en=texts["brief_en"],
            condition=self._condition(words, path, questions),
            scenarios=tuple(
                self._scenario(s, (*path, "scenarios", n), questions) for n, s in self.each(words, "scenarios", path)
            ),
            waits=tuple(self._wait(w, (*path, "waits_for", n)) for n, w in self.each(words, "waits_for", path)),
        )
        self.place = ""
        return found

    def _scenario(self, raw: Any, path: Path, questions: Sequence[QuestionContent]) -> ScenarioContent:
        words = self.mapping(raw, path, "scenario")
        self.english(words, path, ("text",))
        rule = self._rule(words["due"], (*path, "due")) if "due" in words else None
        text, text_en = self.text(words, "text", path, 300), self.text(words, "text_en", path, 300, is_needed=False)
        return ScenarioContent(text, text_en, rule, self._condition(words, path, questions))

    def _wait(self, raw: Any, path: Path) -> WaitContent:
        if isinstance(raw, str):
            return WaitContent(raw)
        words = self.mapping(raw, path, "wait")
        days = words.get("days")
        if days is not None and (not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= 365):
            self.wrong((*path, "days"), _("Write the business days as a number from 1."))
            days = None
        return WaitContent(self.text(words, "item", path, 20), days)

    def _condition(self, words: Mapping[str, Any], path: Path, questions: Sequence[QuestionContent]) -> Any:
        condition = words.get("when")
        for sentence in check_condition(condition, questions):
            self.wrong((*path, "when"), sentence)
        return condition or None

    def _rule(self, raw: Any, path: Path) -> Rule | None:
        try:
            return parse_rule(str(raw) if raw is not None else "")
        except ScheduleError as error:
            self.wrong(path, str(error))
            return None

    def _department(self, words: Mapping[str, Any], path: Path) -> str:
        name = self.text(words, "department", path, 50)
        if name and self.departments is not None and name not in self.departments:
            sentence = _("unknown department “%(name)s”. Known are: %(known)s.")
            self.wrong((*path, "department"), sentence % {"name": name, "known": ", ".join(self.departments)})
        return name

    def _check_keys(self, content: Content) -> None:
        keys = [line.key for line in content.lines()]
        for number, section in enumerate(content.sections):
            for place, line in enumerate(section.lines):
                path: Path = ("sections", number, "items", place)
                self.place = line.key
                if keys.count(line.key) > 1:
                    self.wrong((*path, "key"), _("used twice: %(key)s") % {"key": line.key})
                for wait in line.waits:
                    if wait.key not in keys or wait.key == line.key:
                        self.wrong(
                            (*path, "waits_for"), _("waits for “%(key)s”, which does not exist") % {"key": wait.key}
                        )
        self.place = ""
