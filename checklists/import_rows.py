"""The preview of an import laid out for reading: every row with how it is understood, and its errors in place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import Department, User

from .files.rows import ReadLine, Status
from .files.words import heading
from .import_preview import ImportPreview
from .schedule import describe

STATUS_WORDS = {
    Status.NEW: pgettext_lazy("import", "new"),
    Status.CHANGED: pgettext_lazy("import", "changed"),
    Status.SAME: pgettext_lazy("import", "same"),
}
# Fields with a cell of their own in the preview; errors of others stand below the title.
IN_PLACE = ("title", "section", "department", "owner", "due", "must", "scenarios")


@dataclass(frozen=True, slots=True)
class ShownRow:
    """`errors` by field, `others` are (name of the field, sentence); `read` is None for a row that is no line."""

    number: int
    read: ReadLine | None
    raw: str
    department: str
    owner: str
    due: str
    errors: Mapping[str, str]
    others: tuple[tuple[str, str], ...]

    @property
    def status_words(self) -> str:
        return str(STATUS_WORDS[self.read.status]) if self.read else ""


def shown_rows(preview: ImportPreview, *, only_errors: bool = False) -> list[ShownRow]:
    names = {department.slug: department.local_name for department in Department.objects.all()}
    owners = {read.line.default_owner for read in preview.understood.lines} - {""}
    names |= dict(User.objects.filter(email__in=owners).values_list("email", "name"))
    errors: dict[int, dict[str, str]] = defaultdict(dict)
    for error in preview.understood.errors:
        if error.row:
            errors[error.row].setdefault(error.field, error.sentence)
    lines = {line.row: line for line in preview.understood.lines}
    raw = {
        row.number: " · ".join(cell for cell in row.cells if cell)
        for row in (preview.table.rows if preview.table else ())
    }
    numbers = sorted(errors) if only_errors else sorted(lines.keys() | errors.keys())
    return [_row(number, lines.get(number), raw.get(number, ""), errors.get(number, {}), names) for number in numbers]


def _row(number: int, read: ReadLine | None, raw: str, errors: Mapping[str, str], names: Mapping[str, str]) -> ShownRow:
    others = tuple((_label(field), sentence) for field, sentence in errors.items() if field not in IN_PLACE)
    in_place = {field: sentence for field, sentence in errors.items() if field in IN_PLACE}
    if read is None:
        return ShownRow(number, None, raw[:120], "", "", "", in_place, others)
    line = read.line
    return ShownRow(
        number,
        read,
        "",
        names.get(line.department, ""),
        names.get(line.default_owner, ""),
        describe(line.rule),
        in_place,
        others,
    )


def _label(field: str) -> str:
    return str(gettext_lazy("Questions")) if field == "questions" else heading(field)
