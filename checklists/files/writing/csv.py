"""Document → CSV: one table that spreadsheets open as it is, Korean included.

UTF-8 with a byte order mark, because Excel takes a file without one for the system's old encoding; line ends as RFC
4180 wants them. Cells that would begin a formula are guarded (`words.guarded`), which an import takes off again.
Questions have no place in one table.
"""

from __future__ import annotations

import csv
import io

from ..grids import clean
from ..words import guarded
from .columns import columns_of
from .document import Document

BYTE_ORDER_MARK = "\ufeff"


def write_csv(document: Document) -> bytes:
    columns = columns_of(document)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([guarded(column.heading) for column in columns])
    for cells in zip(*(column.cells for column in columns), strict=True):
        writer.writerow([guarded(clean(cell)) for cell in cells])
    return (BYTE_ORDER_MARK + out.getvalue()).encode()
