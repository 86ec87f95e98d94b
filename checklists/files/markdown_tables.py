"""Markdown tables → one grid: the heading above a table is its section, and the columns of all tables are joined."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .columns import meanings
from .grids import Grid, Row, filled, to_row
from .inline import plain_text
from .task_lines import heading_of, visible
from .words import heading, plain

_RULER = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_BETWEEN = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def read_tables(text: str) -> Grid | None:
    """All tables of a text, the headings in the first row; None when it has none."""
    found = list(_tables(visible(text)))
    if not found:
        return None
    headings: list[str] = []
    for _section, head, _rows in found:
        headings += [cell for cell in head.cells if plain(cell) not in map(plain, headings)]
    # A table that names its sections itself needs no other.
    has_sections = any("section" in meanings(cell) for cell in headings)
    is_headed = not has_sections and any(section for section, _head, _rows in found)
    first = [heading("section")] if is_headed else []
    rows = [to_row(found[0][1].number, [*first, *headings])]
    for section, head, body in found:
        places = [headings.index(cell) if cell in headings else -1 for cell in head.cells]
        for row in body:
            cells = dict(zip(places, row.cells, strict=False))
            rows.append(
                to_row(
                    row.number, [*([section] if is_headed else []), *(cells.get(n, "") for n in range(len(headings)))]
                )
            )
    return Grid(filled(rows))


def _tables(lines: Sequence[str]) -> Iterator[tuple[str, Row, list[Row]]]:
    """The section, the heading row and the rows of each table."""
    section, number = "", 0
    while number < len(lines):
        line = lines[number]
        number += 1
        if title := heading_of(line):
            section = plain_text(title[1])
        elif "|" in line and number < len(lines) and "-" in lines[number] and _RULER.match(lines[number]):
            head, body = _row(number, line), []
            number += 1
            while number < len(lines) and "|" in lines[number]:
                body.append(_row(number + 1, lines[number]))
                number += 1
            yield section, head, body


def _row(number: int, line: str) -> Row:
    cells = _BETWEEN.split(line.strip().removeprefix("|"))
    if not cells[-1].strip():
        cells.pop()
    return to_row(
        number, ["\n".join(plain_text(part) for part in _BREAK.split(cell.replace("\\|", "|"))) for cell in cells]
    )
