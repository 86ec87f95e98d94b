from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from projects.services.launches import finish_launch

from ..story import Story
from ..work import Launch, draft

QUARTERS = 2
# Three answers for each of the eight axes, from the older quarter to the newer one.
SCORES = (
    "3 2 3  2 3 2  3 3 2  2 2 3  4 3 3  2 3 2  3 2 2  4 3 4",
    "4 3 3  3 3 3  3 3 3  3 2 3  4 4 3  3 3 3  3 3 2  4 4 4",
)


def self_assessment(story: Story) -> None:
    """The wheel of the last quarters: rated by the CX team in the last week of each."""
    for end, scores in zip(_quarter_ends(story.today), SCORES, strict=True):
        _assess(story, end, scores.split())


def _assess(story: Story, end: date, scores: Sequence[str]) -> None:
    last = story.calendar.shift(end + timedelta(days=1), -1)
    start = story.calendar.shift(last, -6)
    name = f"CX 운영 휠 {end.year}년 {(end.month + 2) // 3}분기"
    answers = {"scope": "team", "show_last": scores[0] != "3"}
    given = {f"W{number:02d}": score for number, score in enumerate(scores, 1)}
    owners = dict.fromkeys(given, "seoyeon")
    launch = Launch(
        story, draft(story, "cx-wheel", name, last, start, "seoyeon", answers, owners), "seoyeon", given=given
    )
    launch.begin(start, "09:40")
    done = story.calendar.shift(last, 1)
    story.on(done, "16:00", lambda: finish_launch(launch.project.pk, by=story.company["seoyeon"]))


def _quarter_ends(today: date) -> list[date]:
    """The last days of the quarters before this one, the oldest first."""
    ends = []
    day = date(today.year, (today.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)
    for _quarter in range(QUARTERS):
        ends.append(day)
        day = date(day.year, (day.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)
    return ends[::-1]
