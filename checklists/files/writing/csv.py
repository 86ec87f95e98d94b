"""Document → CSV: one table that spreadsheets open as it is, Korean included.

UTF-8 with a byte order mark, because Excel takes a file without one for the system's old encoding; line ends as RFC
4180 wants them. Cells that would begin a formula are guarded (`words.guarded`), which an import takes off again.
Questions have no place in one table.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from ..grids import clean
from ..words import guarded
from .columns import columns_of
from .document import Document

BYTE_ORDER_MARK = "\ufeff"


def write_csv(document: Document) -> bytes:
    columns = columns_of(document)
    return csv_bytes([column.heading for column in columns], zip(*(column.cells for column in columns), strict=True))


def csv_bytes(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Any table of texts in the same way."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([guarded(heading) for heading in headings])
    for cells in rows:
        writer.writerow([guarded(clean(cell)) for cell in cells])
    return (BYTE_ORDER_MARK + out.getvalue()).encode()
