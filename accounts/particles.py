"""Korean particles that fit the word before them (을/를, 이/가, 은/는, 과/와, 으로/로). No Django, no I/O.

Source of the rules: domain.md, section 5. The last sound decides: a syllable's final consonant; a digit as it is read;
a Latin letter by its name. A bracket that follows a word is passed over, and so are quotation marks.
"""

import re

FIRST_SYLLABLE, LAST_SYLLABLE = 0xAC00, 0xD7A3
FINALS_PER_SYLLABLE = 28
RIEUL = 8  # the final ㄹ, counted from the empty final

NO_FINAL, OTHER_FINAL = 0, 1
DIGIT_FINALS = {
    "0": OTHER_FINAL,
    "1": RIEUL,
    "3": OTHER_FINAL,
    "6": OTHER_FINAL,
    "7": RIEUL,
    "8": RIEUL,
}
LETTER_FINALS = {"l": RIEUL, "m": OTHER_FINAL, "n": OTHER_FINAL, "r": RIEUL}

TRAILING_BRACKET = re.compile(r"(?<=\S)\s*[(\[{（【][^()\[\]{}（）【】]*[)\]}）】]\s*$")


def last_sound(word: str) -> str:
    """The character that is heard last, or "" when there is none."""
    bare = re.sub(r"[^\w()\[\]{}（）【】]+$", "", word)
    without_bracket = TRAILING_BRACKET.sub("", bare)
    heard = [char for char in without_bracket or bare if char.isalnum()]
    return heard[-1].lower() if heard else ""


def final_of(char: str) -> int:
    """0 for an open sound, 8 for ㄹ, any other number for another final consonant."""
    if char and FIRST_SYLLABLE <= ord(char) <= LAST_SYLLABLE:
        return (ord(char) - FIRST_SYLLABLE) % FINALS_PER_SYLLABLE
    return DIGIT_FINALS.get(char, LETTER_FINALS.get(char, NO_FINAL))


def particle(word: str, pair: str) -> str:
    """The fitting half of `pair`, written closed form first: "을/를", "으로/로". ㄹ takes 로."""
    closed, _, opened = pair.partition("/")
    final = final_of(last_sound(word))
    if final == NO_FINAL or (final == RIEUL and closed.startswith("으")):
        return opened
    return closed


def with_particle(word: str, pair: str) -> str:
    """`word` and the fitting particle: ("연락망", "을/를") → "연락망을"."""
    return word + particle(word, pair)
