"""The lists inside a line's panel, sent as parallel fields: its scenarios, and the lines it waits for.

`scenario_text`, `scenario_text_en`, `scenario_due` and `scenario_condition` hold one value per row, `wait_key` and
`wait_days` too; rows stand in the order of the page. A button named `rows` moves or drops one: "scenario-2-up".
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.asked import number
from accounts.errors import Invalid
from accounts.names import misleading

from ..condition_words import in_words
from ..conditions import Condition, QuestionKind
from ..content import LineContent, ScenarioContent, WaitContent
from ..draft_rows import rule_text
from ..files.deadlines import DeadlineError, read_deadline
from ..models import Question
from ..schedule import Rule

MOST_DAYS = 365
_ROW_ACT = re.compile(r"(scenario|wait)-([0-9]{1,3})-(up|down|out)")


@dataclass(slots=True)
class ScenarioRow:
    """As typed: `due` is a deadline in words, `condition` JSON or nothing."""

    text: str = ""
    text_en: str = ""
    due: str = ""
    condition: str = ""


@dataclass(slots=True)
class WaitRow:
    """`key` may be followed by a title, as the browser's list completes it."""

    key: str = ""
    days: str = ""


def rows_of(line: LineContent) -> tuple[list[ScenarioRow], list[WaitRow]]:
    """The rows of a line as it stands."""
    scenarios = [
        ScenarioRow(s.text, s.text_en, rule_text(s.rule) if s.rule else "", as_json(s.condition))
        for s in line.scenarios
    ]
    return scenarios, [WaitRow(wait.key, str(wait.days or "")) for wait in line.waits]


def typed_rows(data: QueryDict) -> tuple[list[ScenarioRow], list[WaitRow]]:
    """The rows as sent, with what the pressed button asks for done to them; empty ones are dropped."""
    names = ("scenario_text", "scenario_text_en", "scenario_due", "scenario_condition")
    scenarios = [ScenarioRow(*cells) for cells in zip_longest(*map(data.getlist, names), fillvalue="")]
    pairs = zip_longest(data.getlist("wait_key"), data.getlist("wait_days"), fillvalue="")
    waits = [WaitRow(*cells) for cells in pairs]
    if found := _ROW_ACT.fullmatch(data.get("rows", "")):
        rows: list[Any] = scenarios if found[1] == "scenario" else waits
        _act(rows, int(found[2]), found[3])
    return (
        [row for row in scenarios if row.text.strip() or row.text_en.strip()],
        [row for row in waits if row.key.strip()],
    )


def scenarios_in(rows: Sequence[ScenarioRow], before: Sequence[ScenarioContent]) -> tuple[ScenarioContent, ...]:
    """Raises Invalid for what is no deadline and for strange characters. Unchanged words keep their rule."""
    for text in (text for row in rows for text in (row.text, row.text_en)):
        if character := misleading(text):
            code = f"U+{ord(character):04X}"
            sentence = _("This character cannot be used here: %(code)s.") % {"code": code}
            raise Invalid("character", sentence, field="scenarios")
    known = {rule_text(old.rule): old.rule for old in before if old.rule}
    return tuple(
        ScenarioContent(row.text.strip(), row.text_en.strip(), _rule(row.due, known), _condition(row.condition))
        for row in rows
    )


def waits_in(rows: Sequence[WaitRow]) -> tuple[WaitContent, ...]:
    """Raises Invalid for days that are no number of 1 to MOST_DAYS."""
    return tuple(WaitContent(row.key.split()[0], _days(row.days)) for row in rows)


def condition_choices(questions: Sequence[Question]) -> list[tuple[str, list[tuple[str, str]]]]:
    """For a scenario: one answer of one question, by question; what takes a number or several stands in no list."""
    return [(str(question), _answers(question)) for question in questions if question.kind != QuestionKind.NUMBER]


def with_own(
    choices: Sequence[tuple[str, list[tuple[str, str]]]], row: ScenarioRow, questions: Sequence[Question]
) -> str:
    """The row's condition in words when the list does not offer it."""
    if not row.condition or any(row.condition == value for _group, options in choices for value, _words in options):
        return ""
    try:
        return in_words(_condition(row.condition), questions)
    except (Invalid, LookupError, TypeError, ValueError, AttributeError):
        return row.condition[:100]


def as_json(condition: Condition | None) -> str:
    return json.dumps(condition, ensure_ascii=False, sort_keys=True) if condition else ""


def _answers(question: Question) -> list[tuple[str, str]]:
    if question.kind == QuestionKind.YES_NO:
        words = ((True, pgettext("answer", "Yes")), (False, pgettext("answer", "No")))
        return [(as_json({"question": question.key, "is": value}), word) for value, word in words]
    test = "includes" if question.kind == QuestionKind.CHOICES else "is"
    return [(as_json({"question": question.key, test: value}), word) for value, word in question.local_choices()]


def _act(rows: list[Any], index: int, act: str) -> None:
    if index >= len(rows):
        return
    row = rows.pop(index)
    if act != "out":
        rows.insert(max(0, index + (1 if act == "down" else -1)), row)


def _rule(text: str, known: Mapping[str, Rule]) -> Rule | None:
    if text.strip() in known:
        return known[text.strip()]
    try:
        found = read_deadline(text)
    except DeadlineError as error:
        raise Invalid("bad_deadline", str(error), field="scenarios") from error
    return found.rule if found else None


def _condition(text: str) -> Condition | None:
    if not text.strip():
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Invalid("bad_condition", _("Choose a condition from the list."), field="scenarios") from error
    if not isinstance(found, dict):
        raise Invalid("bad_condition", _("Choose a condition from the list."), field="scenarios")
    return found


def _days(text: str) -> int | None:
    words = text.strip()
    if not words:
        return None
    if not (days := number(words, most=MOST_DAYS)):
        raise Invalid("bad_days", _("Give 1 to %(most)d days, or leave it empty.") % {"most": MOST_DAYS}, field="waits")
    return days
