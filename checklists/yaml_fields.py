"""Single fields of a template's YAML file: each read with its problem, if it has one. See library_file.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from .yaml_lines import Path

TOP = {"slug": 50, "name": 100, "name_en": 100, "summary": 2000, "summary_en": 2000}
LINE = {"title": 200, "title_en": 200, "guidance": 5000, "guidance_en": 5000, "brief": 300, "brief_en": 300}
FIELDS = {
    "": {*TOP, "launch_type", "questions", "sections"},
    "launch_type": {"slug", "name", "name_en", "notice_days"},
    "question": {"key", "text", "text_en", "kind", "choices"},
    "choice": {"value", "label", "label_en"},
    "section": {"title", "title_en", "items"},
    "item": {
        *LINE, "key", "department", "owner", "due", "roll", "blocker", "evidence", "approval", "when", "scenarios",
        "waits_for",
    },
    "scenario": {"text", "text_en", "due", "when"},
    "wait": {"item", "days"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """`line` counts from 1; `place` is the key of the item, or ""; `field` as it is spelled in the file."""

    line: int
    place: str
    field: str
    sentence: str

    def __str__(self) -> str:
        where = [_("line %(line)d") % {"line": self.line}, self.place, self.field]
        return f"{', '.join(word for word in where if word)}: {self.sentence}"


class LibraryError(ValueError):
    """A file that cannot be loaded: "monthly_promotion.yaml, line 120, M07, due: …", one line for each problem."""

    def __init__(self, name: str, problems: Sequence[Problem | str]) -> None:
        super().__init__("\n".join(f"{name}, {p}" if isinstance(p, Problem) else f"{name}: {p}" for p in problems))
        self.problems = tuple(problem for problem in problems if isinstance(problem, Problem))


class FieldReader:
    """Reads fields and goes on after a problem, so that people mend them all at once.

    `place` is the key of the line being read; `lines` the line on which each part of the file stands.
    """

    def __init__(self, lines: Mapping[Path, int], is_bilingual: bool) -> None:
        self.lines, self.is_bilingual = lines, is_bilingual
        self.problems: list[Problem] = []
        self.place = ""

    def mapping(self, raw: Any, path: Path, kind: str) -> Mapping[str, Any]:
        if not isinstance(raw, dict):
            self.wrong(path, _("Names with values are expected here, such as “title: …”."))
            return {}
        for name in raw.keys() - FIELDS[kind]:
            known = ", ".join(sorted(FIELDS[kind]))
            self.wrong((*path, name), _("There is no such field. Known are: %(known)s.") % {"known": known})
        return raw

    def each(self, words: Mapping[str, Any], name: str, path: Path) -> list[tuple[int, Any]]:
        rows = words.get(name)
        if rows is None:
            return []
        if not isinstance(rows, list):
            self.wrong((*path, name), _("A list is expected here: lines that begin with “- ”."))
            return []
        return list(enumerate(rows))

    def text(self, words: Mapping[str, Any], name: str, path: Path, longest: int, *, is_needed: bool = True) -> str:
        value = words.get(name)
        if value is None or value == "":
            if is_needed and (path or name == "name"):
                self.wrong((*path, name), _("This is missing."))
            return ""
        if not isinstance(value, str | int | float) or isinstance(value, bool):
            self.wrong((*path, name), _("A text is expected here. Put it in quotes."))
            return ""
        text = str(value).strip()
        if len(text) > longest:
            self.wrong((*path, name), _("Please write at most %(longest)d characters.") % {"longest": longest})
        return text

    def choice(self, words: Mapping[str, Any], name: str, path: Path, known: Sequence[str], default: str) -> str:
        value = words.get(name, default)
        if value not in known:
            sentence = _("“%(value)s” is not one of: %(known)s.")
            self.wrong((*path, name), sentence % {"value": value, "known": ", ".join(known)})
            return default or known[0]
        return str(value)

    def yes_no(self, words: Mapping[str, Any], name: str, path: Path) -> bool:
        value = words.get(name, False)
        if not isinstance(value, bool):
            self.wrong((*path, name), _("Write true or false."))
        return value is True

    def english(self, words: Mapping[str, Any], path: Path, names: Sequence[str]) -> None:
        for name in names if self.is_bilingual else ():
            if words.get(name) and not words.get(f"{name}_en"):
                sentence = _("“%(text)s” has no English.") % {"text": str(words[name])[:40]}
                self.wrong((*path, f"{name}_en"), sentence)

    def unique(self, keys: Sequence[str], name: str, field: str) -> None:
        for number, key in enumerate(keys):
            if keys.index(key) < number:
                self.wrong((name, number, field), _("used twice: %(key)s") % {"key": key})

    def in_order(self) -> list[Problem]:
        """All that was wrong, from the top of the file."""
        return sorted(self.problems, key=lambda problem: problem.line)

    def wrong(self, path: Path, sentence: str) -> None:
        """The problem, at the line of the nearest part of the file that is there."""
        found = path
        while found and found not in self.lines:
            found = found[:-1]
        names = [str(part) for part in path if isinstance(part, str)]
        self.problems.append(Problem(self.lines.get(found, 1), self.place, names[-1] if names else "", sentence))
