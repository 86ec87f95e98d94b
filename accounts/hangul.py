"""How a search in Korean reads what somebody typed, whole or half. No Django, no I/O.

The rule. A query is words; a text is found when every word stands somewhere in it, in any order.
- A consonant alone stands for any syllable that begins with it (초성): "ㅋㅍ" and "쿠ㅍ" find "쿠팡".
- The last character of a word may still be in the making on a two-set keyboard, so it stands for every syllable that
  it can become and for what it is on the way to: "쿠파" finds "쿠팡", "칻" finds "카드", "오" finds "와".
- Two consonants that the keyboard joined are two again: "ㄳ" finds "검색".
- Latin letters match in either case, and spaces of the text count for nothing: "gotest" and "go test" find "Go Test".

`pattern` writes the rule as a regular expression that Python and PostgreSQL read alike. Every character of the query
becomes a literal, a class or a choice of two; nothing repeats but the space between, so no query is slow to match.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST_QUERY = 100
MOST_WORDS = 8

FIRST, LAST = 0xAC00, 0xD7A3
INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
PER_VOWEL, PER_INITIAL = len(FINALS), len(FINALS) * len(VOWELS)
JOINED_FINALS = {
    "ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ",
    "ㄽ": "ㄹㅅ", "ㄾ": "ㄹㅌ", "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ",
}  # fmt: skip
JOINED_VOWELS = {"ㅗ": "ㅘㅙㅚ", "ㅜ": "ㅝㅞㅟ", "ㅡ": "ㅢ"}
SPACES = r"\s*"


def words(query: str) -> tuple[str, ...]:
    """The words that are looked for, composed (NFC) and each once; what follows the eighth belongs to the eighth."""
    split = unicodedata.normalize("NFC", query).split(maxsplit=MOST_WORDS - 1)
    return tuple(dict.fromkeys("".join(word.split()) for word in split))


def is_korean(word: str) -> bool:
    """Whether it holds a syllable or a letter of the Korean alphabet: an English text need not be searched for it."""
    return any(FIRST <= ord(char) <= LAST or "ㄱ" <= char <= "ㅣ" for char in word)


@lru_cache(maxsize=512)
def pattern(word: str) -> str:
    """The regular expression of one word; "" for an empty one."""
    return SPACES.join([*(_settled(char) for char in word[:-1]), *(_in_the_making(char) for char in word[-1:])])


def matches(query: str, text: str) -> bool:
    """Whether every word of the query stands in the text; an empty query is in every text."""
    return all(re.search(pattern(word), text) for word in words(query))


def parts(query: str, text: str) -> list[tuple[str, bool]]:
    """The text in pieces, in order and complete, each with whether it was matched: to be marked on a page."""
    hit = [False] * len(text)
    for word in words(query):
        for found in re.finditer(pattern(word), text):
            hit[found.start() : found.end()] = [True] * (found.end() - found.start())
    pieces: list[tuple[str, bool]] = []
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or hit[end] != hit[start]:
            pieces.append((text[start:end], hit[start]))
            start = end
    return pieces


def _settled(char: str) -> str:
    """A character that others follow: itself, in either case, or any syllable of a lone consonant."""
    if two := JOINED_FINALS.get(char):
        return f"(?:{char}|{_settled(two[0])}{SPACES}{_settled(two[1])})"
    if char in INITIALS:
        first = FIRST + INITIALS.index(char) * PER_INITIAL
        return f"[{char}{chr(first)}-{chr(first + PER_INITIAL - 1)}]"
    cases = sorted({case for case in (char, char.lower(), char.upper()) if len(case) == 1})
    return f"[{''.join(cases)}]" if len(cases) > 1 else re.escape(char)


def _in_the_making(char: str) -> str:
    """The last character of a word: what it is, what it can become, what it is on the way to."""
    if not FIRST <= ord(char) <= LAST:
        return _settled(char)
    rest, final = divmod(ord(char) - FIRST, PER_VOWEL)
    open_syllable = FIRST + rest * PER_VOWEL
    if final == 0:
        return f"[{''.join(_range(open_syllable + PER_VOWEL * step) for step in _vowel_steps(rest % len(VOWELS)))}]"
    kept, moved = _carried_over(FINALS[final])
    longer = [
        chr(open_syllable + FINALS.index(joined)) for joined, two in JOINED_FINALS.items() if two[0] == FINALS[final]
    ]
    here = f"[{char}{''.join(longer)}]" if longer else char
    if moved not in INITIALS:
        return here
    return f"(?:{here}|{chr(open_syllable + FINALS.index(kept))}{SPACES}{_settled(moved)})"


def _vowel_steps(vowel: int) -> list[int]:
    """How many vowels further those are that this one can grow into, itself among them: ㅗ → ㅗ ㅘ ㅙ ㅚ."""
    return [0, *(VOWELS.index(joined) - vowel for joined in JOINED_VOWELS.get(VOWELS[vowel], ""))]


def _range(open_syllable: int) -> str:
    """A syllable without a final consonant, and the same with any."""
    return f"{chr(open_syllable)}-{chr(open_syllable + PER_VOWEL - 1)}"


def _carried_over(final: str) -> tuple[str, str]:
    """What stays and what moves to the next syllable when a vowel follows: ㄺ → ㄹ, ㄱ; ㄷ → nothing, ㄷ."""
    two = JOINED_FINALS.get(final, " " + final)
    return two[0], two[1]
