"""What kind a surprise is: domain.md section 3, with the borders on either side."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.noticing import Notice, Noticed, judge

D_DAY = date(2026, 12, 9)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
NOTICES = st.builds(Notice, st.integers(0, 60), st.integers(-60, 60), DAYS, DAYS)


def notice(given: int, told: date = D_DAY - timedelta(days=30), owed: int = 20) -> Notice:
    return Notice(owed, given, told, D_DAY)


@pytest.mark.parametrize(
    ("known", "noticed", "kind"),
    [
        (notice(0, told=D_DAY), D_DAY, Noticed.UNANNOUNCED),
        (notice(-3, told=D_DAY + timedelta(days=5)), D_DAY + timedelta(days=5), Noticed.UNANNOUNCED),
        (notice(9), D_DAY, Noticed.LATE),
        (notice(10), D_DAY, Noticed.IN_TIME),
        (notice(20), D_DAY, Noticed.IN_TIME),
        # Told on a Sunday for a Monday: no open day, but it was before D-day.
        (notice(0, told=D_DAY - timedelta(days=1)), D_DAY, Noticed.LATE),
        (notice(1, owed=0), D_DAY, Noticed.IN_TIME),
        (notice(20), D_DAY - timedelta(days=31), Noticed.UNANNOUNCED),
        (None, D_DAY, Noticed.UNANNOUNCED),
    ],
)
def test_the_kind_follows_from_the_notice(known, noticed, kind):
    assert judge(known, noticed_on=noticed) == kind


def test_what_was_shared_too_late_without_a_launch_was_shared():
    assert judge(None, noticed_on=D_DAY, was_shared=True) == Noticed.LATE


@given(NOTICES, DAYS, st.booleans())
def test_what_owed_no_notice_is_never_counted(known, noticed, was_shared):
    assert judge(known, noticed_on=noticed, was_shared=was_shared, is_exempt=True) == Noticed.EXEMPT


@given(NOTICES, DAYS)
def test_more_notice_is_never_worse(known, noticed):
    order = [Noticed.UNANNOUNCED, Noticed.LATE, Noticed.IN_TIME]
    more = Notice(known.owed, known.given + 1, known.told_on, known.launch_on)
    assert order.index(judge(more, noticed_on=noticed)) >= order.index(judge(known, noticed_on=noticed))
