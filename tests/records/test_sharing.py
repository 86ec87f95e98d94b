"""Things as files: Markdown that renders back without losing a word, tables that Jira, Notion and Excel read."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime
from html import unescape
from typing import Any

import nh3
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook

from accounts import markdown
from projects.models import Project
from projects.services.gate import sign_off
from records.models import Handover, Receipt, Record, Request, RequestVote, Surprise
from records.services.handovers import hand_over
from records.services.receipts import send_back_receipt
from records.services.record_drafts import (
    Participant,
    PositionDraft,
    QuestionDraft,
    RecordDraft,
    ResolutionDraft,
)
from records.services.records import write_record
from records.services.requests import OptionDraft, RequestDraft, file_request
from records.services.sending import Receiver
from records.services.surprise_answers import answer_surprise
from records.services.surprises import Report, report_surprise
from records.sharing.page import Page
from tests.api.conftest import by_session
from tests.conftest import NOW

from .brief_company import marked_launch, published

ODD = "=1+1 | 표 [링크](x) *별* _밑_ # 끝 # <b> `코드` ~~취소~~ 1. 하나 & &amp;"
JIRA = ["Summary", "Issue Type", "Priority", "Due Date", "Labels", "Description", "Reporter"]


def text_of(html: str) -> str:
    """What a reader sees, on one line."""
    bare = re.sub(r"<[^>]+>", " ", html)
    for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        bare = bare.replace(entity, letter)
    return " ".join(bare.split())


def rendered(page: str) -> str:
    return text_of(markdown.to_html(page))


def squeezed(words: str) -> str:
    return "".join(words.split())


# --- The page itself ------------------------------------------------------------------------------------------------

PLAIN = st.text(st.characters(categories=("L", "N", "P", "S", "Zs"), include_characters="\n|`*_#>-=[]():"), max_size=60)


@given(PLAIN)
@example("---")
@example("===\n---")
@example("[a]: http://x")
@example("#")
@example("# #")
@example("a\n===\nb | c\n--- | ---")
@example("```\nx")
@example("<script>&amp;")
@example("1) a\n- b\n+ c")
def test_plain_words_come_back_letter_by_letter(words: str):
    page = Page(words or "x")
    page.facts([(words or "x", words)])
    page.text(words)
    page.quote(words)
    page.table([words or "x", "y"], [[words, "z"]])
    page.section("끝")
    kept = squeezed(rendered(page.written()))
    expected = squeezed(words)
    times = 5 if expected else 0
    assert expected == "" or kept.count(expected) >= times
    assert kept.endswith("끝")


@given(st.text(st.sampled_from("`~#>-*_ \n|[]()x가"), max_size=80))
def test_nothing_that_people_leave_open_swallows_what_follows(words: str):
    page = Page("제목")
    page.markdown(words)
    page.section("다음 부분")
    assert "<h5>다음 부분</h5>" in markdown.to_html(page.written())


# --- One thing as a page --------------------------------------------------------------------------------------------


@pytest.fixture
def record(launch: Project, people) -> Record:
    draft = RecordDraft(
        kind="meeting",
        title=f"인계 회의 {ODD}",
        body="## 오간 말\n\n- 첫째\n\n```\n닫지 않은 코드",
        held_at=NOW,
        participants=(Participant(name="박지훈", department="마케팅"),),
        positions=(PositionDraft(words="들은 적이 없습니다\n두 번째 줄", name="최상담", person_id=people.agent.pk),),
        resolutions=(
            ResolutionDraft(
                words="다시 | 인계한다", decided_by_name="김서연", owner_id=people.marketer.pk, due_on=date(2026, 12, 1)
            ),
        ),
        questions=(QuestionDraft(words="누가 시험하나"),),
    )
    return write_record(draft, by=people.planner, project_id=launch.pk)


def page_of(client: Any, path: str) -> str:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/markdown; charset=utf-8")
    assert "attachment" in answer.headers["Content-Disposition"]
    return answer.content.decode()


def test_a_record_renders_back_with_every_word(record, people, as_user):
    page = page_of(as_user(people.viewer), f"/records/{record.pk}/export/")
    assert nh3.clean(markdown.to_html(page), tags=markdown.TAGS) != ""
    seen = rendered(page)
    for words in (
        ODD,
        "오간 말",
        "닫지 않은 코드",
        "들은 적이 없습니다",
        "두 번째 줄",
        "다시 | 인계한다",
        "2026-12-01",
        "누가 시험하나",
    ):
        assert squeezed(words) in squeezed(seen), words
    assert page.startswith("# 인계 회의")
    assert f"/records/{record.pk}/" in page


def test_a_handover_has_its_receipts(launch, people, as_user):
    handover = hand_over(
        by=people.marketer, title="새 화면", kind="screen", body="**v1** 화면", project_id=launch.pk,
        receivers=[Receiver(department_id=people.centre.pk, person_id=people.agent.pk),
                   Receiver(department_id=people.sales.pk)],
    )  # fmt: skip
    send_back_receipt(Receipt.objects.get(person=people.agent).pk, by=people.agent, reason="버튼이 안 눌립니다")
    seen = rendered(page_of(as_user(people.marketer), f"/handovers/{handover.pk}/export/"))
    for words in ("새 화면", "v1", "최상담", "버튼이 안 눌립니다", people.sales.local_name):
        assert words in seen
    rows = table(as_user(people.marketer), f"/handovers/{handover.pk}/export/?format=csv")
    assert len(rows) == 3
    assert any("버튼이 안 눌립니다" in row for row in rows)
    partner = page_of(as_user(people.agent), f"/handovers/{handover.pk}/export/")
    assert people.sales.local_name not in partner
    assert as_user(people.other_centre_lead).get(f"/handovers/{handover.pk}/export/").status_code == 404


def test_a_published_brief_is_what_agents_read(launch, people, as_user):
    marked_launch(people, launch)
    published(people, launch)
    page = rendered(page_of(as_user(people.agent), f"/launches/{launch.pk}/brief/export/"))
    assert "혜택은 쿠폰 5,000원입니다." in page
    brief = Handover.objects.get(kind="brief")
    assert as_user(people.agent).get(f"/handovers/{brief.pk}/export/").status_code == 404
    assert as_user(people.other_centre_lead).get(f"/launches/{launch.pk}/brief/export/").status_code == 404


def test_no_brief_is_no_file(launch, people, as_user):
    assert as_user(people.planner).get(f"/launches/{launch.pk}/brief/export/").status_code == 404


def test_a_decision_has_what_each_lead_said(launch, people, as_user):
    sign_off(launch.pk, people.sales.pk, by=people.sales_lead, verdict="held", note="정산 | 미확인")
    seen = rendered(page_of(as_user(people.viewer), f"/launches/{launch.pk}/decision/export/"))
    assert "정산 | 미확인" in seen
    for partner in (people.centre_lead, people.agent):
        assert as_user(partner).get(f"/launches/{launch.pk}/decision/export/").status_code == 404


def test_a_surprise_has_both_sides(launch, people, as_user):
    report = Report("모르던 기획전", "customer", department_id=people.marketing.pk, inquiries=3, details="배너 # 문의")
    made = report_surprise(report, by=people.agent)
    answer_surprise(made.pk, by=people.marketing_lead, words="메일로 알렸습니다")
    Surprise.objects.filter(pk=made.pk).update(is_exempt=True, exempt_reason="내부 사유")
    path = f"/surprises/{made.pk}/export/"
    inside = rendered(page_of(as_user(people.marketing_lead), path))
    partner = rendered(page_of(as_user(people.agent), path))
    for words in ("모르던 기획전", "배너 # 문의", "메일로 알렸습니다"):
        assert words in inside
        assert words in partner
    assert "내부 사유" in inside
    assert "내부 사유" not in partner
    assert as_user(people.other_centre_lead).get(path).status_code == 404


# --- Requests for Jira and Notion -----------------------------------------------------------------------------------


@pytest.fixture
def asked(launch: Project, people) -> Request:
    draft = RequestDraft(
        "=환불이 안 됩니다",
        "고객이\n환불을 못 합니다",
        inquiries=12,
        quotes=["-돈이 안 와요, “왜”요"],
        reproduce="1. 취소\n2. 환불",
        systems=["주문 시스템", "PG"],
        policies=["환불 정책"],
        options=[OptionDraft("고친다", "2주", "문의 절반")],
    )
    made = file_request(draft, by=people.agent, project_id=launch.pk)
    RequestVote.objects.create(
        request=made, department=people.sales, priority=1, words="급합니다", voted_by=people.sales_lead
    )
    Request.objects.filter(pk=made.pk).update(
        priority=1,
        promised_on=date(2026, 12, 1),
        owner=people.salesperson,
        owner_department=people.sales,
        state="agreed",
    )
    return made


def table(client: Any, path: str) -> list[list[str]]:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_jira_reads_its_columns(asked, people, as_user):
    heading, row = table(as_user(people.planner), "/requests/export/?format=csv&layout=jira")
    assert heading == JIRA
    cells = dict(zip(heading, row, strict=True))
    assert cells["Issue Type"] == "Task"
    assert cells["Priority"] in ("Highest", "High", "Medium", "Low")
    assert datetime.strptime(cells["Due Date"], "%Y-%m-%d").date() == date(2026, 12, 1)  # noqa: DTZ007
    assert cells["Labels"].split(" ") == ["centre", "phone", "주문-시스템", "PG", "환불-정책"]
    assert cells["Reporter"] == people.agent.email
    assert cells["Summary"] == "'=환불이 안 됩니다"
    for words in ("환불을 못 합니다", "-돈이 안 와요", "2. 환불", "12", "최상담", f"/requests/{asked.pk}/"):
        assert words in cells["Description"]


def test_an_address_stands_there_for_who_may_know_it(asked, people, as_user):
    heading, row = table(as_user(people.viewer), "/requests/export/?format=csv&layout=jira")
    assert row[heading.index("Reporter")] == ""


def test_notion_reads_its_columns(asked, people, as_user):
    heading, row = table(as_user(people.planner), "/requests/export/?format=csv&layout=notion")
    cells = dict(zip(heading, row, strict=True))
    assert heading[0] == "Name"
    assert date.fromisoformat(cells["Due"]) == date(2026, 12, 1)
    assert [tag.strip() for tag in cells["Tags"].split(",")][1:] == ["주문 시스템", "PG", "환불 정책"]
    assert cells["Owner"] == people.salesperson.name
    assert cells["Link"].startswith("http")


def test_a_partner_s_file_has_nothing_of_the_company(asked, people, as_user):
    client = as_user(people.agent)
    page = rendered(page_of(client, f"/requests/{asked.pk}/export/"))
    assert "환불을 못 합니다" in page
    for layout in ("", "jira", "notion"):
        text = str(table(client, f"/requests/export/?format=csv&layout={layout}"))
        assert people.salesperson.name not in text
    for words in ("급합니다", "2주", people.salesperson.name):
        assert words not in page
    inside = rendered(page_of(as_user(people.viewer), f"/requests/{asked.pk}/export/"))
    for words in ("급합니다", "2주", people.salesperson.name):
        assert words in inside
    assert as_user(people.other_centre_lead).get(f"/requests/{asked.pk}/export/").status_code == 404
    assert len(table(as_user(people.other_centre_lead), "/requests/export/?format=csv")) == 1


def test_a_file_has_what_its_list_shows(record, asked, people, as_user):
    report_surprise(Report("모르던 기획전", "customer", department_id=people.marketing.pk), by=people.agent)
    client = as_user(people.planner)
    for path, query, count in (
        *(("/requests/", "q=환불", 1), ("/requests/", "q=배송", 0)),
        *(("/records/", "", 1), ("/records/", f"launch={record.project_id}&kind=meeting&q=", 1)),
        *(("/records/", "kind=phone", 0), ("/records/", "q=배송&page=1", 0), ("/records/", "mine=on", 0)),
        *(("/surprises/", "", 1), ("/surprises/", f"show=new&department={people.marketing.pk}", 1)),
        *(("/surprises/", "show=closed", 0), ("/surprises/", f"department={people.sales.pk}", 0)),
    ):
        page = client.get(f"{path}?{query}").content.decode()
        link = re.search(rf'href="({path}export/[^"]*format=csv)"', page)
        assert len(table(client, unescape(link[1]))) == 1 + count, (path, query)


@pytest.mark.parametrize("path", ["/requests/export/", "/surprises/export/", "/records/export/"])
def test_no_cell_of_a_workbook_is_a_formula(record, asked, people, as_user, path):
    report_surprise(Report("=HYPERLINK(1)", "customer"), by=people.agent)
    book = load_workbook(io.BytesIO(as_user(people.planner).get(path).content))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value is not None]
    assert len(cells) > 5
    assert {cell.data_type for cell in cells} == {"s"}


def test_confidential_things_are_in_no_file(record, asked, people, as_user):
    Project.objects.update(is_confidential=True)
    client = as_user(people.viewer)
    assert len(table(client, "/requests/export/?format=csv")) == 1
    assert len(table(client, "/records/export/?format=csv")) == 1
    assert client.get(f"/records/{record.pk}/export/").status_code == 404
    assert client.get(f"/requests/{asked.pk}/export/").status_code == 404


@pytest.mark.parametrize(
    "query", ["format=pdf", "format=", "layout=trello", "format=md", "format=csv%00", "layout=jira%00"]
)
def test_a_file_that_is_none_is_refused(people, as_user, query):
    assert as_user(people.planner).get(f"/requests/export/?{query}").status_code == 400
    assert by_session(people.planner).client.get(f"/api/v1/requests/export/?{query}").status_code == 400


def test_partners_have_no_records(record, people, as_user):
    assert as_user(people.agent).get(f"/records/{record.pk}/export/").status_code == 404
    assert as_user(people.agent).get("/records/export/").status_code == 404


def test_the_api_gives_the_same_bytes(record, asked, people, as_user):
    page = as_user(people.planner)
    api = by_session(people.planner).client
    for path in (f"records/{record.pk}/export/", f"requests/{asked.pk}/export/", "surprises/export/?format=csv"):
        assert page.get(f"/{path}").content == api.get(f"/api/v1/{path}").content
    launch = f"{record.project_id}/decision/export/"
    assert page.get(f"/launches/{launch}").content == api.get(f"/api/v1/projects/{launch}").content


def test_the_name_of_a_file_is_safe(people, as_user):
    made = report_surprise(Report('../../이름 "x"', "customer"), by=people.agent)
    said = as_user(people.planner).get(f"/surprises/{made.pk}/export/").headers["Content-Disposition"]
    assert "\n" not in said
    assert "/" not in said
    assert said.endswith(".md")
    assert '"' not in said.split('filename="')[1].split('";')[0]
