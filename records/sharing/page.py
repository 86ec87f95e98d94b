"""A page of Markdown that pastes into Notion and Confluence as it looks here: headings, lists, quotes and tables. Pure.

Names and short texts are escaped, so that not a letter of them turns into a mark. What people wrote as Markdown stands
in a quote as it is: nothing that they leave open, such as a fence, can swallow what follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from checklists.files.writing.markdown import escaped

_UNDERLINE = re.compile(r"[-=]+")
_CLOSING = re.compile(r"(?<=\s)(#+)$")


class Page:
    def __init__(self, title: str) -> None:
        self._parts = [f"# {heading(title)}"]

    def section(self, title: str) -> None:
        self._parts.append(f"## {heading(title)}")

    def part(self, title: str) -> None:
        self._parts.append(f"### {heading(title)}")

    def facts(self, pairs: Iterable[tuple[str, object]]) -> None:
        """A list of "word: text"; what has no text is left out."""
        self.bullets(f"**{line(word)}**: {line(str(text))}" for word, text in pairs if text not in ("", None))

    def bullets(self, rows: Iterable[str]) -> None:
        """Rows of Markdown."""
        if found := [f"- {row}" for row in rows]:
            self._parts.append("\n".join(found))

    def text(self, words: str) -> None:
        """Plain words, with their line breaks."""
        if words.strip():
            self._parts.append("\n".join(_plain_lines(words)))

    def quote(self, words: str) -> None:
        """Plain words of somebody, with their line breaks."""
        if words.strip():
            self._parts.append(_quoted(_plain_lines(words)))

    def markdown(self, words: str) -> None:
        """What somebody wrote as Markdown."""
        if words.strip():
            self._parts.append(_quoted(words.strip().splitlines()))

    def table(self, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        if rows:
            written = [[line(cell) for cell in row] for row in (headings, *rows)]
            written.insert(1, ["---"] * len(headings))
            self._parts.append("\n".join(f"| {' | '.join(row)} |" for row in written))

    def written(self) -> str:
        return "\n\n".join(self._parts) + "\n"


def line(words: str) -> str:
    """On one line, and in a table's cell too, with nothing that Markdown takes for its own."""
    one = escaped(words).replace("|", "\\|").replace("]:", "\\]:")
    return f"\\{one}" if _UNDERLINE.fullmatch(one) else one


def heading(words: str) -> str:
    """The same, where marks at the end would close it."""
    return _CLOSING.sub(r"\\\1", line(words))


def link(words: str, url: str) -> str:
    return f"[{line(words)}](<{url}>)"


def _plain_lines(words: str) -> list[str]:
    """Two spaces before a break keep it one wherever it is pasted."""
    rows = [line(row) for row in words.strip().splitlines()]
    return [f"{row}  " if row and n < len(rows) and rows[n] else row for n, row in enumerate(rows, 1)]


def _quoted(rows: Iterable[str]) -> str:
    return "\n".join(f"> {row}" if row else ">" for row in rows)
