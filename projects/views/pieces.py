"""What was handed in for a line, as its panel shows it: a picture, a named file with its size, a link, a text."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.downloads import is_picture
from projects.models import Evidence, Item
from projects.services.uploads import ALLOWED


@dataclass(frozen=True, slots=True)
class Piece:
    """`size` in bytes; None when it is no file, or when the file can no longer be found."""

    evidence: Evidence
    is_picture: bool
    size: int | None


def pieces_of(item: Item) -> list[Piece]:
    """What was not taken back, oldest first. One query."""
    handed_in = item.evidence.filter(withdrawn_at__isnull=True).select_related("added_by")
    return [_piece(evidence) for evidence in handed_in]


def kinds() -> list[str]:
    """The endings of files that are taken: "png", "pdf"."""
    return [kind[1:] for kind in ALLOWED]


def _piece(evidence: Evidence) -> Piece:
    size = _size(evidence) if evidence.file else None
    return Piece(evidence, size is not None and is_picture(evidence.file_name), size)


def _size(evidence: Evidence) -> int | None:
    try:
        return evidence.file.size
    except OSError:  # the page of a line must open even when its files are being restored
        return None
