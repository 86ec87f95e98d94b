from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from checklists.conditions import MAX_DEPTH, QuestionKind, check_answers, check_condition, holds


@pytest.fixture(autouse=True, scope="module")
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@dataclass(frozen=True)
class Question:
    key: str
    kind: str
    choice_values: tuple[str, ...] = ()


QUESTIONS = [
    Question("overseas", QuestionKind.YES_NO),
    Question("number", QuestionKind.CHOICE, ("new", "menu", "mall only")),
    Question("channels", QuestionKind.CHOICES, ("phone", "board", "chat")),
    Question("calls", QuestionKind.NUMBER),
]
ANSWERS: dict[str, Any] = {"overseas": True, "number": "new", "channels": ["phone", "chat"], "calls": 500}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (None, True),
        ({}, True),
        ({"question": "overseas", "is": True}, True),
        ({"question": "overseas", "is": False}, False),
        ({"question": "overseas", "not": False}, True),
        ({"question": "number", "is": "menu"}, False),
        ({"question": "number", "not": "mall only"}, True),
        ({"question": "number", "one_of": ["menu", "new"]}, True),
        ({"question": "number", "one_of": ["menu"]}, False),
        ({"question": "channels", "includes": "chat"}, True),
        ({"question": "channels", "includes": "board"}, False),
        ({"question": "calls", "at_least": 500}, True),
        ({"question": "calls", "at_least": 500.5}, False),
        ({"question": "calls", "at_least": 10**400}, False),
        ({"question": "calls", "not": 500}, False),
        ({"all": [{"question": "overseas", "is": True}, {"question": "number", "is": "new"}]}, True),
        ({"all": [{"question": "overseas", "is": True}, {"question": "number", "is": "menu"}]}, False),
        ({"any": [{"question": "overseas", "is": False}, {"question": "number", "is": "new"}]}, True),
        ({"any": [{"question": "overseas", "is": False}]}, False),
    ],
)
def test_a_condition_holds_when_the_answers_say_so(condition: dict[str, Any] | None, expected: bool) -> None:
    assert check_condition(condition, QUESTIONS) == []
    assert holds(condition, ANSWERS) is expected


@pytest.mark.parametrize("answers", [{}, {"number": None}, {"number": ""}])
@pytest.mark.parametrize("test", [{"is": "new"}, {"not": "new"}, {"one_of": ["new"]}])
def test_without_an_answer_every_test_is_false(answers: dict[str, Any], test: dict[str, Any]) -> None:
    assert not holds({"question": "number", **test}, answers)


def test_none_of_several_choices_is_an_answer() -> None:
    assert check_answers(QUESTIONS, {**ANSWERS, "channels": []}) == {}
    assert not holds({"question": "channels", "includes": "chat"}, {"channels": []})


def test_no_and_zero_are_answers() -> None:
    assert check_answers(QUESTIONS, {**ANSWERS, "overseas": False, "calls": 0}) == {}
    assert holds({"question": "overseas", "not": True}, {"overseas": False})
    assert holds({"question": "calls", "at_least": 0}, {"calls": 0})


def test_yes_is_not_the_number_one() -> None:
    assert not holds({"question": "calls", "is": 1}, {"calls": True})


def nested(depth: int) -> Any:
    condition: Any = {"question": "overseas", "is": True}
    for _ in range(depth):
        condition = {"all": [condition]}
    return condition


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("overseas", "must name a question"),
        ([], "must name a question"),
        ({"is": True}, "does not exist"),
        ({"question": "gone", "is": True}, "“gone”, which does not exist"),
        ({"question": ["overseas"], "is": True}, "does not exist"),
        ({"question": "overseas"}, "exactly one of these tests: is, not"),
        ({"question": "overseas", "is": True, "not": False}, "exactly one"),
        ({"question": "overseas", "at_least": 1}, "exactly one"),
        ({"question": "channels", "is": "chat"}, "exactly one of these tests: includes"),
        ({"question": "overseas", "is": "yes"}, "overseas: Answer yes or no"),
        ({"question": "overseas", "is": 1}, "Answer yes or no"),
        ({"question": "number", "is": "old"}, "“old” is not one of the choices"),
        ({"question": "number", "one_of": "new"}, "holds a list"),
        ({"question": "number", "one_of": []}, "holds a list"),
        ({"question": "number", "one_of": ["new", "old"]}, "“old”"),
        ({"question": "channels", "includes": ["chat"]}, "not one of the choices"),
        ({"question": "calls", "at_least": True}, "Enter a number"),
        ({"question": "calls", "at_least": float("nan")}, "Enter a number"),
        ({"question": "calls", "at_least": "500"}, "Enter a number"),
        ({"all": []}, "stand alone"),
        ({"all": {"question": "overseas", "is": True}}, "stand alone"),
        ({"all": [nested(0)], "any": [nested(0)]}, "stand alone"),
        ({"question": "overseas", "any": [nested(0)]}, "stand alone"),
        ({"any": [nested(0), {"question": "gone", "is": 1}]}, "“gone”"),
        ({"any": [{}]}, "does not exist"),
        (nested(MAX_DEPTH), "nested too deeply"),
        (nested(900), "nested too deeply"),
    ],
)
def test_a_wrong_condition_is_refused_with_a_sentence(raw: object, words: str) -> None:
    [sentence] = check_condition(raw, QUESTIONS)
    assert words in sentence


def test_every_wrong_part_is_named() -> None:
    assert len(check_condition({"any": [{"question": "x", "is": 1}, {"question": "y", "is": 1}]}, QUESTIONS)) == 2


@pytest.mark.parametrize(
    ("key", "answer", "words"),
    [
        ("overseas", None, "Please answer"),
        ("number", "", "Please answer"),
        ("overseas", "true", "yes or no"),
        ("overseas", 1, "yes or no"),
        ("number", "old", "“old” is not one of the choices"),
        ("number", ["new"], "not one of the choices"),
        ("channels", "chat", "from the list"),
        ("channels", ["chat", "fax"], "“fax”"),
        ("calls", True, "Enter a number"),
        ("calls", float("inf"), "Enter a number"),
        ("gone", True, "no such question"),
    ],
)
def test_a_wrong_answer_is_named_by_its_question(key: str, answer: object, words: str) -> None:
    [(wrong_key, sentence)] = check_answers(QUESTIONS, {**ANSWERS, key: answer}).items()
    assert wrong_key == key
    assert words in sentence


def test_every_question_wants_an_answer() -> None:
    assert check_answers(QUESTIONS, {}).keys() == {question.key for question in QUESTIONS}
    assert check_answers(QUESTIONS, ANSWERS) == {}


WORDS = ["question", "is", "not", "one_of", "includes", "at_least", "all", "any"]
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["new", "chat", "overseas", "gone"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner),
    max_leaves=8,
)
answer_sets = st.dictionaries(st.sampled_from([question.key for question in QUESTIONS]), json_values)


@given(json_values, answer_sets)
def test_whatever_passes_the_checks_can_be_judged(raw: Any, answers: dict[str, Any]) -> None:
    if not check_condition(raw, QUESTIONS) and not check_answers(QUESTIONS, {**ANSWERS, **answers}):
        assert holds(raw, {**ANSWERS, **answers}) in (True, False)


leaves = st.sampled_from(
    [
        {"question": "overseas", "not": True},
        {"question": "number", "one_of": ["new", "menu"]},
        {"question": "channels", "includes": "chat"},
        {"question": "calls", "at_least": 10},
    ]
)
conditions = st.recursive(leaves, lambda inner: st.fixed_dictionaries({"all": st.lists(inner, min_size=1, max_size=3)}))
valid_answers = st.fixed_dictionaries(
    {},
    optional={
        "overseas": st.booleans(),
        "number": st.sampled_from(["new", "menu", "mall only"]),
        "channels": st.lists(st.sampled_from(["phone", "board", "chat"]), unique=True),
        "calls": st.integers(0, 20),
    },
)


@given(st.lists(conditions, min_size=1, max_size=3), valid_answers)
def test_groups_are_and_and_or(parts: list[dict[str, Any]], answers: dict[str, Any]) -> None:
    assert holds({"all": parts}, answers) == all(holds(part, answers) for part in parts)
    assert holds({"any": parts}, answers) == any(holds(part, answers) for part in parts)


@given(conditions)
def test_without_any_answer_no_condition_holds(condition: dict[str, Any]) -> None:
    assert not holds(condition, {})
