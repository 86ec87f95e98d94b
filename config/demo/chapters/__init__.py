"""The four launches: one in its follow-up, one decided on condition, one with late departments, one just started; and
around them launches that are over, the wheel of the last quarters, a new version of a template, proposals, the plan for
the months ahead, and what people arranged for themselves.
"""

from __future__ import annotations

from ..story import Story
from .annual_plan import annual_plan
from .arrangements import arrangements
from .brief import briefs
from .dispute import dispute
from .finished import finished
from .follow_up import in_follow_up
from .handovers import handovers
from .just_started import just_started
from .late_departments import with_late_departments
from .on_condition import on_condition
from .records import records
from .requests import requests
from .self_assessment import self_assessment
from .surprises import surprises
from .templates import templates

LAUNCHES = (in_follow_up, on_condition, with_late_departments, just_started)


def tell(story: Story) -> None:
    for chapter in (
        *LAUNCHES,
        finished,
        self_assessment,
        templates,
        annual_plan,
        briefs,
        handovers,
        requests,
        records,
        surprises,
        dispute,
        arrangements,
    ):
        chapter(story)
