"""The text of one Markdown task: its words without marks, its links, and what stands in it beside the title.

대표번호 개통 — 담당부서: 영업 · 기한: D-14 영업일 · 오픈 필수     as an export writes it
[필수] 대표번호 개통 (담당: 영업, 마감: D-14) · 대표번호 개통 (D-14) · D-14 대표번호 개통     as people do
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from markdown_it import MarkdownIt

from .columns import meanings
from .deadlines import looks_like_deadline
from .grids import one_line
from .words import HEADINGS, MUST, plain

_MARKDOWN = MarkdownIt("commonmark").enable("strikethrough")
# Other texts are taken as they stand: a thousand brackets keep any reader of Markdown busy.
LONGEST_MARKDOWN, MOST_MARKS, MOST_BRACKETS = 1_000, 100, 16
_PARTS = re.compile(r"\s*[,/·;|]\s*")
_MUST_TAG = re.compile(r"^[\[(【](?P<word>[^\])】]{1,10})[\])】]\s*")
_FIRST_DAY = re.compile(
    r"^[\[(]?(?P<due>d\s*[-+]\s*[0-9]{1,3}(?:\s*영업일)?|d-?day)[\])]?\s*[:.)\-]?\s+", re.IGNORECASE
)
_LAST_DAY = re.compile(
    r"\s*(?:[(\[]\s*(?P<due>[^()\[\]]{1,24})\s*[)\]]|[~📅]\s*(?P<until>\S{1,16})|\s(?P<bare>[dD][-+][0-9]{1,3}))\s*$"
)


@dataclass(frozen=True, slots=True)
class Inline:
    """`fields` by the names of `words.HEADINGS`; `links` as Markdown, for the guidance."""

    title: str
    fields: Mapping[str, str] = field(default_factory=dict)
    links: tuple[str, ...] = ()


def read_inline(markdown: str) -> Inline:
    """The parts of one task's text."""
    fields: dict[str, str] = {}
    title, links = _words(_labels(one_line(markdown), fields))
    # What an export wrote is all there is: its titles are taken as they are.
    return Inline(title if "due" in fields else _tags(title, fields) or title, fields, links)


def plain_text(markdown: str) -> str:
    """The words that a reader sees."""
    return _words(markdown)[0]


def _words(markdown: str) -> tuple[str, tuple[str, ...]]:
    """The words, and the links in them as Markdown."""
    marks = sum(map(markdown.count, "*_`<~!&"))
    if not marks and not {"[", "\\"} & set(markdown):
        return one_line(markdown), ()
    if len(markdown) > LONGEST_MARKDOWN or marks > MOST_MARKS or markdown.count("[") > MOST_BRACKETS:
        return one_line(markdown), ()
    words: list[str] = []
    links: list[str] = []
    opened, address = 0, ""
    for token in _MARKDOWN.parseInline(markdown)[0].children or ():
        if token.type in ("text", "code_inline", "image"):
            words.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            words.append(" ")
        elif token.type == "link_open":
            opened, address = len(words), str(token.attrGet("href") or "")
        elif token.type == "link_close":
            links.append(f"[{''.join(words[opened:])}]({address})")
    return one_line("".join(words)), tuple(links)


def _labels(text: str, fields: dict[str, str]) -> str:
    """The text without "label: value" pairs at its end, which go into `fields`."""
    for rest, about, between in _endings(text):
        pairs = [_pair(part) for part in between.split(about)]
        known = [pair for pair in pairs if pair]
        if known and len(known) == len(pairs):
            fields.update(known)
            return rest.rstrip()
    return text


def _endings(text: str) -> Iterator[tuple[str, str, re.Pattern[str]]]:
    """What may be such pairs: behind a dash, in the last brackets, behind the last stroke."""
    rest, dash, about = text.rpartition(" — ")
    if dash:
        yield rest, about, re.compile(r" · ")
    if text.endswith((")", "）")):
        at = max(text.rfind("("), text.rfind("（"))
        if at > 0:
            yield text[:at], text[at + 1 : -1].strip(), _PARTS
    for stroke in (" - ", " – ", " | ", " / "):
        at = text.find(stroke)
        if at > 0:
            yield text[:at], text[at + 3 :].strip(), _PARTS


def _pair(part: str) -> tuple[str, str] | None:
    label, mark, value = [*re.split(r"([:：])", part, maxsplit=1), "", ""][:3]
    if not mark and plain(part) in {plain(word) for word in HEADINGS["must"]}:
        return "must", part.strip()
    scores = meanings(label.strip()) if len(label) <= 24 else {}
    if not mark or not scores:
        return None
    return max(scores, key=lambda name: scores[name]), plain_text(value)


def _tags(title: str, fields: dict[str, str]) -> str:
    """The title without a deadline or a mark for must-haves at its beginning or its end."""
    if (found := _MUST_TAG.match(title)) and plain(found["word"]) in {plain(word) for word in MUST[True]}:
        fields.setdefault("must", found["word"])
        title = title[found.end() :]
    if "due" not in fields and (found := _FIRST_DAY.match(title)):
        fields["due"], title = found["due"], title[found.end() :]
    if "due" not in fields and (found := _LAST_DAY.search(title)):
        due = found["due"] or found["until"] or found["bare"]
        if title[: found.start()].strip() and looks_like_deadline(due):
            fields["due"], title = due, title[: found.start()]
    return title.strip()
