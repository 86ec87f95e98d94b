"""Which column is what: guessed from Korean and English headings, to be corrected by the person.

Every field has headings that mean it, best first; a column goes to the field it means most. What looks like a state
("상태", "완료 여부") belongs to a launch and not to a template, and is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from .grids import Row, one_line
from .headings import HEADED, STATES
from .words import HEADINGS, READ_ONLY_HEADINGS, plain

# Where no heading is known: a word that it holds. Never for a heading that names a state.
_STEMS = (
    ("owner", ("담당자", "책임자", "assignee")),
    ("department", ("부서", "담당팀", "department")),
    ("due", ("기한", "마감", "예정일", "목표일", "deadline", "due")),
    ("evidence", ("증빙", "산출물")),
    ("scenarios", ("시나리오", "확인방법", "점검방법", "테스트")),
    ("waits", ("선행",)),
    ("must", ("필수", "중요도", "우선순위", "priority")),
    ("remark", ("비고", "메모", "특이사항")),
    ("title", ("항목", "할일", "체크리스트", "업무내용", "task", "item")),
    ("guidance", ("설명", "가이드", "상세", "description")),
    ("section", ("구분", "분류", "카테고리", "단계", "영역")),
)
_SCORES: dict[str, dict[str, int]] = {}
for _field, _words in HEADED.items():
    for _rank, _word in enumerate(_words.split("|")):
        _scores = _SCORES.setdefault(plain(_word), {})
        _scores[_field] = max(_scores.get(_field, 0), 100 - _rank)
for _field, _pair in [*HEADINGS.items(), *READ_ONLY_HEADINGS.items()]:
    for _word in _pair:  # what an export writes is never mistaken
        _SCORES[plain(_word)] = {_field: 1000} | ({"key": 900} if _field == "key" else {})
_STATE_WORDS = frozenset(plain(word) for word in STATES.split("|"))


def meanings(heading: str) -> Mapping[str, int]:
    """The fields that a heading may mean, each with a score; empty when it means none."""
    words = plain(heading)
    if not words or words in _STATE_WORDS:
        return {}
    if words in _SCORES:
        return _SCORES[words]
    bare = plain(re.sub(r"[(\[<（].*", "", heading, flags=re.DOTALL))
    if bare in _STATE_WORDS:
        return {}
    if bare in _SCORES:
        return {field: score - 30 for field, score in _SCORES[bare].items()}
    return next(({field: 10} for field, stems in _STEMS if any(stem in words for stem in stems)), {})


def guess(headings: Sequence[str]) -> dict[str, int]:
    """The column of each field that the headings name: `{"title": 1, "due": 4}`, columns from 0."""
    wishes = [
        (-score, column, field) for column, heading in enumerate(headings) for field, score in meanings(heading).items()
    ]
    found: dict[str, int] = {}
    for _score, column, field in sorted(wishes):
        if field not in found and column not in found.values():
            found[field] = column
    return found


def heading_row(rows: Sequence[Row], *, look: int = 40) -> int | None:
    """The index of the row with headings among the first rows; None when no row names a title and something else.

    A row of headings has short cells, and more of them with a meaning than any other.
    """
    best, most = None, 1 if max((len(row.cells) for row in rows), default=0) > 1 else 0
    for index, row in enumerate(rows[:look]):
        known = sum(1 for cell in row.cells if len(cell) <= 40 and (meanings(cell) or plain(cell) in _STATE_WORDS))
        if known > most and "title" in guess(row.cells):
            best, most = index, known
    return best


def joined_headings(upper: Row, lower: Row) -> tuple[str, ...] | None:
    """The headings of two rows of which the second divides the first ("담당" into "부서" and "이름"); else None."""
    cells = [cell for cell in lower.cells if cell]
    if not cells or not all(len(cell) <= 20 and (meanings(cell) or plain(cell) in _STATE_WORDS) for cell in cells):
        return None
    if "title" not in guess(upper.cells):
        return None
    width = max(len(upper.cells), len(lower.cells))
    pairs = [(upper.cell(column), lower.cell(column)) for column in range(width)]
    if any(above and below and above != below for above, below in pairs if "title" in meanings(above)):
        return None
    if sum(1 for above, below in pairs if below and above != below) < 2:
        return None
    return tuple(one_line(below or above) for above, below in pairs)
