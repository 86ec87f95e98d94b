"""The calendars of tests/data/schedule, and strategies for laws about dates."""

from datetime import date

from hypothesis import strategies as st

from accounts.calendars import Calendar

CALENDARS = {
    "company": Calendar(),
    "company+closed": Calendar(exceptions={date(2026, 12, 24): False, date(2027, 2, 10): False}),
    "company+working": Calendar(exceptions={date(2026, 10, 10): True, date(2027, 1, 2): True}),
    "centre-sat": Calendar(open_weekdays=frozenset(range(6))),
    "centre-365": Calendar(open_weekdays=frozenset(range(7)), observes_holidays=False),
}

days = st.dates(date(2025, 1, 1), date(2031, 12, 31))
calendars = st.sampled_from(list(CALENDARS.values())) | st.builds(
    Calendar,
    open_weekdays=st.frozensets(st.integers(0, 6), min_size=2),
    observes_holidays=st.booleans(),
    exceptions=st.dictionaries(days, st.booleans(), max_size=6),
)
