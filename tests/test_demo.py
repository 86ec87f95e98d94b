"""The demo: launches with their history, templates that learn, and a plan, told through the services, once."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Department, Role, User
from checklists.library import DEPARTMENTS
from checklists.models import Proposal, Template, TemplateVersion
from config.demo.clock import story_time
from config.demo.company import PASSWORD
from ledger.models import Event
from ledger.verification import verify
from notifications.models import DeliveryAttempt, Message, Notification
from projects.models import Comment, Evidence, Item, PlannedLaunch, Project, SignOff
from tests import factories

pytestmark = pytest.mark.django_db
SEOUL = ZoneInfo("Asia/Seoul")
NOW = datetime(2026, 11, 25, 8, tzinfo=SEOUL)
TABLES = (User, Department, Project, Item, Evidence, Comment, SignOff, Event, Notification, Message)


@pytest.fixture
def demo(settings):
    settings.DEMO = True
    with time_machine.travel(NOW, tick=True):
        call_command("load_demo", stdout=StringIO())
        yield


def test_the_demo(demo):
    """One test, because loading takes seconds."""
    check_company()
    check_launches()
    check_templates()
    check_history()
    before = [table.objects.count() for table in TABLES]
    call_command("load_demo", stdout=StringIO())
    assert [table.objects.count() for table in TABLES] == before
    check_sign_ins()


def check_company():
    departments = Department.objects.all()
    assert departments.count() == 8
    assert sorted(slug for d in departments for slug in (d.slug, *d.covers)) == sorted(DEPARTMENTS)
    assert set(User.objects.values_list("role", flat=True)) == set(Role.values)


def check_launches():
    """D-21, D-6, D-1 and D+8 from today."""
    today = NOW.date()
    *past, follow_up, message, promotion, mall = Project.objects.order_by("launch_on")
    assert [(project.is_running, project.items.open().count()) for project in past] == [(False, 0)] * 5
    assert [p.name for p in past if p.decisions.exists() and p.notice_given < p.notice_owed] == [
        "여름 침구 기획전 오픈"
    ]
    days = [(project.launch_on - today).days for project in (follow_up, message, promotion, mall)]
    assert days == [-8, 1, 6, 21]
    assert [d.verdict for d in follow_up.decisions.all()] == ["go"]
    assert [d.verdict for d in message.decisions.all()] == ["conditional_go"]
    assert message.items.filter(follows_up__isnull=False).count() == message.decisions.get().conditions.count() > 0
    assert promotion.dday_revision == 1
    assert {i.department.slug for i in promotion.items.late_on(today).select_related("department")} >= {"logistics"}
    assert promotion.items.filter(status="blocked").exists()
    assert promotion.items.filter(is_due_fixed=True).exists()
    assert mall.notice_given < mall.notice_owed
    assert mall.late_reason


def check_templates():
    """A version that running launches have not taken over, proposals of each fate, and a plan for the months ahead."""
    assert Template.objects.count() == 9
    newest = TemplateVersion.objects.all().current().get(template__slug="partner-mall-centre")
    behind = Project.objects.running().filter(template_version__template=newest.template)
    assert {project.template_version.number for project in behind} == {1}
    assert newest.number == 2
    assert Proposal.objects.waiting().exists()
    assert Proposal.objects.filter(verdict="declined").get().reason
    assert PlannedLaunch.objects.filter(launch_on__gt=NOW.date()).count() == 7


def check_history():
    """Everything happened in the past, at working hours, and the chains hold. Nothing was sent yet."""
    midnight = datetime.combine(NOW.date(), time(), SEOUL)
    moments = [timezone.localtime(at, SEOUL) for at in Event.objects.values_list("at", flat=True)]
    assert max(moments) < midnight
    assert {at.hour for at in moments} <= set(range(9, 18))
    for table, field in (
        (Comment, "created_at"),
        (Evidence, "added_at"),
        (Project, "created_at"),
        (User, "created_at"),
    ):
        assert not table.objects.filter(**{f"{field}__gte": midnight}).exists()
    assert Notification.objects.filter(created_at__lt=midnight - timedelta(days=7)).exists()
    assert Notification.objects.unread().exists()
    assert not DeliveryAttempt.objects.exists()
    assert verify().faults == []


def check_sign_ins():
    told = StringIO()
    call_command("demo_sign_ins", stdout=told)
    assert PASSWORD in told.getvalue()
    assert all(email in told.getvalue() for email in User.objects.values_list("email", flat=True))
    assert User.objects.get(role=Role.ADMIN).check_password(PASSWORD)


def test_the_demo_goes_into_an_empty_database_only(settings):
    settings.DEMO = True
    factories.user(Role.ADMIN)
    with pytest.raises(CommandError, match="people in this database"):
        call_command("load_demo", stdout=StringIO())


def test_nobody_gets_its_public_password_unasked(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO"):
        call_command("load_demo", stdout=StringIO())
    call_command("demo_sign_ins", stdout=(told := StringIO()))
    assert told.getvalue() == ""


def test_the_clock_of_a_story_is_put_back():
    moment = datetime(2020, 1, 2, 3, tzinfo=SEOUL)
    with story_time(moment) as clock:
        assert timezone.now() == Project._meta.get_field("created_at").get_default() == moment
        clock.moment += timedelta(days=1)
        assert timezone.localdate(timezone=SEOUL).isoformat() == "2020-01-03"
    assert timezone.now() - datetime.now(SEOUL) < timedelta(minutes=1)
