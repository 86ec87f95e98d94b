"""The lines of a Markdown text as a tree: headings, and below each the items of its lists with all they contain.

Two spaces, four or a tab make a level, as the file has it. Line numbers count from 1.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from accounts.errors import Invalid

_ITEM = re.compile(
    r"(?P<indent>[ \t]*)(?P<bullet>(?:[-*+•▪◦]|[0-9]{1,3}[.)])[ \t]+)?"
    r"(?P<box>\[(?P<mark>[ xXvV✓✔]?)\](?=\s)|[□☐☑☒▢✅⬜◻])?\s*(?P<text>.*)"
)
# What people use for a heading without knowing of "#": a line in bold, or behind a black mark.
_LIKE_HEADING = re.compile(r"(?:\*\*(?P<bold>[^*]+)\*\*:?|[■◆▶]\s*(?P<mark>\S.*))\s*$")
_LOWEST = 7
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?\n---[ \t]*(?=\n|\Z)", re.DOTALL)
_TICKED = frozenset("xXvV✓✔☑✅☒")
_MOST_DEPTH = 12
LONGEST_LINE = 10_000


@dataclass(eq=False)
class Node:
    """An item of a list; `parts` are the items and the raw lines below it, in order."""

    line: int
    indent: int
    text: str
    raw: str
    is_task: bool
    is_done: bool = False
    parts: list[Node | str] = field(default_factory=list)

    @property
    def nodes(self) -> Iterator[Node]:
        return (part for part in self.parts if isinstance(part, Node))

    @cached_property
    def has_tasks(self) -> bool:
        return any(node.is_task or node.has_tasks for node in self.nodes)

    def notes(self) -> str:
        """What stands below it and is no task, as Markdown; a quotation without its marks."""
        lines = textwrap.dedent("\n".join(self._note_lines())).strip("\n").split("\n")
        if all(line.startswith(">") for line in lines):
            lines = [line[1:].removeprefix(" ") for line in lines]
        return "\n".join(lines)

    def _note_lines(self) -> Iterator[str]:
        for part in self.parts:
            if isinstance(part, str):
                yield part
            elif not part.is_task and not part.has_tasks:
                yield part.raw
                yield from part._note_lines()


@dataclass(frozen=True, slots=True)
class Scope:
    """The items below a heading; `path` are the headings from the top one on."""

    path: tuple[str, ...]
    nodes: list[Node]


def read_scopes(text: str) -> tuple[list[Scope], bool]:
    """The lists of a text by heading, and whether any of their items has a box. Without boxes every item is a task."""
    lines = visible(text)
    has_boxes = any(found["box"] for line in lines if (found := _ITEM.match(line)))
    reader = _Reader(has_boxes)
    for number, line in enumerate(lines, 1):
        reader.line(number, line)
    return [scope for scope in reader.scopes if scope.nodes], has_boxes


class _Reader:
    def __init__(self, has_boxes: bool) -> None:
        self.has_boxes = has_boxes
        self.headings: list[tuple[int, str]] = []
        self.scopes = [Scope((), [])]
        self.open: list[Node] = []
        self.is_code = self.was_blank = False

    def line(self, number: int, line: str) -> None:
        if line.strip().startswith(("```", "~~~")):
            self.is_code = not self.is_code
            self._text(line)
        elif self.is_code:
            self._text(line)
        elif not line.strip():
            self.was_blank = True
            return
        elif not self._heading(line) and not self._item(number, line):
            self._text(line)
        self.was_blank = False

    def _heading(self, line: str) -> bool:
        found = heading_of(line)
        if found is None:
            return False
        level, text = found
        self.headings = [heading for heading in self.headings if heading[0] < level] + [(level, text)]
        self.scopes.append(Scope(tuple(text for _level, text in self.headings), []))
        self.open = []
        return True

    def _item(self, number: int, line: str) -> bool:
        found = _ITEM.match(line)
        if found is None or not (found["bullet"] or found["box"]) or not found["text"].strip():
            return False
        is_task = bool(found["box"]) or not self.has_boxes
        is_done = (found["mark"] or found["box"] or "") in _TICKED
        node = Node(number, len(found["indent"]), found["text"].strip(), line, is_task, is_done)
        while self.open and self.open[-1].indent >= node.indent:
            self.open.pop()
        if len(self.open) == _MOST_DEPTH:
            self.open.pop()
        into = self.open[-1].parts if self.open else self.scopes[-1].nodes
        into.append(node)
        self.open.append(node)
        return True

    def _text(self, line: str) -> None:
        """A line of text: more of the item above it, or below it after an empty line, or nothing of any item."""
        indent = len(line) - len(line.lstrip())
        while self.open and indent <= self.open[-1].indent and (self.was_blank or indent < self.open[-1].indent):
            self.open.pop()
        if not self.open:
            return
        node = self.open[-1]
        is_same = not (node.parts or self.was_blank or self.is_code or line.lstrip().startswith((">", "```", "~~~")))
        if is_same:
            node.text += f" {line.strip()}"
            node.raw += f"\n{line}"
            return
        if self.was_blank and node.parts:
            node.parts.append("")
        node.parts.append(line)


def heading_of(line: str) -> tuple[int, str] | None:
    """Level and text of a line that is a heading, or is used as one."""
    if line.startswith("#"):
        marks = len(line) - len(line.lstrip("#"))
        text = line[marks:].strip().rstrip("#").strip()
        return (marks, text) if marks <= 6 and text and line[marks] in " \t" else None
    like = _LIKE_HEADING.match(line)
    return (_LOWEST, (like["bold"] or like["mark"]).strip()) if like else None


def visible(text: str) -> list[str]:
    """The lines of a text, empty ones for front matter and comments, so that numbers stay. Raises Invalid."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    text = _FRONT_MATTER.sub(lambda found: "\n" * found[0].count("\n"), text, count=1)
    first, *parts = text.split("<!--")
    for part in parts:
        comment, end, rest = part.partition("-->")
        first += "\n" * comment.count("\n") + rest if end else f"<!--{part}"
    lines = first.split("\n")
    for number, line in enumerate(lines, 1):
        if len(line) > LONGEST_LINE:
            message = _("Line %(line)d has more than %(most)s characters.")
            raise Invalid("line_too_long", message % {"line": number, "most": f"{LONGEST_LINE:,}"}, field="file")
    return lines
