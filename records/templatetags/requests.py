"""How the figures of a request look."""

from __future__ import annotations

from decimal import Decimal

from django import template

register = template.Library()

MINUS = "\u2212"


@register.filter
def figure(value: Decimal | None) -> str:
    """With separators of thousands and no zeros behind that say nothing: 1200.5000 → "1,200.5"."""
    if value is None:
        return ""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def signed(value: Decimal | int | None) -> str:
    """A difference with its sign: "+12", "−90", "0"."""
    if value is None:
        return ""
    size = figure(abs(Decimal(value)))
    return f"{MINUS if value < 0 else '+'}{size}" if value else size
