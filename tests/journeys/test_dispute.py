"""A dispute over two years, told through the pages: a screen is handed over, its receiver leaves, a launch goes wrong.
Two departments remember two histories, and one page says what was.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from projects.models import Project
from records.models import Handover, Receipt, Record, Surprise
from tests import factories
from tests.conftest import SEOUL

HANDED, ACCEPTED = datetime(2020, 11, 5, 14, tzinfo=SEOUL), datetime(2020, 11, 6, 9, 30, tzinfo=SEOUL)
LEFT = datetime(2021, 3, 2, 10, tzinfo=SEOUL)
CHANGED = datetime(2021, 9, 14, 16, tzinfo=SEOUL)
TOLD = datetime(2021, 12, 13, 9, tzinfo=SEOUL)
OPENED, NOTICED = date(2022, 1, 18), datetime(2022, 1, 20, 11, 20, tzinfo=SEOUL)
MEETING, CONFIRMED = datetime(2022, 1, 21, 15, tzinfo=SEOUL), datetime(2022, 1, 24, 10, tzinfo=SEOUL)
THEIRS = "2020년 11월에 화면을 만들어 상담사분께 전달했습니다."
OURS = "자동취소 실패 화면을 매일 보라는 이야기를 들은 적이 없습니다."


class Company:
    """Two departments, the person who received the screen, and the one who came after."""

    def __init__(self) -> None:
        self.it, self.cx = factories.department("it"), factories.department("cx")
        self.centre = factories.centre()
        self.planner = factories.planner(name="김서연", department=self.cx)
        self.it_lead = factories.user(Role.LEAD, department=self.it, name="강민재")
        self.maker = factories.user(department=self.it, name="임수빈")
        self.lead = factories.user(Role.PARTNER_LEAD, department=self.centre, name="서은비")
        self.first = factories.user(Role.PARTNER_AGENT, department=self.centre, name="배준서")
        self.second = factories.user(Role.PARTNER_AGENT, department=self.centre, name="홍다인")

    def launch(self, launch_on: date, announced_on: date) -> Project:
        lines = [factories.line("A1", "D-3 business", department=self.it, is_blocker=True)]
        version = factories.template(lines, by=self.planner, slug=f"admin-{launch_on}")
        opened = {"opened_to_ids": [self.centre.pk], "name": f"어드민 {launch_on}"}
        return factories.project(version, by=self.planner, launch_on=launch_on, announced_on=announced_on, **opened)


class Desk:
    """What people do, as they do it: on pages, each at its moment."""

    def __init__(self) -> None:
        self.clock: Any = None

    def at(self, moment: datetime) -> Desk:
        self.clock.move_to(moment)
        return self

    def get(self, who: User, name: str, *key: Any) -> Any:
        answer = self._client(who).get(reverse(f"records:{name}", args=key))
        assert answer.status_code == 200, (name, answer.status_code)
        return answer

    def post(self, who: User, name: str, *key: Any, **sent: Any) -> Any:
        answer = self._client(who).post(reverse(f"records:{name}", args=key), sent)
        errors = re.findall(r'class="(?:form-)?errors?".*?</p>', answer.content.decode(), re.DOTALL)
        assert answer.status_code == 302, (name, answer.status_code, errors)
        return answer

    def _client(self, who: User) -> Client:
        client = Client()
        client.force_login(who)
        return client


@pytest.fixture
def desk() -> Iterator[Desk]:
    with time_machine.travel(HANDED, tick=False) as clock:
        desk = Desk()
        desk.clock = clock
        yield desk


@pytest.fixture
def told(db: None, desk: Desk) -> SimpleNamespace:
    """The whole story, up to the meeting in which both sides say what they hold."""
    company = Company()
    launch = company.launch(date(2020, 12, 10), HANDED.date())
    _hand_over(desk, company, launch)
    _change_staff(desk, company)
    _go_wrong(desk, company)
    _say_positions(desk, company)
    return SimpleNamespace(company=company, handover=Handover.objects.get(), record=Record.objects.get())


def _hand_over(desk: Desk, company: Company, launch: Project) -> None:
    desk.at(HANDED).post(
        company.maker,
        "handover-new",
        title="자동취소 실패 건 목록 화면",
        kind="screen",
        project_id=launch.pk,
        accept_days=2,
        body="매일 10시에 목록을 열어 남은 건을 취소합니다.",
        person_ids=[company.first.pk],
    )
    receipt = Receipt.objects.get()
    desk.at(ACCEPTED).get(company.first, "handover-detail", receipt.handed.handover_id)
    desk.post(company.first, "receipt-accept", receipt.pk)


def _change_staff(desk: Desk, company: Company) -> None:
    """The receiver leaves. The lead names another person, who never answers; the screen changes in the meantime."""
    handover = Handover.objects.get()
    desk.at(LEFT)
    User.objects.filter(pk=company.first.pk).update(is_active=False)
    desk.post(company.lead, "receipt-pass-on", Receipt.objects.get().pk, to_id=company.second.pk, reason="퇴사")
    handover.refresh_from_db()
    desk.at(CHANGED).post(
        company.maker,
        "handover-send",
        handover.pk,
        version=handover.version,
        body="매일 10시와 16시에 목록을 열어 남은 건을 취소합니다.",
        note="하루 두 번 봅니다",
        person_ids=[company.second.pk],
    )


def _go_wrong(desk: Desk, company: Company) -> None:
    desk.at(TOLD)
    launch = company.launch(OPENED, TOLD.date())
    desk.at(NOTICED).post(
        company.lead,
        "surprise-new",
        creation_key=uuid.uuid4(),
        project_id=launch.pk,
        title="새 결제수단 오픈 뒤 자동취소 실패 37건이 남음",
        found_through="customer",
        inquiries=37,
        department_id=company.it.pk,
        noticed_at="2022-01-20T11:00",
    )


def _say_positions(desk: Desk, company: Company) -> None:
    handover, surprise = Handover.objects.get(), Surprise.objects.get()
    rows = {
        "positions": [
            {"side": f"department:{company.it.pk}", "words": THEIRS},
            {"side": f"department:{company.centre.pk}", "words": OURS},
        ],
        "resolutions": [
            {
                "words": "화면을 새로 전달하고 두 사람이 수신확인한다",
                "decided_by": "김서연",
                "owner": company.maker.pk,
                "due_on": "2022-01-28",
            }
        ],
        "questions": [],
    }
    desk.at(MEETING).post(
        company.planner,
        "record-new",
        kind="meeting",
        title="자동취소 실패 건 대응 회의",
        held_at="2022-01-21T14:00",
        participants="김서연, 강민재, 서은비",
        handover=handover.pk,
        surprise=surprise.pk,
        **_formsets(rows),
    )
    desk.at(CONFIRMED)
    theirs, ours = Record.objects.get().positions.order_by("order")
    desk.post(company.it_lead, "position-answer", theirs.pk, answer="confirmed")
    desk.post(company.lead, "position-answer", ours.pk, answer="confirmed")


def _formsets(rows: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    sent: dict[str, Any] = {}
    for name, lines in rows.items():
        sent |= {f"{name}-TOTAL_FORMS": len(lines), f"{name}-INITIAL_FORMS": 0}
        sent |= {f"{name}-{n}-{key}": value for n, line in enumerate(lines) for key, value in line.items()}
    return sent


@pytest.mark.parametrize("who", ["planner", "it_lead", "maker"])
def test_one_page_says_who_was_told_what_when_and_who_accepted_it(told, desk, who):
    page = desk.get(getattr(told.company, who), "handover-proof", told.handover.pk).content.decode()
    days = ("2020-11-05 14:00", "2020-11-06 09:30", "2021-03-02 10:00", "2021-09-14 16:00")
    for words in ("배준서", "홍다인", "퇴사", "하루 두 번 봅니다", THEIRS, OURS, *days):
        assert words in page, words
    told.handover.stream.refresh_from_db()
    assert told.handover.stream.head_hash[:8] in page


def test_both_sides_were_right_about_what_they_remember(told):
    """The screen was given and accepted; the person who answers since was asked twice and never did."""
    answered = {
        (receipt.person.name, receipt.handed.number): receipt.state
        for receipt in Receipt.objects.select_related("person", "handed")
    }
    assert answered == {("배준서", 1): "accepted", ("홍다인", 1): "closed", ("홍다인", 2): "sent"}


def test_the_centre_sees_its_own_side_of_it_and_no_record(told, desk):
    page = desk.get(told.company.lead, "handover-proof", told.handover.pk).content.decode()
    assert "배준서" in page
    assert THEIRS not in page
