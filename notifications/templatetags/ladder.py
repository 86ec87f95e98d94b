"""Steps of a ladder in words, for templates: {% load ladder %}."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from ..ladder import words as ladder_words

register = template.Library()

register.filter("step_when", ladder_words.when)
register.filter("step_when_short", ladder_words.when_short)


@register.filter
def step_whom(audience: Iterable[str]) -> str:
    return ", ".join(ladder_words.whom(audience))


@register.filter
def step_whom_short(audience: Iterable[str]) -> str:
    """For the line of steps: the first, and how many more."""
    first, *others = ladder_words.whom(audience)
    return f"{first} +{len(others)}" if others else first
