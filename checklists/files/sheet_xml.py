"""The XML inside a workbook, read as a stream.

defusedxml refuses a document type, and with it every entity. A `Budget` ends the reading of what could be unpacked, but
would keep a server busy.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias
from xml.sax import SAXParseException

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser
from django.utils.translation import gettext as _
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.cell import column_index_from_string, range_boundaries
from openpyxl.utils.datetime import CALENDAR_WINDOWS_1900, from_excel

from accounts.errors import Invalid

from .grids import MOST_COLUMNS, MOST_ROWS, NOT_CALCULATED, Row, to_row, too_many_rows
from .guards import unpacked

# About 5,000 rows of 20 columns with their texts: the most that is read within two seconds.
MOST_ELEMENTS = 300_000
# Dates of Korean and other East Asian versions of Excel; their formats are not written into the file.
_LOCAL_DATES = frozenset((*range(27, 37), *range(50, 59)))
_D_FORMAT = re.compile(r'"?D\s*"?\s*(?P<sign>[+-])\s*"?0', re.IGNORECASE)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(slots=True)
class Budget:
    left: int = MOST_ELEMENTS

    def spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            message = _(
                "The file has more cells than a checklist needs (about 100,000). Delete what does not belong to it."
            )
            raise Invalid("too_many_cells", message, field="file")


Attributes: TypeAlias = Mapping[str, str]


class Part:
    """A handler by local names; `text` collects what stands in the elements of `texts`."""

    texts: frozenset[str] = frozenset()

    def __init__(self, budget: Budget) -> None:
        self.budget, self.text, self._is_text = budget, "", False

    def start(self, name: str, attrs: Attributes) -> None:
        self.budget.spend()
        local = _local(name)
        self._is_text = local in self.texts
        self.begin(local, attrs)

    def finish(self, name: str) -> None:
        self._is_text = False
        self.end(_local(name))

    def characters(self, content: str) -> None:
        if self._is_text:
            self.text += content

    def begin(self, name: str, attrs: Attributes) -> None: ...

    def end(self, name: str) -> None: ...


class _Reader(DefusedExpatParser):
    """Expat with what defusedxml forbids, calling a `Part` without the detour over SAX: that halves the time."""

    _parser: Any  # expat's own, which the class above makes anew in reset()

    def __init__(self, part: Part) -> None:
        self._part = part
        super().__init__(forbid_dtd=True)

    def reset(self) -> None:
        super().reset()
        self._parser.StartElementHandler = self._part.start
        self._parser.EndElementHandler = self._part.finish
        self._parser.CharacterDataHandler = self._part.characters


def read_part(archive: zipfile.ZipFile, name: str, part: Part) -> None:
    """Send a part of the archive through its handler."""
    try:
        with unpacked(archive, name) as stream:
            _Reader(part).parse(stream)
    except DefusedXmlException as error:
        message = _("The file holds XML entities, which no Excel file has. It was not opened.")
        raise Invalid("xml_entities", message, field="file") from error
    except (SAXParseException, KeyError) as error:
        message = _("This is not an Excel file (.xlsx), or it is damaged: it could not be unpacked.")
        raise Invalid("damaged", message, field="file") from error


def _local(name: str) -> str:
    return name.rpartition(":")[2] if ":" in name else name


def attribute(attrs: Attributes, local: str) -> str:
    """An attribute by its local name, whatever the prefix of its namespace."""
    return next((value for name, value in attrs.items() if _local(name) == local), "")


class Names(Part):
    """workbook.xml: the sheets in order as (name, relation, is hidden), and which day dates are counted from."""

    def __init__(self, budget: Budget) -> None:
        super().__init__(budget)
        self.sheets: list[tuple[str, str, bool]] = []
        self.is_1904 = False

    def begin(self, name: str, attrs: Attributes) -> None:
        if name == "sheet":
            hidden = attrs.get("state", "visible") != "visible"
            self.sheets.append((attrs.get("name", ""), attribute(attrs, "id"), hidden))
        elif name == "workbookPr":
            self.is_1904 = attrs.get("date1904", "") in ("1", "true")


class Relations(Part):
    """*.rels: (kind, target) by id."""

    def __init__(self, budget: Budget) -> None:
        super().__init__(budget)
        self.targets: dict[str, tuple[str, str]] = {}

    def begin(self, name: str, attrs: Attributes) -> None:
        if name == "Relationship":
            kind = attrs.get("Type", "").rpartition("/")[2]
            self.targets[attrs.get("Id", "")] = (kind, attrs.get("Target", ""))


class Strings(Part):
    """sharedStrings.xml: the texts that cells refer to; readings of Japanese characters (rPh) are left out."""

    texts = frozenset({"t"})

    def __init__(self, budget: Budget) -> None:
        super().__init__(budget)
        self.strings: list[str] = []
        self._kept = ""

    def begin(self, name: str, attrs: Attributes) -> None:
        if name == "si":
            self.text = ""
        elif name == "rPh":
            self._kept = self.text

    def end(self, name: str) -> None:
        if name == "rPh":
            self.text = self._kept
        elif name == "si":
            self.strings.append(unescaped(self.text))


class Styles(Part):
    """styles.xml: the number format of each style of a cell; True for a date, "D-" or "D+" for days from D-day."""

    def __init__(self, budget: Budget) -> None:
        super().__init__(budget)
        self.formats: list[bool | str] = []
        self._own: dict[str, str] = {}
        self._is_cell = False

    def begin(self, name: str, attrs: Attributes) -> None:
        if name == "numFmt":
            self._own[attrs.get("numFmtId", "")] = attrs.get("formatCode", "")
        elif name == "cellXfs":
            self._is_cell = True
        elif name == "xf" and self._is_cell:
            self.formats.append(self._meaning(attrs.get("numFmtId", "0")))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._is_cell = False

    def _meaning(self, number: str) -> bool | str:
        known = BUILTIN_FORMATS.get(int(number)) if number.isdecimal() and len(number) < 9 else None
        code = self._own.get(number) or known or ""
        if days := _D_FORMAT.match(code):
            return f"D{days['sign']}"
        return (number.isdecimal() and int(number) in _LOCAL_DATES) or bool(is_date_format(code))


@dataclass(slots=True)
class Context:
    """What the cells of every sheet refer to."""

    strings: list[str] = field(default_factory=list)
    formats: list[bool | str] = field(default_factory=list)
    epoch: datetime = CALENDAR_WINDOWS_1900


class Cells(Part):
    """One sheet: its rows that hold anything, which of them are hidden, and the merged areas."""

    texts = frozenset({"v", "t"})

    def __init__(self, budget: Budget, context: Context) -> None:
        super().__init__(budget)
        self.context = context
        self.rows: list[Row] = []
        self.hidden_rows: set[int] = set()
        self.has_hidden_columns = False
        self.merged: list[tuple[int, int, int, int]] = []
        self._row = self._column = 0
        self._values: dict[int, str] = {}
        self._type = self._style = ""
        self._is_formula = False

    def begin(self, name: str, attrs: Attributes) -> None:
        match name:
            case "c":
                ref = attrs.get("r", "").rstrip("0123456789")
                self._column = column_index_from_string(ref) if ref else self._column + 1
                self._type, self._style = attrs.get("t", "n"), attrs.get("s", "")
                self._is_formula, self.text = False, ""
            case "f":
                self._is_formula = True
            case "row":
                self._row, self._column = int(attrs.get("r", self._row + 1)), 0
                self._values = {}
                if attrs.get("hidden", "") in ("1", "true"):
                    self.hidden_rows.add(self._row)
            case "col":
                self.has_hidden_columns |= attrs.get("hidden", "") in ("1", "true")
            case "mergeCell":
                self.merged.append(_area(attrs.get("ref", "")))

    def end(self, name: str) -> None:
        if name == "c":
            value = self._value()
            if value.strip():
                # The row itself refuses what stands too far right.
                self._values[min(self._column, MOST_COLUMNS + 1)] = value
        elif name == "row" and self._values:
            if len(self.rows) > MOST_ROWS:
                raise too_many_rows()
            last = max(self._values)
            self.rows.append(to_row(self._row, [self._values.get(n, "") for n in range(1, last + 1)]))

    def _value(self) -> str:
        if self._is_formula and not self.text:
            return NOT_CALCULATED
        match self._type:
            case "s":
                index = int(self.text or -1)
                return self.context.strings[index] if 0 <= index < len(self.context.strings) else ""
            case "b":
                return "TRUE" if self.text == "1" else "FALSE"
            case "n":
                return self._number()
        return unescaped(self.text)

    def _number(self) -> str:
        if not self.text.strip():
            return ""
        number = float(self.text)
        style = int(self._style or 0)
        meaning = self.context.formats[style] if style < len(self.context.formats) else False
        if isinstance(meaning, str):
            return f"{meaning}{abs(number):g}"
        if meaning:
            return _day(number, self.context.epoch)
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else f"{number:.15g}"


def _day(number: float, epoch: datetime) -> str:
    try:
        day = from_excel(number, epoch)
    except (ValueError, OverflowError):
        return f"{number:g}"
    if isinstance(day, datetime):
        return f"{day:%Y-%m-%d}" if (day.hour, day.minute) == (0, 0) else f"{day:%Y-%m-%d %H:%M}"
    return str(day)


def _area(ref: str) -> tuple[int, int, int, int]:
    """(first column, first row, last column, last row) of "A1:B3"."""
    first_column, first_row, last_column, last_row = range_boundaries(ref)
    return first_column or 1, first_row or 1, last_column or 1, last_row or 1


def unescaped(text: str) -> str:
    """Text in which Excel wrote characters as _x000D_."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
