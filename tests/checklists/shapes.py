"""Checklists in the shapes that teams keep them in, as bytes; tests/data/checklists holds some found in public."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

PUBLIC = Path(__file__).parent.parent / "data" / "checklists"


def xlsx(*rows: Sequence[Any], shape: Callable[[Worksheet], None] | None = None, title: str = "체크리스트") -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    if shape:
        shape(sheet)
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def delimited(*rows: Sequence[str], delimiter: str = ",", encoding: str = "utf-8", end: str = "\r\n") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    return out.getvalue().encode(encoding)


def titled_and_merged() -> bytes:
    """A title above, a heading of two rows, sections and titles merged over rows, a hidden row, a second sheet."""

    def shape(sheet: Worksheet) -> None:
        sheet.merge_cells("A1:F1")
        for area in ("A4:A5", "B4:B5", "C4:D4", "E4:E5", "F4:F5", "A6:A8", "B6:B7", "A9:A10"):
            sheet.merge_cells(area)
        sheet.row_dimensions[8].hidden = True
        sheet.parent.create_sheet("개정 이력").append(["일자", "내용"])

    return xlsx(
        ["신규 제휴몰 오픈 체크리스트"],
        ["작성: CX기획", None, None, "2026년"],
        [],
        ["구분", "점검 항목", "담당", None, "기한", "확인 방법"],
        [None, None, "부서", "담당자", None, None],
        ["고객센터", "대표번호 개통", "영업팀", "이도윤", "D-14", "외부에서 걸어 본다"],
        [None, None, None, None, None, "ARS 1번이 연결된다"],
        [None, "상담 스크립트 확정", "CX기획", None, "D-5영업일", None],
        ["시스템", "어드민 권한 발급", "마케팅", "박지훈 매니저", "오픈 2주 전", None],
        [None, "오픈 당일 모니터링", "CX기획", None, "당일", None],
        shape=shape,
    )


def with_dates() -> bytes:
    """Real dates, a formula with no saved result left out, a column of states, a column of marks, an importance."""

    def shape(sheet: Worksheet) -> None:
        for cell in sheet["D"][1:]:
            cell.number_format = 'm"월" d"일"'

    return xlsx(
        ["No", "할 일", "담당부서", "마감일", "중요도", "진행 상태", "비고"],
        [1, "상품 등록", "MD", date(2026, 11, 30), "상", "완료", "전 상품"],
        [2, "배너 시안", "마케팅", date(2026, 12, 5), "중", "진행 중", None],
        [3, "결제 테스트", "IT", date(2026, 12, 9), "상", "대기", None],
        shape=shape,
    )


def banner_rows() -> bytes:
    """Sections in rows of their own, the heading printed again on the second page."""
    head = ["NO", "체크 항목", "주관부서", "일정", "필수"]
    return xlsx(
        head,
        ["1. 오픈 준비"],
        [1, "공지문 작성", "마케팅", "D-7", "O"],
        [2, "FAQ 등록", "고객센터", "D-3", None],
        head,
        ["2. 오픈 후"],
        [3, "첫날 문의 집계", "고객센터", "D+1", "O"],
    )


def planner_english() -> bytes:
    """An English export of a planning tool: bucket, names, ISO dates, descriptions."""
    return delimited(
        ["Task Name", "Bucket Name", "Assigned To", "Due Date", "Priority", "Description", "Progress"],
        ["Set up the phone number", "Contact centre", "이도윤", "2026-12-02", "Urgent", "", "Not started"],
    )


def korean_excel() -> bytes:
    """CP949, semicolons, sections only once, scenarios in further rows."""
    return delimited(
        ["영역", "업무", "담당부서", "기한", "확인 시나리오", "선행"],
        ["배송", "출고지 확정", "물류", "D-20 영업일", "주소를 조회한다", ""],
        ["", "", "", "", "반품지를 조회한다", ""],
        ["", "배송비 정책 등록", "MD", "3일 전", "", "출고지 확정+2"],
        ["정산", "정산 주기 합의", "재무", "일주일 전", "", ""],
        delimiter=";",
        encoding="cp949",
    )


def notion() -> bytes:
    return """# 12월 기획전

## D-14 준비
- [ ] [영업] 입점 상품 확정 @이도윤
    - [ ] 재고 수량 확인
    - [ ] 할인율 확인
- [x] 배너 시안 전달 (D-10)

    디자인 폴더에 올린다

## 오픈 당일
- [ ] [필수] 노출 확인 (담당: 마케팅)
""".encode()


def grouped_outline() -> bytes:
    """No headings: the upper bullets are mere groups."""
    return """- 고객센터
  - [ ] 대표번호 개통
  - [ ] 멘트 녹음
    - [ ] 점심시간 멘트
- 시스템
  - [ ] 권한 신청
""".encode()


def boxes_in_text() -> bytes:
    return "■ 오픈 전\n□ 대표번호 개통 (D-7)\n□ 멘트 녹음\n\n■ 오픈 후\n□ 문의 집계 D+1\n".encode()


def tabs_and_marks() -> bytes:
    return delimited(
        ["단계", "할일", "팀", "D-day", "오픈 필수"],
        ["준비", "약관 검토", "법무", "d－10", "✓"],
        ["오픈", "배포", "IT팀", "D-Day", "X"],
        delimiter="\t",
        end="\r",
    )
