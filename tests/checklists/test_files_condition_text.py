"""A condition written as text reads back as the same condition, whatever it holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.files.condition_text import ConditionTextError, read_condition, write_condition

WORDS = st.one_of(
    st.sampled_from(["new", "channels", "yes", "no", "and", "or", "all", "예", "그리고", "12", "-1.5", "a b", '"', ""]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
)
NUMBERS = st.one_of(st.integers(-(10**15), 10**15), st.floats(allow_nan=False, allow_infinity=False))
VALUES = st.one_of(WORDS, st.booleans(), NUMBERS)
TESTS = st.one_of(
    st.builds(lambda key, value: {"question": key, "is": value}, WORDS, VALUES),
    st.builds(lambda key, value: {"question": key, "not": value}, WORDS, VALUES),
    st.builds(lambda key, values: {"question": key, "one_of": values}, WORDS, st.lists(VALUES, min_size=1, max_size=4)),
    st.builds(lambda key, value: {"question": key, "includes": value}, WORDS, WORDS),
    st.builds(lambda key, value: {"question": key, "at_least": value}, WORDS, NUMBERS),
)
CONDITIONS = st.recursive(
    TESTS,
    lambda inner: st.builds(
        lambda group, parts: {group: parts}, st.sampled_from(["all", "any"]), st.lists(inner, min_size=1, max_size=3)
    ),
    max_leaves=12,
)


@given(CONDITIONS)
def test_every_condition_reads_back_as_it_was(condition):
    assert read_condition(write_condition(condition)) == condition


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("number = new", {"question": "number", "is": "new"}),
        ("overseas = yes", {"question": "overseas", "is": True}),
        ("해외 = 예", {"question": "해외", "is": True}),
        ("calls>=500", {"question": "calls", "at_least": 500}),
        ("mall in (a, b)", {"question": "mall", "one_of": ["a", "b"]}),
        (
            "a = 1 or b = 2 and c includes chat",
            {
                "any": [
                    {"question": "a", "is": 1},
                    {"all": [{"question": "b", "is": 2}, {"question": "c", "includes": "chat"}]},
                ]
            },
        ),
        ("", None),
    ],
)
def test_what_people_write_is_understood(text, condition):
    assert read_condition(text) == condition


@pytest.mark.parametrize(
    "text", ["number", "= new", "a = ", "a = b c", "a in b", "(a = b", "a < 3", "그리고", "(" * 500 + "a = b"]
)
def test_other_text_is_refused_with_the_place(text):
    with pytest.raises(ConditionTextError, match=r"조건|condition"):
        read_condition(text)
