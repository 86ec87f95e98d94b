"""Which items apply: conditions on the answers given when a launch starts.

A condition is stored as JSON, a test of one answer or a group of conditions:

    {"question": "number", "is": "new"}      also "not": value, "one_of": [values]
    {"question": "channels", "includes": "chat"}
    {"question": "calls", "at_least": 500}
    {"all": [condition, …]}                  or {"any": [condition, …]}

Answers are JSON too, by question key: true or false (yes_no), one choice's value (choice), a list of values (choices;
an empty list means none of them), a number. **A question without an answer makes every test of it false, "not" too**:
an item appears because somebody said something, never because nobody did.

Nothing is raised for bad input: `check_condition` and `check_answers` say in sentences what is wrong, and are asked
before anything is stored. `holds` may then trust what it reads.
"""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any, Protocol, TypeAlias

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Condition: TypeAlias = Mapping[str, Any]

# Deep enough for every condition people write; keeps a hostile one from exhausting the stack.
MAX_DEPTH = 5


class QuestionKind(TextChoices):
    YES_NO = "yes_no", gettext_lazy("Yes or no")
    CHOICE = "choice", gettext_lazy("One choice")
    CHOICES = "choices", gettext_lazy("Several choices")
    NUMBER = "number", gettext_lazy("Number")


class Asked(Protocol):
    """What this module needs to know of a question: the model and the library's YAML both have it."""

    @property
    def key(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def choice_values(self) -> Sequence[str]: ...


TESTS_OF: Mapping[str, frozenset[str]] = {
    QuestionKind.YES_NO: frozenset({"is", "not"}),
    QuestionKind.CHOICE: frozenset({"is", "not", "one_of"}),
    QuestionKind.CHOICES: frozenset({"includes"}),
    QuestionKind.NUMBER: frozenset({"is", "not", "one_of", "at_least"}),
}
GROUPS = frozenset({"all", "any"})


def holds(condition: Condition | None, answers: Mapping[str, Any]) -> bool:
    """Whether the item applies. No condition always holds; see above for questions without an answer."""
    if not condition:
        return True
    if "all" in condition:
        return all(holds(part, answers) for part in condition["all"])
    if "any" in condition:
        return any(holds(part, answers) for part in condition["any"])
    answer: Any = answers.get(condition["question"])
    if not _is_given(answer):
        return False
    [(test, value)] = (pair for pair in condition.items() if pair[0] != "question")
    match test:
        case "is":
            return _same(answer, value)
        case "not":
            return not _same(answer, value)
        case "one_of":
            return any(_same(answer, each) for each in value)
        case "includes":
            return value in answer
    return bool(answer >= value)


def questions_in(condition: Condition | None) -> frozenset[str]:
    """Keys of the questions whose answers the condition reads."""
    if not condition:
        return frozenset()
    parts = [*condition.get("all", ()), *condition.get("any", ())]
    own = {condition["question"]} if "question" in condition else set()
    return frozenset(own.union(*(questions_in(part) for part in parts)))


def check_condition(raw: object, questions: Sequence[Asked]) -> list[str]:
    """Sentences about what is wrong with a condition before it is stored; an empty list when nothing is."""
    if not raw and (raw is None or isinstance(raw, Mapping)):
        return []
    return _check_part(raw, {question.key: question for question in questions}, MAX_DEPTH)


def check_answers(questions: Sequence[Asked], answers: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong, by question key: no answer, an answer of the wrong kind, an answer to no question."""
    wrong = {key: _("There is no such question.") for key in answers.keys() - {question.key for question in questions}}
    for question in questions:
        answer = answers.get(question.key)
        if not _is_given(answer):
            wrong[question.key] = _("Please answer this question.")
        elif sentence := _check_answer(question, answer):
            wrong[question.key] = sentence
    return wrong


def _check_part(raw: object, questions: Mapping[str, Asked], depth: int) -> list[str]:
    if not isinstance(raw, Mapping):
        return [_("A condition must name a question and a test of its answer.")]
    if depth == 0:
        return [_("The condition is nested too deeply.")]
    if not GROUPS & raw.keys():
        return _check_test(raw, questions)
    [group, *others] = raw.keys()
    parts = raw[group]
    if others or not isinstance(parts, list) or not parts:
        return [_("“all” and “any” stand alone and hold a list of conditions.")]
    return [sentence for part in parts for sentence in _check_part(part, questions, depth - 1)]


def _check_test(raw: Mapping[Any, Any], questions: Mapping[str, Asked]) -> list[str]:
    key = raw.get("question")
    question = questions.get(key) if isinstance(key, str) else None
    if question is None:
        return [_("The condition names the question “%(key)s”, which does not exist.") % {"key": key}]
    tests = raw.keys() - {"question"}
    if len(tests) != 1 or not tests <= TESTS_OF[question.kind]:
        known = ", ".join(sorted(TESTS_OF[question.kind]))
        return [_("The question “%(key)s” takes exactly one of these tests: %(tests)s.") % {"key": key, "tests": known}]
    [test] = tests
    values = raw[test] if test == "one_of" else [raw[test]]
    if not isinstance(values, list) or not values:
        return [_("“one_of” holds a list of answers.")]
    sentences = (_check_value(question, value) for value in values)
    return [f"{key}: {sentence}" for sentence in sentences if sentence]


def _check_answer(question: Asked, answer: Any) -> str:
    if question.kind != QuestionKind.CHOICES:
        return _check_value(question, answer)
    if not isinstance(answer, list):
        return _("Choose from the list.")
    return next((sentence for each in answer if (sentence := _check_value(question, each))), "")


def _check_value(question: Asked, value: Any) -> str:
    """What is wrong with one value as an answer to this question, or nothing."""
    match question.kind:
        case QuestionKind.YES_NO:
            return "" if isinstance(value, bool) else _("Answer yes or no.")
        case QuestionKind.NUMBER:
            return "" if _is_number(value) else _("Enter a number.")
    return "" if value in question.choice_values else _("“%(value)s” is not one of the choices.") % {"value": value}


def _is_given(answer: Any) -> bool:
    return answer is not None and answer != ""


def _is_number(value: Any) -> bool:
    if isinstance(value, float):
        return isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)


def _same(answer: Any, value: Any) -> bool:
    # In Python True == 1; in JSON yes is not a number.
    return isinstance(answer, bool) == isinstance(value, bool) and bool(answer == value)
