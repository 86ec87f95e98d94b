"""A condition as one line of text, both ways: `number = new and channels includes chat`.

    test    key = value · key != value · key in (value, …) · key includes value · key >= 500
    group   test and test … · test or test … ("and" binds closer), with parentheses; all(test), any(test) for one alone
    value   yes, no, a number, or a choice's short name; in double quotes when it is none of these plain words

Every condition of `conditions.py` is written so that reading gives the same one. Korean words are read too: 그리고,
또는, 포함, 예, 아니요. Whether the questions exist is judged elsewhere (`conditions.check_condition`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from ..conditions import MAX_DEPTH, Condition

_TOKEN = re.compile(r'\s*(?:(?P<quoted>"(?:[^"\\]|\\.)*")|(?P<mark>!=|>=|≥|≠|[=(),])|(?P<word>[^\s=!<>≥≠(),"]+))')
_PLAIN = re.compile(r"[^\W\d][\w-]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?", re.IGNORECASE)
_KOREAN = {
    "그리고": "and",
    "또는": "or",
    "포함": "includes",
    "예": "yes",
    "아니요": "no",
    "아니오": "no",
    "≥": ">=",
    "≠": "!=",
}
_TESTS = {"=": "is", "!=": "not", "in": "one_of", "includes": "includes", ">=": "at_least"}
_SIGNS = {test: sign for sign, test in _TESTS.items()}
_RESERVED = frozenset({"and", "or", "all", "any", "in", "includes", "yes", "no", *_KOREAN})
_DEEPEST = 4 * MAX_DEPTH


class ConditionTextError(ValueError):
    """The text is no condition; the message says where it stops being one."""


def write_condition(condition: Condition | None) -> str:
    """The text of a condition; nothing for a line that always applies."""
    return _written(condition) if condition else ""


def read_condition(text: str) -> Condition | None:
    """The condition of a text, None for an empty one. Raises ConditionTextError."""
    if not text.strip():
        return None
    reader = _Reader(text)
    condition = reader.either(_DEEPEST)
    if reader.tokens[reader.at :]:
        raise reader.error()
    return condition


def _written(condition: Condition, *, around: str = "") -> str:
    for group, joint in (("all", " and "), ("any", " or ")):
        if group in condition:
            parts = condition[group]
            if len(parts) == 1:
                return f"{group}({_written(parts[0])})"
            joined = joint.join(_written(part, around=group) for part in parts)
            return f"({joined})" if around else joined
    [(test, value)] = (pair for pair in condition.items() if pair[0] != "question")
    values = f"({', '.join(map(_value, value))})" if test == "one_of" else _value(value)
    return f"{_name(condition['question'])} {_SIGNS[test]} {values}"


def _name(text: str) -> str:
    return text if _PLAIN.fullmatch(text) and text.casefold() not in _RESERVED else json.dumps(text, ensure_ascii=False)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _name(value) if isinstance(value, str) else json.dumps(value)


class _Reader:
    """Descends through the words: "or" of "and" of tests."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.tokens: list[tuple[str, str]] = []
        end = 0
        while text[end:].strip():
            found = _TOKEN.match(text, end)
            if found is None:
                raise self.error(text[end:])
            self.tokens.append((str(found.lastgroup), found[str(found.lastgroup)]))
            end = found.end()

    def error(self, rest: str = "") -> ConditionTextError:
        place = rest.strip() or " ".join(token for _kind, token in self.tokens[self.at :]) or _("its end")
        example = "number = new and channels includes chat"
        words = _("The condition cannot be read from “%(place)s” on. Write it like: %(example)s")
        return ConditionTextError(words % {"place": place[:40], "example": example})

    def either(self, depth: int) -> Condition:
        return self._joined("or", "any", lambda: self._joined("and", "all", lambda: self._part(depth)))

    def _joined(self, word: str, group: str, read: Any) -> Condition:
        parts = [read()]
        while self._is(word):
            self.at += 1
            parts.append(read())
        return parts[0] if len(parts) == 1 else {group: parts}

    def _part(self, depth: int) -> Condition:
        if depth == 0:
            raise self.error()
        for group in ("all", "any"):
            if self._is(group) and self._token(1) == ("mark", "("):
                self.at += 1
                return {group: [self._inside(depth)]}
        return self._inside(depth) if self._is("(") else self._test()

    def _inside(self, depth: int) -> Condition:
        self._take("(")
        condition = self.either(depth - 1)
        self._take(")")
        return condition

    def _test(self) -> Mapping[str, Any]:
        question = self._name()
        _kind, sign = self._token()
        test = _TESTS.get(_KOREAN.get(sign, sign).casefold())
        if test is None:
            raise self.error()
        self.at += 1
        return {"question": question, test: self._list() if test == "one_of" else self._value()}

    def _list(self) -> list[Any]:
        self._take("(")
        values = [self._value()]
        while self._is(","):
            self.at += 1
            values.append(self._value())
        self._take(")")
        return values

    def _value(self) -> Any:
        kind, token = self._token()
        word = _KOREAN.get(token, token).casefold()
        if kind == "word" and word in ("yes", "no"):
            self.at += 1
            return word == "yes"
        if kind == "word" and _NUMBER.fullmatch(token):
            self.at += 1
            return json.loads(token)
        return self._name()

    def _name(self) -> str:
        kind, token = self._token()
        if kind not in ("word", "quoted") or (kind == "word" and token.casefold() in ("and", "or")):
            raise self.error()
        self.at += 1
        if kind == "word":
            return token
        try:
            return str(json.loads(token))
        except ValueError:
            self.at -= 1
            raise self.error() from None

    def _token(self, ahead: int = 0) -> tuple[str, str]:
        index = self.at + ahead
        return self.tokens[index] if index < len(self.tokens) else ("", "")

    def _is(self, wanted: str) -> bool:
        kind, token = self._token()
        return kind != "quoted" and _KOREAN.get(token, token).casefold() == wanted

    def _take(self, wanted: str) -> None:
        if not self._is(wanted):
            raise self.error()
        self.at += 1
