"""The headings that people give their columns, best first; compared by `words.plain`, so without case and spaces."""

from __future__ import annotations

from collections.abc import Mapping

HEADED: Mapping[str, str] = {
    "section": (
        "구분|대분류|분류|카테고리|영역|단계|섹션|파트|그룹|업무구분|업무영역|업무분류|항목구분|대항목|프로세스"
        "|분야|section|category|phase|stage|area|group|workstream|bucket|bucket name|list name|section/column|epic"
        "|업무"
    ),
    "subsection": "중분류|세부구분|중항목|subsection|subcategory|sub-category",
    "title": (
        "항목|항목명|할 일|할일|체크 항목|점검 항목|확인 항목|준비 항목|체크리스트|체크 사항|점검 사항|확인 사항"
        "|준비 사항|주요 업무|업무명|업무 내용|과업|과제|작업|작업명|작업 내용|세부 항목|세부 업무|소분류|소항목"
        "|to do|todo|task|task name|item|check item|checklist|checklist item|action item|action|activity"
        "|deliverable name|summary|card name|제목|title|업무|내용|점검 내용|확인 내용|name|이름|what|상세 내용|체크"
    ),
    "title_en": "항목 영문|영문 항목|영문명|item english|title english|english title|task english",
    "key": "코드|항목 코드|관리 번호|키|key|code|item key|id|issue key|task id",
    "number": "번호|순번|연번|no|num|number|#|nr|순서|seq",
    "department": (
        "담당 부서|부서|주관 부서|주관|책임 부서|담당팀|담당 조직|소속|팀|부서명|담당 파트|담당부서/팀|실행 부서"
        "|수행 부서|유관 부서|department|dept|team|owner team|owning team|responsible team|function|담당|r&r"
    ),
    "owner": (
        "담당자|담당자명|업무 담당자|책임자|실무자|주담당자|주담당|담당자 이메일|담당자 메일|assignee email"
        "|owner email|owner|assignee|assigned to|person in charge|pic|responsible|dri|담당"
    ),
    "due": (
        "기한|마감|마감일|마감 기한|완료 기한|완료 예정일|완료 목표일|목표일|예정일|완료 예정|일정|시점|수행 시점"
        "|d-day|디데이|디데이 기준|d-day 기준|기준일|due|due date|deadline|target date|end date|종료일|일자|날짜"
        "|date|when|timing|timeline|기간|납기"
    ),
    "must": (
        "오픈 필수|필수|필수 여부|필수 항목|필수/선택|오픈 필수 여부|중요|중요도|우선순위|must have|must|blocker"
        "|is blocker|critical|required|mandatory|priority|importance"
    ),
    "evidence": "증빙|증빙 자료|산출물|결과물|증적|근거 자료|첨부|evidence|deliverable|output|proof|artifact",
    "approval": "승인|결재|승인자|결재자|승인 필요|승인 여부|approval|approver|sign off",
    "guidance": (
        "안내|설명|가이드|상세|상세 설명|상세 내용|세부 내용|세부내용|방법|수행 방법|업무 설명|내용|guidance|guide"
        "|description|details|instructions|how|card description"
    ),
    "guidance_en": "안내 영문|영문 안내|guidance english",
    "brief": "상담 안내 문구|상담 안내|상담사 안내|안내 문구|brief line|brief|agent note",
    "brief_en": "상담 안내 문구 영문|brief line english",
    "scenarios": (
        "확인 시나리오|시나리오|확인 방법|점검 방법|검증 방법|테스트|테스트 시나리오|테스트 케이스|검수 기준"
        "|완료 기준|완료 조건|확인 기준|체크 포인트|체크포인트|scenario|scenarios|how to verify|verification"
        "|acceptance criteria|definition of done|checklist items|test case|check points"
    ),
    "scenarios_en": "확인 시나리오 영문|scenarios english",
    "section_en": "구분 영문|section english",
    "waits": (
        "선행 항목|선행|선행 업무|선행 작업|선행 조건|선행 과제|waits for|predecessor|predecessors|depends on"
        "|dependency|dependencies|blocked by|after"
    ),
    "condition": "조건|적용 조건|condition|applies when|when applies",
    "remark": "비고|메모|참고|참고 사항|특이사항|기타|코멘트|의견|note|notes|remark|remarks|comment|comments|memo",
}
# Columns of a running list, which say how far it is: no field of a template, whatever their headings contain.
STATES = (
    "상태|진행 상태|진행 상황|진행 현황|진행률|완료|완료 여부|완료일|실제 완료일|확인|확인 여부|확인자|체크 여부"
    "|결과|점검 결과|시작일|착수일|등록일|작성일|작성자|수정일|협조 부서|유관 부서 담당자|협업 부서|지원 부서|참조"
    "|공유 대상|status|state|progress|done|completed|completed at|result|start|start date|created|created at"
    "|last modified|created by|check|checked|ok|o/x|완료(o/x)|tags|labels|dday 남은 일수"
)
