"""Markdown task lists, as GitHub and Notion write them → rows with fields.

Headings are sections. A task below a task is a scenario of it; below a mere group it is a line of its own, and the
group is its section: a bullet without a box, or a level on which every task has tasks below it. Other bullets and texts
below a task are its guidance; those elsewhere are no lines, when the file has boxes at all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import ngettext

from ..schedule import Rule
from .cells import read_scenarios, write_scenarios
from .deadlines import DeadlineError, looks_like_deadline, read_deadline
from .grids import MOST_ROWS, too_many_rows
from .inline import plain_text, read_inline
from .task_lines import Node, Scope, read_scopes

LONGEST_TITLE, LONGEST_SECTION, LONGEST_SCENARIO = 200, 60, 300
_DAY_IN_HEADING = re.compile(
    r"\s*[\[(]?\s*(d\s*[-+]\s*[0-9]{1,3}(?:\s*~\s*d?\s*[-+]?\s*[0-9]{1,3})?|d-?day)\b", re.IGNORECASE
)
_DAY_AT_END = re.compile(r"[(\[]([^()\[\]]{1,20})[)\]]\s*$")


@dataclass(frozen=True, slots=True)
class Task:
    """`line` is its line in the file, `fields` by the names of `words.HEADINGS`."""

    line: int
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Outline:
    tasks: tuple[Task, ...]
    notes: tuple[str, ...] = ()


def read_outline(text: str, *, only_boxes: bool = False) -> Outline | None:
    """The tasks of a Markdown text; None when it has none. With `only_boxes` bullets without a box are no tasks."""
    scopes, has_boxes = read_scopes(text)
    if only_boxes and not has_boxes:
        return None
    builder = _Builder(_labels([scope.path for scope in scopes]))
    for scope in scopes:
        builder.scope(scope)
    if not builder.tasks:
        return None
    return Outline(tuple(builder.tasks), tuple(builder.notes()))


class _Builder:
    def __init__(self, labels: dict[tuple[str, ...], str]) -> None:
        self.labels = labels
        self.tasks: list[Task] = []
        self.strays = self.done = 0

    def scope(self, scope: Scope) -> None:
        self._level(scope.nodes, self.labels[scope.path], _day_of(scope.path))

    def _level(self, nodes: Sequence[Node], section: str, due: str) -> None:
        tasks = [node for node in nodes if node.is_task or node.has_tasks]
        are_groups = len(tasks) > 1 and all(node.has_tasks and not _is_line(node) for node in tasks)
        for node in nodes:
            if not (node.is_task or node.has_tasks):
                self.strays += 1
            elif are_groups or not node.is_task:
                inner = read_inline(node.text)
                self._level(list(node.nodes), _section(inner.title), inner.fields.get("due", due))
            else:
                self._task(node, section, due)

    def _task(self, node: Node, section: str, due: str) -> None:
        if len(self.tasks) == MOST_ROWS:
            raise too_many_rows()
        self.done += node.is_done
        inline = read_inline(node.text)
        guidance = [inline.fields.get("guidance", ""), *_bullets(inline.links), node.notes()]
        title = inline.title
        if len(title) > LONGEST_TITLE:
            guidance.insert(0, title)
            title = _cut(title, LONGEST_TITLE)
        scenarios, more = self._scenarios(node)
        fields = {
            **inline.fields,
            "section": inline.fields.get("section", section),
            "title": title,
            "due": inline.fields.get("due", due),
            "scenarios": scenarios,
            "guidance": "\n\n".join(part for part in (*guidance, *more) if part),
        }
        self.tasks.append(Task(node.line, {name: value for name, value in fields.items() if value}))

    def _scenarios(self, node: Node) -> tuple[str, list[str]]:
        """The cell of the tasks below, and what of them belongs into the guidance."""
        found, more = [], []
        for prefix, child in _below(node, ""):
            self.done += child.is_done
            inline = read_inline(child.text)
            text = f"{prefix}{inline.title}"
            notes = "\n".join(part for part in (*_bullets(inline.links), child.notes()) if part)
            if len(text) > LONGEST_SCENARIO:
                notes, text = f"{text}\n{notes}".strip(), _cut(text, LONGEST_SCENARIO)
            if notes:
                more.append(f"{text}\n{notes}" if not notes.startswith(text[:-1]) else notes)
            for scenario in read_scenarios(text)[:1]:
                rule = _rule(inline.fields.get("due", "")) or scenario.rule
                found.append(replace(scenario, rule=rule))
        return write_scenarios(found)[0], more

    def notes(self) -> Iterator[str]:
        if self.strays:
            yield ngettext(
                "%(n)d bullet without a box was not read as an item.",
                "%(n)d bullets without a box were not read as items.",
                self.strays,
            ) % {"n": self.strays}
        if self.done:
            yield ngettext(
                "%(n)d task is ticked in the file; a template keeps no ticks.",
                "%(n)d tasks are ticked in the file; a template keeps no ticks.",
                self.done,
            ) % {"n": self.done}


def _is_line(node: Node) -> bool:
    """Whether a task with tasks below it says of itself that it is a line: a group is no department's."""
    return "department" in read_inline(node.text).fields


def _below(node: Node, prefix: str) -> Iterator[tuple[str, Node]]:
    """Every task below a task, those further down behind the words of the one between."""
    for child in node.nodes:
        if child.is_task:
            yield prefix, child
        if child.has_tasks:
            yield from _below(child, f"{prefix}{read_inline(child.text).title.rstrip(':')} › ")


def _rule(due: str) -> Rule | None:
    try:
        deadline = read_deadline(due)
    except DeadlineError:
        return None
    return deadline.rule if deadline else None


def _bullets(links: Sequence[str]) -> list[str]:
    return ["\n".join(f"- {link}" for link in links)] if links else []


def _labels(paths: Sequence[tuple[str, ...]]) -> dict[tuple[str, ...], str]:
    """The name of each section: its own heading, with the one above it where two are called the same."""
    times = Counter(path[-1] for path in dict.fromkeys(paths) if path)
    return {
        path: _section(" · ".join(path[-2:] if times[path[-1]] > 1 else path[-1:])) if path else "" for path in paths
    }


def _section(title: str) -> str:
    return _cut(plain_text(title).rstrip(" :："), LONGEST_SECTION)


def _day_of(path: Sequence[str]) -> str:
    """The deadline that a heading names: "D-30: 기획", "오픈 당일", "준비 (D-7)"."""
    for heading in reversed(path):
        words = plain_text(heading)
        if found := _DAY_IN_HEADING.match(words):
            return found[1]
        if (found := _DAY_AT_END.search(words)) and looks_like_deadline(found[1]):
            return found[1]
        if looks_like_deadline(words):
            return words
    return ""


def _cut(text: str, longest: int) -> str:
    """The text, or as many of its words as fit, with "…"."""
    if len(text) <= longest:
        return text
    head, _space, _rest = text[:longest].rpartition(" ")
    return f"{head or text[: longest - 1]}…"
