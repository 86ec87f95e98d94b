"""The condition of a line as rows of a form: a question, a test, an answer; all of them or any of them.

Fields: `when_match`; per row `when-0-question`, `when-0-test`, `when-0-value` (several where the question offers
choices). A row shows the controls of its question, so a new one is asked for its question first. A condition of groups
within groups is written as text instead (`when_text`, files/condition_text.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.errors import Invalid

from ..conditions import GROUPS, TESTS_OF, Condition, QuestionKind
from ..files.condition_text import ConditionTextError, read_condition, write_condition
from ..models import Question

MOST_ROWS = 20
ALL, ANY = "all", "any"
TESTS: Mapping[str, Any] = {
    "is": gettext_lazy("is"),
    "one_of": gettext_lazy("is one of"),
    "not": gettext_lazy("is not"),
    "includes": gettext_lazy("includes"),
    "at_least": gettext_lazy("is at least"),
}


@dataclass(slots=True)
class ConditionRow:
    question: Question | None = None
    test: str = ""
    values: list[str] = field(default_factory=list)

    @property
    def tests(self) -> list[tuple[str, Any]]:
        return [
            (test, words) for test, words in TESTS.items() if self.question and test in TESTS_OF[self.question.kind]
        ]

    @property
    def options(self) -> list[tuple[str, str]]:
        """(value, words) to choose from; nothing for a number, which is typed."""
        match self.question and self.question.kind:
            case QuestionKind.YES_NO:
                return [("true", pgettext("answer", "Yes")), ("false", pgettext("answer", "No"))]
            case QuestionKind.CHOICE | QuestionKind.CHOICES:
                return self.question.local_choices() if self.question else []
        return []

    @property
    def typed(self) -> str:
        return ", ".join(self.values)


@dataclass(slots=True)
class ConditionRows:
    """`written` instead of rows when the condition is one of groups within groups."""

    match: str = ALL
    rows: list[ConditionRow] = field(default_factory=list)
    written: str = ""

    @property
    def shown(self) -> list[ConditionRow]:
        """The rows, and one more to choose a question in."""
        return [*self.rows, ConditionRow()]


def rows_of(condition: Condition | None, questions: Sequence[Question]) -> ConditionRows:
    by_key = {question.key: question for question in questions}
    match, parts = flat(condition)
    if any(GROUPS & part.keys() or part.get("question") not in by_key for part in parts):
        return ConditionRows(written=write_condition(condition))
    return ConditionRows(match, [_row(part, by_key) for part in parts])


def typed_rows(data: QueryDict, questions: Sequence[Question]) -> ConditionRows:
    by_key = {question.key: question for question in questions}
    rows = []
    for n in range(MOST_ROWS):
        question = by_key.get(data.get(f"when-{n}-question", ""))
        if question:
            rows.append(ConditionRow(question, data.get(f"when-{n}-test", ""), data.getlist(f"when-{n}-value")))
    match = ANY if data.get("when_match") == ANY else ALL
    return ConditionRows(match, rows, data.get("when_text", ""))


def condition_in(typed: ConditionRows, before: Condition | None) -> Condition | None:
    """Raises Invalid for a row without an answer. The same rows as before give the same condition as before."""
    if typed.written:
        try:
            return read_condition(typed.written)
        except ConditionTextError as error:
            raise Invalid("bad_condition", str(error), field="condition") from error
    parts = [_part(row) for row in typed.rows]
    if not parts:
        return None
    found: Condition = parts[0] if len(parts) == 1 else {typed.match: parts}
    return before if before and flat(before) == flat(found) else found


def flat(condition: Condition | None) -> tuple[str, list[Condition]]:
    """How its parts are joined, and the parts; a single test is all of one."""
    if not condition:
        return ALL, []
    for group in (ALL, ANY):
        if group in condition:
            parts = list(condition[group])
            return (group if len(parts) > 1 else ALL), parts
    return ALL, [condition]


def _row(part: Condition, by_key: Mapping[str, Question]) -> ConditionRow:
    question = by_key[part["question"]]
    [(test, value)] = (pair for pair in part.items() if pair[0] != "question")
    return ConditionRow(question, test, [_text(each) for each in (value if isinstance(value, list) else [value])])


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _part(row: ConditionRow) -> Condition:
    question = row.question
    assert question is not None  # noqa: S101 - rows without one are not kept
    values = [_value(question, text) for text in _texts(row)]
    if not values:
        sentence = _("Choose an answer to “%(question)s”.") % {"question": question}
        raise Invalid("no_answer", sentence, field="condition")
    tests = TESTS_OF[question.kind]
    test = row.test if row.test in tests else "includes" if "includes" in tests else "is"
    if test == "is" and len(values) > 1 and "one_of" in tests:
        test = "one_of"
    if test == "one_of":
        return {"question": question.key, "one_of": values}
    if len(values) > 1:
        sentence = _("Choose one answer to “%(question)s”, and add a row for each other one.")
        raise Invalid("many_answers", sentence % {"question": question}, field="condition")
    return {"question": question.key, test: values[0]}


def _texts(row: ConditionRow) -> list[str]:
    is_number = row.question is not None and row.question.kind == QuestionKind.NUMBER
    texts = [text for value in row.values for text in (value.split(",") if is_number else [value])]
    return [text.strip() for text in texts if text.strip()]


def _value(question: Question, text: str) -> Any:
    if question.kind == QuestionKind.YES_NO:
        return text == "true"
    if question.kind != QuestionKind.NUMBER:
        return text
    try:
        number = float(text)
    except ValueError as error:
        raise Invalid("bad_number", _("Enter a number."), field="condition") from error
    return int(number) if number.is_integer() else number
