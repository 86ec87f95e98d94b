"""How the words of a brief look: Markdown, with what agents read aloud set off."""

from __future__ import annotations

import re
from collections.abc import Container

from django import template
from django.utils.safestring import SafeString, mark_safe

from accounts import markdown

register = template.Library()

_TAG = re.compile(r"(<[^>]*>)")
_QUOTED = re.compile(r"[\"“]([^\"“”<>]{1,2000})[\"”]")


@register.filter
def spoken(text: str) -> SafeString:
    """HTML of the Markdown `text`; every sentence in quotation marks is a <q>."""
    pieces = _TAG.split(markdown.to_html(text))
    said = (piece if piece.startswith("<") else _QUOTED.sub(r"<q>“\1”</q>", piece) for piece in pieces)
    return mark_safe("".join(said))  # noqa: S308 - cleaned by an allow-list; only whole text nodes are wrapped


@register.filter
def is_among(key: str, keys: Container[str]) -> bool:
    return key in keys
