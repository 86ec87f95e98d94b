"""What the demo company does not have and a picture needs: things on their way, which would only confuse a visitor.

Files read but not taken in yet, invitations, links whose secret is shown once, a test message and mails that arrived.
Everything is made through the services, by the person in whose pictures it is seen.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile, File
from django.utils import timezone, translation

from accounts.access import Scope
from accounts.models import Department, Role, User
from accounts.services import create_api_token, invite_people
from accounts.services.departments import set_calendar_day
from accounts.services.invitations import Invitee
from checklists.models import LaunchType
from checklists.services.imports import keep_file
from checklists.services.people_files import keep_people
from docs.serving import PLANNER, ROOT
from notifications import mailbox
from notifications.models import Carries, Channel
from notifications.services import deliver_due
from notifications.services.destinations import add_destination, send_test
from projects.models import Item
from projects.services.displays import make_display
from projects.services.plan_files import keep_plan
from projects.services.work import add_evidence
from records.models import FeedLink
from records.services.feeds import make_feed

CHECKLIST = """\
구분,항목,담당부서,마감,필수,완료 기준
접수,회원 등급 혜택표 전달,마케팅,D-10,필수,등급 5개의 혜택이 표 한 장에 있다
접수,등급 산정 기준일 확정,CX기획,D-9,필수,기준일과 예외를 적었다
상담,등급 문의 답변 문장 작성,고객센터,D-5,필수,질문 10개에 답했다
상담,등급 조회 화면 권한 확인,아이티,D-4,필수,상담사 두 명이 열어 보았다
전산,등급 배치 시험,IT,오픈 전주쯤,,시험 회원 3명의 등급이 맞다
오픈 후,첫 주 문의 집계,고객센터,D+7,,유형별 건수를 남겼다
"""
PEOPLE = """\
이름,이메일,부서,역할
문가온,gaon@daon.example,마케팅,구성원
백이든,iden@daon.example,고객센터,상담사
차새봄,saebom@daon,물류·재무,구성원
"""
PLAN = """\
런칭명,런칭 유형,오픈일,담당자,비고
회원 등급 개편,정책 변경,{first},송태호,등급 이름이 바뀝니다
여름 기획전,기획전·전시 페이지,{second},김서연,
옥션 입점 고객센터 오픈,신규 제휴몰,하반기 중,송태호,계약 전입니다
"""


def furnish() -> dict[str, Any]:
    """Parameters of addresses that the database does not hold."""
    people = {user.email.partition("@")[0]: user for user in User.objects.all()}
    planner, admin = User.objects.get(email=PLANNER), people["admin"]
    with translation.override("ko"):
        _files(planner, admin)
        _hand_in_a_picture()
        _channels(planner)
        send_test(planner)
        deliver_due(Channel.EMAIL)
        create_api_token(planner, by=planner, name="주간 집계 스크립트", scopes=[Scope.READ])
        make_feed(by=planner, kind=FeedLink.Kind.PERSONAL)
        closed_on = timezone.localdate() + timedelta(days=30)
        set_calendar_day(closed_on, by=admin, is_open=False, name="창립기념일")
        return {"secret": _invited(admin), "token": _screen(planner), "name": next(iter(mailbox.names()), None)}


def _files(planner: User, admin: User) -> None:
    launch_type = LaunchType.objects.get(slug="policy-change")
    keep_file(_csv("회원 등급 개편.csv", CHECKLIST), by=planner, launch_type_id=launch_type.pk, name="회원 등급 개편")
    keep_people(_csv("새로 오는 분들.csv", PEOPLE), by=admin)
    first, second = (timezone.localdate() + timedelta(weeks=weeks) for weeks in (20, 26))
    keep_plan(_csv("하반기 계획.csv", PLAN.format(first=first, second=second)), by=planner)


def _csv(name: str, text: str) -> File[bytes]:
    return ContentFile(text.encode(), name=name)


def _hand_in_a_picture() -> None:
    """On the line that is pictured: see `places`."""
    from tests.every_page import places

    item = Item.objects.select_related("project__planner").get(pk=places()["item_id"])
    picture = ContentFile((ROOT / "docs" / "launch.png").read_bytes(), name="시험 화면.png")
    add_evidence(item.pk, by=item.project.planner, file=picture)


def _channels(planner: User) -> None:
    """One that is only the planner's and one of the pictured launch; nothing is sent to either from here."""
    from tests.every_page import busiest_launch

    every_kind, launch = [*Carries], busiest_launch()
    room = "https://hooks.slack.com/services/T00000000/B00000000/x"
    add_destination(planner, channel=Channel.SLACK, name="내 슬랙", address=room, carries=[Carries.ALERTS])
    board = {"channel": Channel.WEBHOOK, "name": "사내 상황판", "address": "https://board.daon.example/launches"}
    add_destination(planner, **board, carries=every_kind, project_id=launch and launch.pk)


def _invited(admin: User) -> str:
    """The secret of one invitation that waits."""
    departments = {department.slug: department for department in Department.objects.all()}
    invitees = (
        Invitee("haru@daon.example", Role.PARTNER_AGENT, departments["centre"], "유하루"),
        Invitee("noah@daon.example", Role.MEMBER, departments["ux"], language="en"),
    )
    return str(invite_people(invitees, by=admin)[0].secret)


def _screen(planner: User) -> str:
    return make_display(by=planner, name="회의실 화면", department_id=planner.department_id or 0)[1]
