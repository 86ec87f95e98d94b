"""Document → Markdown: headings for sections, task lists for lines, as GitHub and Notion show and tick them.

    - [ ] 대표번호 개통 — 담당부서: 영업 · 기한: D-14 영업일 · 오픈 필수
      - [ ] 외부에서 걸어 연결되는지 확인 [D-3 영업일]

Guidance stands below its line as it is. What a task list has no place for is left out (README.md names it).
"""

from __future__ import annotations

import re
from dataclasses import replace

from checklists.content import LineContent
from checklists.schedule import Roll

from ..cells import write_scenarios
from ..deadlines import write_rule
from ..words import heading
from .document import Document

# Only where Markdown would see more than the letter, so that the file stays readable as it is.
_MARKS = re.compile(r"([\\`*]|(?<!\w)_|_(?!\w)|<(?=[a-zA-Z/!?])|~(?=~)|&(?=#?\w+;)|\](?=[(\[]))")
_FIRST = re.compile(r"^([0-9]*)([-+.)#>\[](?=[\s#>xX ]|$))")


def write_markdown(document: Document) -> bytes:
    parts = [f"# {escaped(document.name)}"]
    if facts := [f"{escaped(word)}: {escaped(text)}" for word, text in document.facts if text]:
        parts.append(" · ".join(facts))
    for section in document.content.sections:
        parts.append(f"## {escaped(section.title)}")
        parts.append("\n".join(_task(line, document) for line in section.lines))
    return ("\n\n".join(part for part in parts if part) + "\n").encode()


def _task(line: LineContent, document: Document) -> str:
    about = [
        f"{heading('department')}: {escaped(document.department(line.department))}",
        f"{heading('due')}: {write_rule(replace(line.rule, roll=Roll.DEFAULT))}",
        *([heading("must")] if line.is_blocker else []),
    ]
    rows = [f"- {_box(line.key in document.done)} {escaped(line.title)} — {' · '.join(about)}"]
    states = [f"{escaped(state.heading)}: {escaped(state.of(line))}" for state in document.states if state.of(line)]
    if states:
        rows.append(f"  - {' · '.join(states)}")
    if line.guidance:
        rows += [*_apart(line.guidance), *(f"  {row}".rstrip() for row in line.guidance.splitlines())]
    scenarios = write_scenarios(line.scenarios)[0].split("\n") if line.scenarios else []
    for place, words in enumerate(scenarios):
        rows.append(f"  - {_box((line.key, place) in document.verified)} {escaped(words)}")
    return "\n".join(rows)


def _apart(guidance: str) -> list[str]:
    """An empty line, without which a text would run on from the title. A list begins of itself."""
    return [] if re.match(r"[-*+] ", guidance) else [""]


def _box(is_checked: bool) -> str:
    return "[x]" if is_checked else "[ ]"


def escaped(words: str) -> str:
    """On one line, with the characters that Markdown would take for its own."""
    marked = _MARKS.sub(r"\\\1", " ".join(words.split()))
    return _FIRST.sub(r"\1\\\2", marked)
