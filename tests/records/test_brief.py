"""What a brief says before anybody has written in it, and what differs between two versions of one."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.brief import Facts, Marked, blanks_in, part_for, propose
from records.brief_differences import Change, asked_of, changes, differences
from records.models import Part

LAUNCH = date(2026, 12, 9)


def marked(**fields):
    about = {
        "id": 1, "title": "혜택 조건표", "section": "혜택", "words": "혜택은 쿠폰입니다.", "department": "IT",
        "settled_on": date(2026, 12, 4), "is_ready": True,
    }  # fmt: skip
    return Marked(**(about | fields))


def facts(*lines, answers=()):
    return Facts("겨울 기획전", "기획전", LAUNCH, "ko", lines, answers)


@pytest.mark.parametrize(
    ("title", "section", "part"),
    [
        ("첫 응대 주체와 이관 기준표", "커뮤니케이션 채널", Part.ESCALATION),
        ("고객에게 직접 연락해도 되는 범위와 금지 행위 확인", "커뮤니케이션 채널", Part.AVOID),
        ("FAQ 20문항과 사실 확인", "상담 스크립트·FAQ", Part.FAQ),
        ("첫인사와 제휴몰 이름 부르는 법", "상담 스크립트·FAQ", Part.SCRIPT),
        ("제외 조건·소진 기준·조기 종료 규칙", "혜택·법적 확인", Part.EXCEPTIONS),
        ("배송비·도서산간·합배송·부분 출고 규칙", "주문·배송", Part.RULES),
        ("쿠폰·카드·적립·사은품 혜택 조건표", "혜택·법적 확인", Part.TERMS),
        ("본인확인 절차와 마스킹 기준", "개인정보·보안", Part.IDENTITY),
        ("예상 인입과 상담 인력", "상담", Part.VOLUME),
        ("상담사 보호 기준 안내", "교육", Part.CARE),
        ("어드민·연동 장애 때 수기 처리 절차", "시스템·어드민 권한", Part.TROUBLE),
        ("결제·주문 오류 때 보상 기준과 결정자", "시스템·예외", Part.AUTHORITY),
        ("영수증·현금영수증·세금계산서 발급 경로", "정산·결제", Part.PAYMENT),
        ("운영시간·휴무·점심 교대", "고객센터 기본", Part.WHEN),
        ("문안 확정(제목·본문 길이·변수)", "문안·템플릿", Part.NOTICES),
        ("매뉴얼과 짧은 영상", "인계", Part.LOOK_UP),
        ("아무 말도 아닌 것", "준비", Part.CHANGES),
    ],
)
def test_a_line_finds_its_part_by_its_words(title, section, part):
    assert part_for(title, section) == part


def test_what_is_ready_is_told_and_what_is_not_only_that_it_is_not():
    open_line = marked(id=2, title="환불 기준", words="아직 정해지지 않은 말", is_ready=False)
    lines = propose(facts(marked(), open_line))
    texts = " ".join(line.text for line in lines)
    assert "혜택은 쿠폰입니다." in texts
    assert "아직 정해지지 않은 말" not in texts
    missing = [line for line in lines if line.part == Part.NOT_READY]
    assert [(line.label, "IT" in line.text, bool(line.meanwhile)) for line in missing] == [("환불 기준", True, True)]


def test_lines_come_in_the_order_agents_read():
    lines = propose(facts(marked(is_ready=False), marked(id=3, title="FAQ"), answers=[("mall", "어디?", "쿠팡")]))
    parts = [line.part for line in lines]
    assert parts == sorted(parts, key=list(Part).index)
    assert parts[0] == Part.SUMMARY


def test_an_answer_that_agents_do_not_work_with_is_left_out_at_first():
    lines = propose(facts(answers=[("mall", "어디?", "쿠팡"), ("integration", "연동?", "API")]))
    assert [(line.text, line.is_left_out) for line in lines if line.label] == [("쿠팡", False), ("API", True)]


def test_the_same_fact_is_the_same_line_in_every_version():
    first, second = propose(facts(marked())), propose(facts(marked(words="혜택은 카드 할인입니다.")))
    assert [line.key for line in first] == [line.key for line in second]


def test_blanks_of_a_template_are_found():
    assert blanks_in(["〈시각〉까지 〈담당〉", "없음"]) == ["〈시각〉", "〈담당〉"]


KEYS = [str(uuid.UUID(int=number)) for number in range(6)]
LINES = st.lists(
    st.builds(
        lambda key, part, text: {"key": key, "part": part, "label": "", "text": text, "meanwhile": ""},
        st.sampled_from(KEYS),
        st.sampled_from(["faq", "script"]),
        st.sampled_from(["가", "나", "다"]),
    ),
    unique_by=lambda line: line["key"],
)


@given(LINES, LINES)
def test_the_changes_alone_turn_the_old_version_into_the_new_one(before, after):
    known = {line["key"]: line for line in before}
    for each in changes(before, after):
        if each.change == Change.GONE:
            del known[each.line["key"]]
        else:
            assert (known.get(each.line["key"]) or None) == each.before
            known[each.line["key"]] = each.line
    assert known == {line["key"]: line for line in after}


@given(LINES, LINES)
def test_every_line_of_both_is_told_once(before, after):
    told = [each.line["key"] for each in differences(before, after)]
    assert sorted(told) == sorted({line["key"] for line in (*before, *after)})


@given(LINES)
def test_who_confirmed_nothing_reads_everything_and_who_confirmed_it_nothing(lines):
    assert [each.line for each in asked_of(None, lines)] == lines
    assert asked_of(lines, lines) == []
    assert asked_of(lines, lines[::-1]) == []
