"""What a typed word finds: the rule of `accounts.hangul`, as examples and as laws."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import hangul

SYLLABLES = st.characters(min_codepoint=hangul.FIRST, max_codepoint=hangul.LAST)
KOREAN = st.text(SYLLABLES, min_size=1, max_size=6)
ANYTHING = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("쿠팡", "11월 쿠팡 입점"),
        ("ㅋㅍ", "쿠팡"),
        ("쿠ㅍ", "쿠팡"),
        ("ㅋ팡", "쿠팡"),
        ("쿠파", "쿠팡"),
        ("칻", "카드"),
        ("닭", "달걀"),
        ("달", "닭"),
        ("오", "와요"),
        ("ㄳ", "검색"),
        ("ㄳ", "ㄳㄳ"),
        ("ㅋㅋ", "ㅋㅋㅋ"),
        ("쿠팡입점", "쿠팡 입점"),
        ("입점 쿠팡", "쿠팡 입점"),
        ("gotest", "Go Test"),
        ("GO T", "go test"),
        ("50%", "50% 할인"),
        (".*[a]", "x.*[a]"),
        ("***=", "***="),
        ("", "무엇이든"),
    ],
)
def test_a_query_finds(query: str, text: str) -> None:
    assert hangul.matches(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [("쿠파", "쿠폰"), ("ㅋㄹ", "쿠팡"), ("쿠ㅍ", "쿡팡"), (".*", "쿠팡"), ("[a-z]", "b"), ("쿠팡 문자", "쿠팡")],
)
def test_a_query_does_not_find(query: str, text: str) -> None:
    assert not hangul.matches(query, text)


@given(ANYTHING, st.data())
def test_every_piece_of_a_text_finds_it(text: str, data: st.DataObject) -> None:
    text = unicodedata.normalize("NFC", text)
    start = data.draw(st.integers(0, len(text)))
    assert hangul.matches(text[start : start + 20], text)


@given(KOREAN)
def test_the_initials_of_a_word_find_it(text: str) -> None:
    assert hangul.matches("".join(_jamo(char)[0] for char in text), text)


@given(KOREAN)
def test_no_keystroke_of_a_word_loses_it(text: str) -> None:
    """Typed on a two-set keyboard, each thing that stands in the field on the way finds the word."""
    for typed in _keystrokes(text):
        assert hangul.matches(typed, text), typed


@given(ANYTHING, ANYTHING)
def test_any_query_is_a_sound_pattern_and_pieces_are_the_text(query: str, text: str) -> None:
    for word in hangul.words(query):
        re.compile(hangul.pattern(word))
    assert "".join(piece for piece, _ in hangul.parts(query, text)) == text


def test_many_words_are_few_patterns() -> None:
    assert len(hangul.words("가 " * 500)) <= hangul.MOST_WORDS


def _jamo(syllable: str) -> list[str]:
    """The keys of one syllable: joined vowels and finals are two keys."""
    at = ord(syllable) - hangul.FIRST
    vowel = hangul.VOWELS[at % hangul.PER_INITIAL // hangul.PER_VOWEL]
    final = hangul.FINALS[at % hangul.PER_VOWEL].strip()
    return [hangul.INITIALS[at // hangul.PER_INITIAL], vowel, *hangul.JOINED_FINALS.get(final, final)]


def _compose(initial: str, vowel: str, final: str = " ") -> str:
    at = hangul.INITIALS.index(initial) * hangul.PER_INITIAL + hangul.VOWELS.index(vowel) * hangul.PER_VOWEL
    return chr(hangul.FIRST + at + hangul.FINALS.index(final))


def _keystrokes(text: str) -> list[str]:
    """What stands in the field after each key. A consonant first joins the syllable before it, as a keyboard does."""
    states: list[str] = []
    for at, syllable in enumerate(text):
        initial, vowel, *finals = _jamo(syllable)
        states.append(_with_final(text[:at], initial))
        simple = next((first for first, joined in hangul.JOINED_VOWELS.items() if vowel in joined), vowel)
        states += [text[:at] + _compose(initial, one) for one in (simple, vowel)]
        states += [text[:at] + _compose(initial, vowel, finals[0])] if finals else []
        states.append(text[: at + 1])
    return states


def _with_final(before: str, consonant: str) -> str:
    """The text when a consonant is typed after it: as the last syllable's final where that can be, else alone."""
    if not before:
        return consonant
    initial, vowel, *finals = _jamo(before[-1])
    joined = next((one for one, two in hangul.JOINED_FINALS.items() if two == "".join([*finals, consonant])), consonant)
    if (finals and joined == consonant) or joined not in hangul.FINALS:
        return before + consonant
    return before[:-1] + _compose(initial, vowel, joined)
