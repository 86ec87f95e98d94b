"""The next six weeks of launches on one strip: who opens when, and where it gets crowded. Pure geometry.

Lengths are units of the SVG's viewBox. A crowded week is marked (see overlaps.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from .overlaps import by_week, is_crowded, monday_of

WEEKS = 6
WIDTH, HEAD, TOP, LANE, FOOT = 1180.0, 22.0, 34.0, 22.0, 18.0
LETTER = 11.5  # room for one letter of a name; Korean letters are the widest
LONGEST = 20
SHAPES = {
    "on_track": "m-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z",
    "not_started": "m-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z",
    "needs_attention": "m0-6l6 6-6 6-6-6z",
    "at_risk": "m0-6l6 11h-12z",
}


@dataclass(frozen=True, slots=True)
class Opening:
    """A launch to place: `state` is its readiness state."""

    name: str
    launch_on: date
    state: str
    url: str


@dataclass(frozen=True, slots=True)
class Placed:
    opening: Opening
    name: str
    x: float
    y: float
    is_left: bool  # the name stands before its mark, for want of room behind it

    @property
    def shape(self) -> str:
        """The outline of the state's shape around (x, y)."""
        return f"M{self.x:.1f} {self.y:.1f}{SHAPES[self.opening.state]}"

    @property
    def text_x(self) -> float:
        return self.x - 10 if self.is_left else self.x + 10

    @property
    def text_y(self) -> float:
        return self.y + 4.5


@dataclass(frozen=True, slots=True)
class Week:
    on: date
    x: float
    width: float
    count: int

    @property
    def text_x(self) -> float:
        return self.x + 6

    @property
    def is_crowded(self) -> bool:
        return is_crowded(self.count)


@dataclass(frozen=True, slots=True)
class Timeline:
    weeks: list[Week]
    closed: list[tuple[float, float]]
    placed: list[Placed]
    today_x: float
    height: float
    width: float = WIDTH
    top: float = TOP

    @property
    def inner_height(self) -> float:
        return self.height - HEAD

    @property
    def foot_y(self) -> float:
        return self.height - 6

    @property
    def today_text_x(self) -> float:
        return self.today_x + 6


def six_weeks(openings: Iterable[Opening], today: date, is_closed: Callable[[date], bool]) -> Timeline:
    """The weeks from this Monday on. Names are laid into the first lane where they touch no other."""
    monday = monday_of(today)
    day_width = WIDTH / (WEEKS * 7)

    def centre(on: date) -> float:
        return ((on - monday).days + 0.5) * day_width

    end = monday + timedelta(weeks=WEEKS)
    shown = sorted((o for o in openings if today <= o.launch_on < end), key=lambda o: (o.launch_on, o.name))
    lanes: list[float] = []
    placed = [_place(opening, centre(opening.launch_on), lanes) for opening in shown]
    starts = [monday + timedelta(weeks=n) for n in range(WEEKS)]
    days = [monday + timedelta(days=n) for n in range(WEEKS * 7)]
    counts = by_week(opening.launch_on for opening in shown)
    return Timeline(
        weeks=[Week(on, (on - monday).days * day_width, 7 * day_width, counts[on]) for on in starts],
        closed=[((on - monday).days * day_width, day_width) for on in days if is_closed(on)],
        placed=placed,
        today_x=centre(today),
        height=TOP + LANE * max(len(lanes), 2) + FOOT,
    )


def _place(opening: Opening, x: float, lanes: list[float]) -> Placed:
    name = opening.name if len(opening.name) <= LONGEST else opening.name[: LONGEST - 1] + "…"
    room = 18 + len(name) * LETTER
    is_left = x + room > WIDTH
    first, last = (x - room, x + 10) if is_left else (x - 8, x + room)
    lane = next((n for n, taken_to in enumerate(lanes) if first > taken_to), len(lanes))
    if lane == len(lanes):
        lanes.append(0.0)
    lanes[lane] = last
    return Placed(opening, name, x, TOP + LANE * lane + 8, is_left)
