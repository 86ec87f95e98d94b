"""Chat that is pasted becomes quotes; what is no chat stays as it is; no word is lost."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.markdown import to_html
from records.chat import Prose, Quote, quoted, quoted_speakers, read_chat, speakers

KAKAO_PC = """\
쿠팡 입점 준비방 님과 카카오톡 대화
저장한 날짜 : 2026-11-22 10:11:12

--------------- 2026년 11월 20일 금요일 ---------------
[김서연] [오후 3:21] 배송비 화면이 바뀐 걸 오늘 고객 전화로 알았어요
혹시 공유된 적이 있나요?

고객센터에는 온 게 없습니다
[이도윤 (마케팅)] [오후 3:22] 11일에 메일로 드렸습니다
박하늘님이 들어왔습니다.
[박하늘] [오후 3:25] 메일 제목이 뭐였죠
"""
KAKAO_PHONE = """\
2026년 11월 20일 오후 3:21, 김서연 : 화면이 바뀌었네요
두 번째 줄이에요
2026. 11. 20. 15:24, 이도윤 : 네, 오늘 반영됐습니다
"""
SLACK = """\
김서연  [3:21 PM]
화면이 바뀌었네요
[3:22] 고객이 먼저 물어봤어요
이도윤  [3:25 PM]
`/help/delivery` 쪽이죠?
- 배송비
- 반품비
"""
SLACK_BROWSER = """\
김서연
  오후 3:21
화면이 바뀌었네요
이도윤
  오후 3:25
확인해 보겠습니다
"""
TEAMS = """\
[2026-11-20 오후 3:21] 김서연
화면이 바뀌었네요
[어제 오후 3:25] 이도윤
확인해 보겠습니다
"""
TEAMS_TODAY = """\
[오후 3:21] 김서연
화면이 바뀌었네요
[오후 3:25] 이도윤
확인해 보겠습니다
"""
TYPED = """\
김서연 15:21: 화면이 바뀌었네요
이도윤 15:25: 확인해 보겠습니다
오늘 안에요
"""
TYPED_OTHERWISE = """\
15:21 김서연: 화면이 바뀌었네요
15:25 이도윤: 확인해 보겠습니다
"""
EVERY = [KAKAO_PC, KAKAO_PHONE, SLACK, SLACK_BROWSER, TEAMS, TEAMS_TODAY, TYPED, TYPED_OTHERWISE]


def quotes(text: str) -> list[Quote]:
    return [part for part in read_chat(text) if isinstance(part, Quote)]


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]+", text))


@pytest.mark.parametrize("text", EVERY)
def test_speakers_are_known_in_every_messenger(text: str):
    assert speakers(read_chat(text))[0] == "김서연"
    assert speakers(read_chat(text))[1].startswith("이도윤")


def test_a_message_of_more_lines_stays_one():
    first, second, third = quotes(KAKAO_PC)
    assert first.words.endswith("혹시 공유된 적이 있나요?\n\n고객센터에는 온 게 없습니다")
    assert (second.who, second.at, second.words) == ("이도윤 (마케팅)", "오후 3:22", "11일에 메일로 드렸습니다")
    assert third.words == "메일 제목이 뭐였죠"


def test_days_and_who_came_in_are_nobodys_words():
    said = [part.text for part in read_chat(KAKAO_PC) if isinstance(part, Prose) and part.is_said]
    assert said == ["--------------- 2026년 11월 20일 금요일 ---------------", "박하늘님이 들어왔습니다."]


def test_the_day_in_a_line_stays_with_its_time():
    assert [quote.at for quote in quotes(KAKAO_PHONE)] == ["2026년 11월 20일 오후 3:21", "2026. 11. 20. 15:24"]
    assert quotes(KAKAO_PHONE)[0].words == "화면이 바뀌었네요\n두 번째 줄이에요"


def test_slack_repeats_no_name_for_a_second_message():
    assert [(quote.who, quote.at) for quote in quotes(SLACK)] == [
        ("김서연", "3:21 PM"),
        ("김서연", "3:22"),
        ("이도윤", "3:25 PM"),
    ]


def test_names_above_times_are_heads():
    assert [(quote.who, quote.at, quote.words) for quote in quotes(SLACK_BROWSER)] == [
        ("김서연", "오후 3:21", "화면이 바뀌었네요"),
        ("이도윤", "오후 3:25", "확인해 보겠습니다"),
    ]


def test_two_empty_lines_end_the_conversation():
    own = "\n\n\n결론: 배송비 화면은 이번 주 안에 되돌린다"
    assert read_chat(TYPED + own)[-1] == Prose("결론: 배송비 화면은 이번 주 안에 되돌린다")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "회의는 15:21: 시작",
        "1. 배송비 화면\n2. 반품비 화면\n- 담당: 이도윤\n- 기한: 11월 27일",
        "김서연 님이 오후 3:21에 전화로 알려 주셨습니다.\n주소는 https://example.com:8000/a 입니다.",
        "2026-11-20\n안건: 배송비",
        "# 회의\n\n| 이름 | 시각 |\n|---|---|\n| 김서연 | 15:21 |",
    ],
)
def test_what_is_no_chat_stays_as_it_is(text: str):
    assert quoted(text) == text


@pytest.mark.parametrize("text", EVERY)
def test_who_spoke_is_known_from_the_quotes_too(text: str):
    assert quoted_speakers(quoted(text)) == speakers(read_chat(text))


def test_markdown_shows_each_message_as_a_quote_of_its_own():
    html = to_html(quoted(SLACK))
    assert html.count("<blockquote>") == 3
    assert "<strong>이도윤</strong> · 3:25 PM" in html
    assert "<li>" not in html
    assert "`/help/delivery` 쪽이죠?" in html


@pytest.mark.parametrize("text", EVERY)
def test_quoting_twice_is_quoting_once(text: str):
    assert quoted(quoted(text)) == quoted(text)


LINES = st.one_of(
    st.text(max_size=40),
    st.sampled_from("\n".join(EVERY).splitlines()),
    st.sampled_from(
        ["", "---", "> 인용", "15:21", "[15:21] 네", "김서연", "**굵게**", "김서연님이 나갔습니다.", "\\", "1) a"]
    ),
)


@given(st.lists(LINES, max_size=30).map("\n".join))
def test_no_word_is_lost(text: str):
    assert not words(text) - words(quoted(text))


@given(st.lists(LINES, max_size=20).map("\n".join))
def test_quoting_is_done_once(text: str):
    once = quoted(text)
    assert quoted(once) == once
