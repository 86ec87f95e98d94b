"""What a file that people save is called, and how a header says it."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath
from urllib.parse import quote

from accounts.names import DIRECTION_CHARACTERS

LONGEST = 80


def file_name(*parts: str, ending: str) -> str:
    """ "신규 제휴몰 고객센터_v3.xlsx": what no file system refuses, and nothing that reads as another name."""
    words = (unicodedata.normalize("NFC", part) for part in parts if part)
    kept = "_".join(" ".join(re.sub(r'[\\/:*?"<>|]', " ", word).split()) for word in words)
    kept = "".join(c for c in kept if c.isprintable() and c not in DIRECTION_CHARACTERS)
    return f"{kept[:LONGEST].strip('. ') or 'checklist'}.{ending}"


def attachment(name: str) -> str:
    """Content-Disposition for a file that is saved, whatever its letters (RFC 6266, with RFC 8187 for Korean)."""
    path = PurePosixPath(name)
    plain = re.sub(r"[^A-Za-z0-9. _-]", "", path.stem).strip(" ._") or "checklist"
    return f"attachment; filename=\"{plain}{path.suffix}\"; filename*=UTF-8''{quote(name, safe='')}"
