"""Where the strokes of the charts go: the date ruler, the readiness wheel, the burn-up. Pure geometry, no colours.

Lengths are units of the SVG's own viewBox, except on the ruler, which has none: there x and widths are percent of the
page's width and heights are pixels, so its marks and words keep their size. The templates only draw what is here.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

# --- The date ruler -------------------------------------------------------------------------------------------------
RULER_HEIGHT, AXIS_Y, LABEL_Y = 62.0, 46.0, 59.0
LABEL_ROOM = 6.5  # percent of the width that one label takes when the page is narrow
MARK, MARK_STEP = 5.0, 6.0
CLOSED_SHARE = 1 / 3  # a closed day is a third as wide as an open one
STATES = ("done", "late", "left")


@dataclass(frozen=True, slots=True)
class RulerMark:
    """One due date: the middle of its upper edge."""

    x: float
    y: float
    state: str


@dataclass(frozen=True, slots=True)
class RulerLabel:
    on: date
    x: float
    kind: str = ""  # "today", "open" or a plain week


@dataclass(frozen=True, slots=True)
class Ruler:
    closed: list[tuple[float, float]]  # (x, width) of each run of closed days
    ticks: list[float]
    marks: list[RulerMark]
    labels: list[RulerLabel]
    today_x: float
    open_x: float
    mark_size: float
    counts: dict[str, int] = field(default_factory=dict)
    height: float = RULER_HEIGHT
    axis_y: float = AXIS_Y
    label_y: float = LABEL_Y

    @property
    def square(self) -> str:
        size = self.mark_size
        return f"M{-size / 2:.2f} 0h{size:.2f}v{size:.2f}h{-size:.2f}z"

    @property
    def triangle(self) -> str:
        size = self.mark_size
        return f"M0 -0.5l{size * 0.6:.2f} {size + 0.5:.2f}h{-size * 1.2:.2f}z"


def date_ruler(
    launch_on: date, today: date, dues: Iterable[tuple[date, str]], is_closed: Callable[[date], bool]
) -> Ruler:
    """The line of days from the first to the last due date. `dues` are (date, "done" | "late" | "left")."""
    by_day: dict[date, list[str]] = {}
    for on, state in sorted(dues, key=lambda due: (due[0], STATES.index(due[1]))):
        by_day.setdefault(on, []).append(state)
    first = min([*by_day, today, launch_on]) - timedelta(days=2)
    last = max([*by_day, today, launch_on]) + timedelta(days=3)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    starts, widths = _place(days, is_closed)
    centre = {on: starts[on] + widths[on] / 2 for on in days}
    step = min(MARK_STEP, (AXIS_Y - 4) / max(map(len, by_day.values()), default=1))
    labels = [RulerLabel(launch_on, centre[launch_on], "open")]
    if abs(centre[today] - centre[launch_on]) >= LABEL_ROOM:
        labels.append(RulerLabel(today, centre[today], "today"))
    return Ruler(
        closed=_runs(days, starts, widths, is_closed),
        ticks=[starts[on] for on in days if not is_closed(on)],
        marks=_stack(by_day, centre, step),
        labels=labels + _weeks(days, centre, [label.x for label in labels]),
        today_x=centre[today],
        open_x=centre[launch_on],
        mark_size=step * MARK / MARK_STEP,
        counts=dict(Counter(state for states in by_day.values() for state in states)),
    )


def _place(days: Sequence[date], is_closed: Callable[[date], bool]) -> tuple[dict[date, float], dict[date, float]]:
    shares = {on: CLOSED_SHARE if is_closed(on) else 1.0 for on in days}
    unit = 100 / sum(shares.values())
    starts, x = {}, 0.0
    for on in days:
        starts[on] = x
        x += shares[on] * unit
    return starts, {on: share * unit for on, share in shares.items()}


def _runs(
    days: Sequence[date], starts: dict[date, float], widths: dict[date, float], is_closed: Callable[[date], bool]
) -> list[tuple[float, float]]:
    runs: list[tuple[float, float]] = []
    previous: date | None = None
    for on in filter(is_closed, days):
        if previous and (on - previous).days == 1:
            x, width = runs.pop()
            runs.append((x, width + widths[on]))
        else:
            runs.append((starts[on], widths[on]))
        previous = on
    return runs


def _stack(by_day: dict[date, list[str]], centre: dict[date, float], step: float) -> list[RulerMark]:
    """Marks of a day stand on each other; when the tallest pile would not fit, all of them are drawn smaller."""
    return [
        RulerMark(centre[on], AXIS_Y - 2 - (n + 1) * step, state)
        for on, states in by_day.items()
        for n, state in enumerate(states)
    ]


def _weeks(days: Sequence[date], centre: dict[date, float], taken: Sequence[float]) -> list[RulerLabel]:
    labels: list[RulerLabel] = []
    for on in days:
        xs = [*taken, *(label.x for label in labels)]
        is_inside = LABEL_ROOM / 2 <= centre[on] <= 100 - LABEL_ROOM / 2
        if on.weekday() == 0 and is_inside and all(abs(centre[on] - x) >= LABEL_ROOM for x in xs):
            labels.append(RulerLabel(on, centre[on]))
    return labels


# --- The readiness wheel --------------------------------------------------------------------------------------------

WHEEL_RADIUS = 106.0
WHEEL_WIDTH, WHEEL_HEIGHT = 450.0, 300.0
FEWEST_SPOKES = 3
LONGEST_NAME = 9


@dataclass(frozen=True, slots=True)
class Axis:
    """One section: its readiness, what the plan expects today, whether something in it is late."""

    name: str
    percent: int
    plan_percent: int
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Spoke:
    axis: Axis
    x: float
    y: float
    end_x: float
    end_y: float
    label_x: float
    label_y: float
    anchor: str

    @property
    def path(self) -> str:
        return f"M{self.x:.1f} {self.y - 5:.1f}l5 9h-10z"

    @property
    def name(self) -> str:
        return self.axis.name if len(self.axis.name) <= LONGEST_NAME else self.axis.name[: LONGEST_NAME - 1] + "…"


@dataclass(frozen=True, slots=True)
class Wheel:
    spokes: list[Spoke]
    rings: list[str]
    shape: str
    plan: str
    width: float = WHEEL_WIDTH
    height: float = WHEEL_HEIGHT
    centre_x: float = WHEEL_WIDTH / 2
    centre_y: float = WHEEL_HEIGHT / 2

    @property
    def crop(self) -> str:
        """The viewBox of the wheel without its words, for a small drawing."""
        return f"{self.centre_x - WHEEL_RADIUS} {self.centre_y - WHEEL_RADIUS} {2 * WHEEL_RADIUS} {2 * WHEEL_RADIUS}"


def wheel(axes: Sequence[Axis]) -> Wheel | None:
    """A spoke per section, clockwise from the top; fewer than three make no shape, so None."""
    if len(axes) < FEWEST_SPOKES:
        return None
    turns = [2 * math.pi * n / len(axes) for n in range(len(axes))]
    return Wheel(
        spokes=[_spoke(axis, turn) for axis, turn in zip(axes, turns, strict=True)],
        rings=[_polygon((turn, share) for turn in turns) for share in (25, 50, 75, 100)],
        shape=_polygon(zip(turns, (axis.percent for axis in axes), strict=True)),
        plan=_polygon(zip(turns, (axis.plan_percent for axis in axes), strict=True)),
    )


def _at(turn: float, share: float) -> tuple[float, float]:
    radius = WHEEL_RADIUS * share / 100
    return WHEEL_WIDTH / 2 + radius * math.sin(turn), WHEEL_HEIGHT / 2 - radius * math.cos(turn)


def _polygon(corners: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in (_at(turn, share) for turn, share in corners))


def _spoke(axis: Axis, turn: float) -> Spoke:
    (x, y), (end_x, end_y), (label_x, label_y) = _at(turn, axis.percent), _at(turn, 100), _at(turn, 111)
    side = math.sin(turn)
    anchor = "middle" if abs(side) < 0.2 else "start" if side > 0 else "end"
    lift = -2.0 if math.cos(turn) > 0.9 else 12.0 if math.cos(turn) < -0.9 else 4.0
    return Spoke(axis, x, y, end_x, end_y, label_x, label_y + lift, anchor)


# --- The burn-up ----------------------------------------------------------------------------------------------------

BURN_WIDTH, BURN_HEIGHT = 420.0, 300.0
BURN_LEFT, BURN_RIGHT, BURN_TOP, BURN_BOTTOM = 34.0, 400.0, 30.0, 272.0
BURN_LABEL_ROOM = 52.0


@dataclass(frozen=True, slots=True)
class Progress:
    """A day of the burn-up; `done_percent` is None for days to come."""

    on: date
    plan_percent: float
    done_percent: float | None


@dataclass(frozen=True, slots=True)
class BurnUp:
    plan: str
    done: str
    area: str
    grid: list[tuple[int, float, float]]  # (percent, y of the line, y of its label)
    labels: list[RulerLabel]
    today_x: float | None
    open_x: float | None
    end: tuple[float, float, int] | None  # (x, y, percent) of the last known day
    left: float = BURN_LEFT
    right: float = BURN_RIGHT
    top: float = BURN_TOP
    bottom: float = BURN_BOTTOM
    width: float = BURN_WIDTH
    height: float = BURN_HEIGHT

    @property
    def crop(self) -> str:
        """The viewBox of the lines without their words, for a small drawing."""
        return f"{self.left} {self.top} {self.right - self.left} {self.bottom - self.top}"

    @property
    def end_text(self) -> tuple[float, float, str]:
        """(x, y, anchor) of the words at the last known day: before it, or behind it near the left edge."""
        x, y, _percent = self.end or (BURN_LEFT, BURN_BOTTOM, 0)
        return (x - 10, y - 8, "end") if x - BURN_LEFT > 70 else (x + 10, y + 4, "start")


def burn_up(days: Sequence[Progress], launch_on: date, today: date) -> BurnUp | None:
    """Two lines over the days from the start to the last due date; None when there are fewer than two days."""
    if len(days) < 2:
        return None
    step = (BURN_RIGHT - BURN_LEFT) / (len(days) - 1)
    x_of = {day.on: BURN_LEFT + n * step for n, day in enumerate(days)}
    done = [(x_of[day.on], _height(day.done_percent), day.done_percent) for day in days if day.done_percent is not None]
    line = _points((x, y) for x, y, _percent in done)
    fixed = {on: RulerLabel(on, x_of[on], kind) for on, kind in ((today, "today"), (launch_on, "open")) if on in x_of}
    return BurnUp(
        plan=_points((x_of[day.on], _height(day.plan_percent)) for day in days),
        done=line,
        area=f"{done[0][0]:.1f},{BURN_BOTTOM} {line} {done[-1][0]:.1f},{BURN_BOTTOM}" if done else "",
        grid=[(percent, _height(percent), _height(percent) + 4) for percent in (0, 25, 50, 75, 100)],
        labels=[*fixed.values(), *_bottom_labels(x_of)],
        today_x=x_of.get(today),
        open_x=x_of.get(launch_on),
        end=(done[-1][0], done[-1][1], round(done[-1][2])) if done else None,
    )


def _height(percent: float) -> float:
    return BURN_BOTTOM - (BURN_BOTTOM - BURN_TOP) * percent / 100


def _points(corners: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)


def _bottom_labels(x_of: dict[date, float]) -> list[RulerLabel]:
    labels: list[RulerLabel] = []
    for on, x in x_of.items():
        if (not labels or on.weekday() == 0) and all(abs(x - label.x) >= BURN_LABEL_ROOM for label in labels):
            labels.append(RulerLabel(on, x))
    return labels
