"""A question as the cells of a row, both ways; the sheet's headings are `words.QUESTION_HEADINGS`.

Choices stand one per line: `new: 새 번호 | A new number`. Without a short name before the colon, the words are one.
"""

from __future__ import annotations

import re

from ..content import ChoiceContent, QuestionContent
from .grids import one_line
from .words import KINDS, find, in_language

_CHOICE = re.compile(r"(?P<value>[^\s:|]+)\s*:\s+(?P<words>\S.*)")


def question_cells(question: QuestionContent) -> tuple[str, str, str, str, str]:
    """key, text, English text, kind, choices."""
    choices = "\n".join(map(_written, question.choices))
    return question.key, question.text, question.text_en, in_language(KINDS[question.kind]), choices


def read_kind(text: str) -> str | None:
    return find(KINDS, text)


def read_choices(text: str) -> tuple[ChoiceContent, ...]:
    return tuple(_read(line) for line in text.split("\n") if line.strip())


def _written(choice: ChoiceContent) -> str:
    words = f"{choice.label} | {choice.label_en}" if choice.label_en else choice.label
    return one_line(f"{choice.value}: {words}")


def _read(line: str) -> ChoiceContent:
    found = _CHOICE.fullmatch(line.strip())
    value, words = (found["value"], found["words"]) if found else ("", line.strip())
    label, _mark, english = words.rpartition(" | ") if " | " in words else (words, "", "")
    return ChoiceContent(value or label, label.strip(), english.strip())
