"""The words of a checklist in a file: headings and cells, in Korean and English, as they are written and read back.

An export writes the first word of each list in the reader's language; an import takes every word of both languages,
whatever language its reader has. No Django I/O.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from django.utils.translation import get_language

# The fields of a line, in the order of an export's columns: (Korean heading, English heading).
HEADINGS: Mapping[str, tuple[str, str]] = {
    "section": ("구분", "Section"),
    "section_en": ("구분(영문)", "Section (English)"),
    "key": ("코드", "Key"),
    "title": ("항목", "Item"),
    "title_en": ("항목(영문)", "Item (English)"),
    "department": ("담당부서", "Department"),
    "owner": ("담당자", "Owner"),
    "due": ("기한", "Deadline"),
    "must": ("오픈 필수", "Must-have"),
    "evidence": ("증빙", "Evidence"),
    "approval": ("승인", "Approval"),
    "guidance": ("안내", "Guidance"),
    "guidance_en": ("안내(영문)", "Guidance (English)"),
    "brief": ("상담 안내 문구", "Brief line"),
    "brief_en": ("상담 안내 문구(영문)", "Brief line (English)"),
    "scenarios": ("확인 시나리오", "Scenarios"),
    "scenarios_en": ("확인 시나리오(영문)", "Scenarios (English)"),
    "waits": ("선행 항목", "Waits for"),
    "condition": ("조건", "Condition"),
}
# What a file may have beside them: a finer section, a row number that others refer to, and a remark for the guidance.
READ_ONLY_HEADINGS: Mapping[str, tuple[str, str]] = {
    "subsection": ("중분류", "Subsection"),
    "number": ("번호", "No."),
    "remark": ("비고", "Remarks"),
}
FIELDS = (*HEADINGS, *READ_ONLY_HEADINGS)

# The second sheet of a workbook: what is asked when a launch starts.
QUESTION_SHEETS = ("사전 질문", "Questions")
QUESTION_HEADINGS: Mapping[str, tuple[str, str]] = {
    "key": ("코드", "Key"),
    "text": ("질문", "Question"),
    "text_en": ("질문(영문)", "Question (English)"),
    "kind": ("종류", "Kind"),
    "choices": ("보기", "Choices"),
}
KINDS: Mapping[str, tuple[str, ...]] = {
    "yes_no": ("예/아니요", "Yes or no"),
    "choice": ("하나 고르기", "One choice"),
    "choices": ("여럿 고르기", "Several choices"),
    "number": ("숫자", "Number"),
}

MUST: Mapping[bool, tuple[str, ...]] = {
    True: (
        "필수", "Must-have", "musthave", "o", "○", "◯", "●", "◎", "◆", "■", "★", "☆", "✓", "✔", "✅", "☑", "v", "y",
        "yes", "예", "네",
        "true", "1", "오픈필수", "필수항목", "상", "최상", "높음", "high", "highest", "critical", "blocker", "must",
        "p0", "중요",
        "required", "mandatory", "urgent", "긴급", "important",
    ),
    False: (
        "", "Optional", "-", "n", "no", "아니요", "아니오", "false", "0", "선택", "권장", "일반", "중", "하", "보통",
        "낮음", "medium",
        "low", "lowest", "normal", "minor", "major", "should", "could", "nicetohave", "recommended", "p1", "p2",
        "p3", "해당없음", "없음",
        "none", "na",
    ),
}  # fmt: skip
# In Korean "X" is a no beside "O"; elsewhere it marks a yes. Alone it says neither.
CROSS = ("x", "×", "✕", "✗", "❌")

EVIDENCE: Mapping[str, tuple[str, ...]] = {
    "none": ("", "None", "없음", "-", "불필요", "n", "no", "false", "x", "해당없음", "na"),
    "link_or_file": (
        "링크·파일", "Link or file", "링크", "파일", "링크또는파일", "url", "link", "file", "첨부", "캡처",
        "화면캡처", "스크린샷", "문서",
        "screenshot", "document", "o", "y", "yes", "예", "필요", "true", "필수", "required",
    ),
    "text": ("글", "Text", "텍스트", "메모", "서술"),
    "number": ("숫자", "Number", "수치", "값"),
    "score": ("점수 1–5", "Score 1–5", "점수", "score"),
}  # fmt: skip
APPROVAL: Mapping[str, tuple[str, ...]] = {
    "none": ("", "None", "없음", "-", "불필요", "n", "no", "false", "x", "해당없음", "na"),
    "department": (
        "부서장", "Department lead", "팀장", "부서", "리더", "파트장", "department", "lead", "teamlead", "manager",
        "o", "y", "yes",
        "예", "필요", "true", "필수", "required",
    ),
    "cx": ("CX 기획자", "CX planner", "cx", "cx기획", "cx팀", "cx기획팀", "planner"),
}  # fmt: skip


def heading(field: str) -> str:
    """The heading of a field in the reader's language."""
    return in_language(HEADINGS.get(field) or READ_ONLY_HEADINGS[field])


def in_language(words: tuple[str, ...]) -> str:
    """The word to write: Korean stands first in each tuple, English second."""
    return words[1] if get_language() == "en" else words[0]


def written(words: Mapping[str, tuple[str, ...]], value: str) -> str:
    """A kind of evidence or approval as an export writes it: nothing for none."""
    return "" if value == "none" else in_language(words[value])


def plain(text: str) -> str:
    """What two spellings have in common: compatible characters, no case, no spaces and no punctuation but - + %."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\s_.,:;/()\[\]<>{}\"'’‘“”~!?*※·・&|]+", "", folded)


def find(words: Mapping[str, tuple[str, ...]], text: str) -> str | None:
    """The value one of whose words this is; None when none is."""
    wanted = plain(text)
    return next((value for value, known in words.items() if wanted in {plain(word) for word in known}), None)


def guarded(text: str) -> str:
    """A cell of a CSV that no spreadsheet takes for a formula: an apostrophe before what would begin one."""
    return f"'{text}" if re.match(r"'*[=+\-@\t]", text) else text


def unguarded(text: str) -> str:
    """What `guarded` was given."""
    return text[1:] if re.match(r"'+[=+\-@\t]", text) else text
