"""Marks that people put into the title of a task, where they name somebody who is known: "[영업] 계약 확인 @이도윤"."""

from __future__ import annotations

import re
from dataclasses import replace

from .gathering import RawLine
from .known import Known

_FIRST = re.compile(
    r"^(?:[\[(【](?P<tag>[^\])】]{1,30})[\])】]|(?P<label>[^\s:：]{1,20})\s*[:：])\s*(?P<rest>\S.*)$", re.DOTALL
)
_LAST = re.compile(r"^(?P<rest>.*\S)\s+(?:@(?P<at>[^\s@]{1,60})|[\[(](?P<name>[^\[\]()]{1,30})[\])])$", re.DOTALL)


def with_marks(raw: RawLine, known: Known) -> RawLine:
    """The line with department and owner taken out of its title, when it has none and those are known."""
    cells = dict(raw.cells)
    found = _FIRST.match(cells["title"])
    if found and not cells.get("department") and known.department(found["tag"] or found["label"]):
        cells["department"], cells["title"] = found["tag"] or found["label"], found["rest"]
    found = _LAST.match(cells["title"])
    if found:
        name = found["at"] or found["name"]
        if not cells.get("owner") and len(known.persons(name)) == 1:
            cells["owner"], cells["title"] = name, found["rest"]
        elif not cells.get("department") and known.department(name):
            cells["department"], cells["title"] = name, found["rest"]
    return replace(raw, cells=cells)
