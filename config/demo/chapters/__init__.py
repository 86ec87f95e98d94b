"""The four launches: one in its follow-up, one decided on condition, one with late departments, one just started."""

from __future__ import annotations

from ..story import Story
from .follow_up import in_follow_up
from .just_started import just_started
from .late_departments import with_late_departments
from .on_condition import on_condition


def tell(story: Story) -> None:
    for chapter in (in_follow_up, on_condition, with_late_departments, just_started):
        chapter(story)
