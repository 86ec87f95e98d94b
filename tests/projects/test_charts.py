"""The geometry of the charts, without a page."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from projects.charts import Axis, Progress, burn_up, date_ruler, wheel
from projects.timeline import Opening, six_weeks

TODAY = date(2026, 11, 25)
LAUNCH = date(2026, 12, 9)


def is_weekend(on: date) -> bool:
    return on.weekday() > 4


days = st.integers(-60, 60).map(lambda n: TODAY + timedelta(days=n))
dues = st.lists(st.tuples(days, st.sampled_from(["done", "late", "left"])), max_size=80)


@given(dues, days)
def test_every_mark_and_label_of_the_ruler_is_on_the_page(due, launch_on):
    ruler = date_ruler(launch_on, TODAY, due, is_weekend)
    assert len(ruler.marks) == len(due)
    assert all(0 <= mark.x <= 100 and 0 <= mark.y <= ruler.axis_y for mark in ruler.marks)
    assert all(0 <= label.x <= 100 for label in ruler.labels)


def test_closed_days_are_a_third_as_wide():
    ruler = date_ruler(LAUNCH, TODAY, [], is_weekend)
    open_width = ruler.ticks[1] - ruler.ticks[0]
    assert round(ruler.closed[0][1] / open_width, 3) == round(2 / 3, 3)


def test_today_gives_way_to_the_launch_where_both_would_touch():
    kinds = [label.kind for label in date_ruler(TODAY, TODAY, [], is_weekend).labels]
    assert "open" in kinds
    assert "today" not in kinds


def test_two_sections_make_no_wheel():
    assert wheel([Axis("a", 10, 20), Axis("b", 10, 20)]) is None


def test_a_full_section_touches_the_rim():
    drawn = wheel([Axis("a", 100, 100), Axis("b", 0, 50), Axis("c", 50, 50)])
    assert drawn is not None
    assert (drawn.spokes[0].x, drawn.spokes[0].y) == (drawn.spokes[0].end_x, drawn.spokes[0].end_y)


def test_the_done_line_ends_today():
    progress = [Progress(TODAY + timedelta(days=n), n * 10, n * 10 if n <= 2 else None) for n in range(6)]
    drawn = burn_up(progress, LAUNCH, TODAY + timedelta(days=2))
    assert drawn is not None
    assert len(drawn.done.split()) == 3
    assert drawn.end is not None
    assert drawn.end[0] == drawn.today_x


def test_one_day_makes_no_line():
    assert burn_up([Progress(TODAY, 0, 0)], LAUNCH, TODAY) is None


@given(st.lists(st.integers(0, 60), max_size=30))
def test_names_on_the_timeline_never_overlap(offsets):
    openings = [Opening(f"런칭 {n}", TODAY + timedelta(days=days), "on_track", "/") for n, days in enumerate(offsets)]
    drawn = six_weeks(openings, TODAY, is_weekend)
    spans = [(one.y, *((one.x - 80, one.x + 8) if one.is_left else (one.x - 8, one.x + 60))) for one in drawn.placed]
    for n, (y, first, last) in enumerate(spans):
        assert not any(y == other and first < end and start < last for other, start, end in spans[n + 1 :])
    assert all(0 <= one.x <= drawn.width for one in drawn.placed)


def test_a_crowded_week_is_marked():
    openings = [Opening(str(n), TODAY, "at_risk", "/") for n in range(4)]
    assert six_weeks(openings, TODAY, is_weekend).weeks[0].is_crowded
