"""Deadlines as people write them: what each means, what is refused, and that what is written reads back."""

from contextlib import suppress
from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from checklists.files.deadlines import DeadlineError, read_deadline, write_rule
from checklists.schedule import FIRST_OFFSET, LAST_OFFSET, Roll, Rule, Unit

D_DAY = date(2026, 12, 9)
RULES = st.builds(Rule, st.integers(FIRST_OFFSET, LAST_OFFSET), st.sampled_from(Unit), st.sampled_from(Roll))
MEANINGS = {
    "D-3": (
        "D-3|d-3|D - 3|d－3|−3|D-3까지|D-3 (금)|D-3(12/6)|~D-3|D-3일|T-3|T-3 days|3일 전|오픈 3일 전"
        "|오픈 전 3일|3 days before"
    ),
    "D-day": (
        "D-day|D-Day|D-0|당일|오픈 당일|오픈일|launch day|on launch|day of launch|D-day 오전 9시|디데이|2026-12-09"
    ),
    "D+7": "D+7|D+1주|오픈 후 7일|오픈 후 1주|one week after|7 days after launch",
    "D-7": "일주일 전|1주 전|a week before|W-1|D-1W|D-14 ~ D-7|D-7 18:00",
    "D-14": "오픈 2주 전|2주일 전|이주 전|2 weeks before launch|W-2|D-2주|-2주|- 2 weeks",
    "D-1": "전날|오픈 전일|하루 전|day before launch",
    "D+1": "익일|오픈 다음날",
    "D-30": "한 달 전|1개월 전|D-1개월|one month before",
    "D-10": "열흘 전",
    "D-5 business": (
        "D-5영업일|D-5 영업일|D-5(영업일)|5영업일 전|영업일 5일 전|오픈 5 영업일 전까지"
        "|5 business days before|D-5 business|2026-12-02|2026.12.2|2026. 12. 2.|2026년 12월 2일|26.12.02"
        "|'26.12.2|20261202|12/2|12월 2일|12/2(수)|12.02|46358|2026-12-02 18:00|11/30~12/2|12/1~2|02/Dec/26"
        "|Dec 2, 2026"
    ),
    "D-4": "2026-12-05|12/5(토)",
}
CASES = [(text, rule) for rule, texts in MEANINGS.items() for text in texts.split("|")]
REFUSED = (
    "D--3|D+-5|D-1.5|D-99999|D-400|D+91|14|1|상시|미정|TBD|오픈 전|내일|금요일|2026-02-30|2026-13-01|12월 초"
    "|12/02/2026|12.1|2주 이내|D3"
)


@pytest.mark.parametrize(("text", "rule"), CASES)
def test_what_people_write_is_understood(text, rule):
    found = read_deadline(text, launch_on=D_DAY)
    assert found is not None
    assert str(found.rule) == rule


@pytest.mark.parametrize("text", REFUSED.split("|"))
def test_what_gives_no_deadline_is_refused_by_its_text(text):
    with pytest.raises(DeadlineError) as error:
        read_deadline(text, launch_on=D_DAY)
    assert text in str(error.value)


@pytest.mark.parametrize("text", ["", " ", "-", "—", "N/A", "없음", "해당 없음"])
def test_an_empty_cell_is_no_deadline(text):
    assert read_deadline(text) is None


def test_a_day_needs_a_d_day_and_a_closed_one_stays_where_it_is():
    with pytest.raises(DeadlineError, match="D-day"):
        read_deadline("2026-12-05")
    found = read_deadline("2026-12-05", launch_on=D_DAY)
    assert found is not None
    assert (found.rule, found.counted_from) == (Rule(-4, Unit.CALENDAR, Roll.NONE), date(2026, 12, 5))


@given(RULES, st.sampled_from(["ko", "en"]))
def test_what_is_written_reads_back(rule, language):
    with translation.override(language):
        found = read_deadline(write_rule(rule))
    assert found is not None
    assert found.rule == rule


@given(st.text(max_size=30))
def test_any_text_is_a_deadline_or_is_refused(text):
    with suppress(DeadlineError):
        read_deadline(text, launch_on=D_DAY)
