"""The next step of setting up, on pages that are empty because of it."""

from __future__ import annotations

from typing import Any

from django import template

from ..access import may_set_up
from ..beginning import facts_for
from ..onboarding import next_step, steps_of

register = template.Library()


@register.inclusion_tag("accounts/_next_step_line.html", takes_context=True)
def next_step_line(context: dict[str, Any]) -> dict[str, Any]:
    """Nothing for who does not set it up, and once everything is done."""
    user = context["user"]
    if not may_set_up(user):
        return {}
    steps = steps_of(facts_for(user))
    return {"step": next_step(steps), "done": sum(step.is_done for step in steps), "count": len(steps)}
