"""What is asked of an export."""

from __future__ import annotations

from django.core.validators import RegexValidator

from accounts.rest.fields import OneOf, Text
from accounts.rest.inputs import Query

from ..files.writing import FORMATS

FILES = tuple(written.content_type.partition(";")[0] for written in FORMATS.values())


class ExportQuery(Query):
    format = OneOf(choices=list(FORMATS), default="xlsx")


class TemplateExportQuery(ExportQuery):
    version = Text(
        required=False,
        allow_blank=True,
        max_length=9,
        validators=[RegexValidator(r"^([0-9]{1,9}|draft)?$")],
        default="",
        help_text="A version's number, or draft for those who edit; without it the newest published version.",
    )
