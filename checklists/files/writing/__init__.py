"""Checklists as files: XLSX, CSV, Markdown, YAML. Pure: a Document in, bytes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .csv import write_csv
from .document import Document, State
from .markdown import write_markdown
from .xlsx import write_xlsx
from .yaml import write_yaml

__all__ = ["FORMATS", "Document", "Format", "State"]


@dataclass(frozen=True, slots=True)
class Format:
    label: str
    content_type: str
    write: Callable[[Document], bytes]


# By the ending of the file, which is also the word in addresses.
FORMATS: Mapping[str, Format] = {
    "xlsx": Format("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_xlsx),
    "csv": Format("CSV", "text/csv; charset=utf-8", write_csv),
    "md": Format("Markdown", "text/markdown; charset=utf-8", write_markdown),
    "yaml": Format("YAML", "application/yaml; charset=utf-8", write_yaml),
}
