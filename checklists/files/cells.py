"""Cells that hold more than a text, both ways: scenarios, and the lines that a line waits for.

    scenarios   one per line, its own deadline and condition behind it: `연결된다 [D-3; channels includes phone]`
    waits       keys, with the open days after that one: `P03+3, P01`

What is written reads back as it was; what people write (bullets, numbers, titles for keys) is read as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import zip_longest

from ..conditions import Condition
from ..content import ScenarioContent, WaitContent
from ..schedule import Roll, Rule
from .condition_text import ConditionTextError, read_condition, write_condition
from .deadlines import DeadlineError, read_deadline, write_rule
from .grids import one_line
from .words import plain

_BULLET = re.compile(r"(?:[-*+•·▪◦○●□☐☑✓]|\[[ xX]\]|[0-9]{1,2}[.)]|[①-⑳]|\([0-9]{1,2}\))\s+|[①-⑳]")
_WAIT = re.compile(r"(?P<who>.*\S)\s*\+\s*(?P<days>[0-9]{1,3})\s*(?:영업일|일|business days?|days?)?", re.DOTALL)


def write_scenarios(scenarios: Sequence[ScenarioContent]) -> tuple[str, str]:
    """The cells in Korean and in English; lines of the second belong to those of the first, empty ones included."""
    texts = [_scenario(scenario) for scenario in scenarios]
    english = [one_line(scenario.text_en) for scenario in scenarios]
    return "\n".join(texts), "\n".join(line or "-" for line in english) if any(english) else ""


def read_scenarios(text: str, english: str = "") -> tuple[ScenarioContent, ...]:
    """The scenarios of two cells. An empty line is none; in the English cell "-" stands for a missing one."""
    lines = [line for line in text.split("\n") if line.strip()]
    translations = [line.strip() for line in english.split("\n") if line.strip()]
    found = []
    for line, words in zip_longest(lines, translations[: len(lines)], fillvalue=""):
        without = _unbulleted(line)
        head, rule, condition = _suffix(without)
        found.append(ScenarioContent(one_line(head), "" if words == "-" else one_line(words), rule, condition))
    return tuple(scenario for scenario in found if scenario.text)


def write_waits(waits: Sequence[WaitContent]) -> str:
    return ", ".join(wait.key if wait.days is None else f"{wait.key}+{wait.days}" for wait in waits)


def read_waits(text: str, keys: Mapping[str, str]) -> tuple[tuple[WaitContent, ...], tuple[str, ...]]:
    """The waits of a cell, and the words in it that name no line. `keys`: by plain key, title or number."""
    waits: list[WaitContent] = []
    strange: list[str] = []
    for part in _parts(text, keys):
        found = None if plain(part) in keys else _WAIT.fullmatch(part)
        who, days = (found["who"], int(found["days"])) if found else (part, None)
        key = keys.get(plain(who)) or keys.get(plain(who).removesuffix("번").removeprefix("#"))
        if key is None or days == 0:
            strange.append(part)
        elif all(wait.key != key for wait in waits):
            waits.append(WaitContent(key, days))
    return tuple(sorted(waits, key=lambda wait: wait.key)), tuple(strange)


def _parts(text: str, keys: Mapping[str, str]) -> list[str]:
    if plain(text) in keys:  # a title may hold commas
        return [text]
    parts = (_unbulleted(part).strip() for part in re.split(r"[,;\n、]", text))
    return [part for part in parts if part and part != "-"]


def _scenario(scenario: ScenarioContent) -> str:
    text = one_line(scenario.text)
    if _BULLET.match(text):
        text = f"- {text}"
    about = [write_rule(scenario.rule)] if scenario.rule else []
    about += [write_condition(scenario.condition)] if scenario.condition else []
    if about or text.endswith("]"):
        return f"{text} [{'; '.join(about)}]"
    return text


def _unbulleted(line: str) -> str:
    line = line.strip()
    found = _BULLET.match(line)
    return line[found.end() :] if found and line[found.end() :].strip() else line


def _suffix(line: str) -> tuple[str, Rule | None, Condition | None]:
    """The text, and what stands in brackets behind it when that is a deadline, a condition or both."""
    at = len(line) - 1 if line.endswith("]") else -1
    while (at := line.rfind(" [", 0, max(at, 0))) >= 0:
        inside = line[at + 2 : -1]
        if not inside:
            return line[:at], None, None
        if about := _about(inside):
            return line[:at], *about
    return line, None, None


def _about(inside: str) -> tuple[Rule | None, Condition | None] | None:
    first, _mark, rest = inside.partition("; ")
    rule = _rule(first)
    try:
        condition = read_condition(rest if rule else inside)
    except ConditionTextError:
        return None
    return (rule, condition) if rule or condition else None


def _rule(text: str) -> Rule | None:
    try:
        deadline = read_deadline(text)
    except DeadlineError:
        return None
    return Rule(deadline.rule.offset, deadline.rule.unit, Roll.DEFAULT) if deadline else None
