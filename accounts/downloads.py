"""Files people uploaded, given out again: saved, whatever they contain; only pictures may also be shown."""

from __future__ import annotations

from pathlib import PurePosixPath

from django.db.models.fields.files import FieldFile
from django.http import FileResponse

# Only pictures, PDF and plain text are named as what they are; the rest is just bytes to be saved.
CONTENT_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".pdf": "application/pdf",
}


PICTURES = tuple(suffix for suffix, kind in CONTENT_TYPES.items() if kind.startswith("image/"))


def is_picture(name: str) -> bool:
    """Whether a file of this name is shown. What it contains was compared with its name when it was taken."""
    return name.lower().endswith(PICTURES)


def shown_picture(file: FieldFile, name: str) -> FileResponse:
    """A picture to be seen within a page of ours, and of nobody else's; the browser takes it for nothing but that."""
    response = saved_file(file, name)
    response["Content-Disposition"] = "inline"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def saved_file(file: FieldFile, name: str) -> FileResponse:
    """The file under the name its sender gave it, as an attachment that cannot run on our address."""
    response = FileResponse(
        file.open("rb"),
        as_attachment=True,
        filename=name,
        content_type=CONTENT_TYPES.get(PurePosixPath(name).suffix.lower(), "application/octet-stream"),
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
