from __future__ import annotations

from notifications.models import Carries, Channel
from notifications.services.destinations import add_destination
from notifications.services.preferences import set_absence
from notifications.services.reports import save_report_schedule
from projects.services.displays import make_display
from projects.services.saved_views import save_view

from ..story import Story

REPORT_READERS = ("yujin", "jihoon", "minjae", "kihoon")


def arrangements(story: Story) -> None:
    """How people want to be told and what they look at: a shared mailbox, a weekly report, days off, a screen."""
    story.on(story.day(-9), "10:20", lambda: _shared_mailbox(story))
    story.on(story.day(-9), "11:05", lambda: _weekly_report(story))
    story.on(story.day(-7), "14:30", lambda: _screen(story))
    story.on(story.day(-6), "09:35", lambda: _views(story))
    story.on(story.day(-2), "16:50", lambda: _days_off(story))


def _shared_mailbox(story: Story) -> None:
    """A mail address, because the demo writes to nobody outside: its mails end in its own mailbox."""
    add_destination(
        story.company["admin"],
        channel=Channel.EMAIL,
        name="고객센터 공용 메일",
        address="centre@daon.example",
        carries=[Carries.ALERTS, Carries.REPORTS],
        department_id=story.company.departments["centre"].pk,
    )


def _weekly_report(story: Story) -> None:
    readers = [story.company[key].pk for key in REPORT_READERS]
    save_report_schedule(None, by=story.company["seoyeon"], weekday=0, hour=9, people_ids=readers)


def _screen(story: Story) -> None:
    make_display(by=story.company["eunbi"], name="상담실 앞 화면", department_id=story.company.departments["centre"].pk)


def _views(story: Story) -> None:
    by = story.company["seoyeon"]
    save_view(by=by, name="내가 맡은 런칭", query=f"planner={by.pk}")
    save_view(by=by, name="위험 런칭", query="state=at_risk")


def _days_off(story: Story) -> None:
    away, instead = story.company["seoyeon"], story.company["taeho"]
    set_absence(away, user_id=away.pk, substitute_id=instead.pk, first_on=story.day(9), last_on=story.day(10))
