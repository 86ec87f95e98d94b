"""What a surprise was, by how early CX was told. Pure: dates and open days in, a word out.

Source: domain.md section 3. An emergency (a recall, an outage, a mistaken message, a change of law) owes no notice and
is not counted. Told on D-day or later, or not at all, is unannounced; less than half of what was owed is late sharing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from .models import Surprise


class Noticed(TextChoices):
    UNANNOUNCED = "unannounced", _("Opened without notice")
    LATE = "late", _("Shared late")
    IN_TIME = "in_time", _("CX was told in time")
    EXEMPT = "exempt", _("Owed no notice")


COUNTED = frozenset({Noticed.UNANNOUNCED, Noticed.LATE})


@dataclass(frozen=True, slots=True)
class Notice:
    """What is known of the launch: `owed` and `given` in open days (negative when told afterwards), local dates."""

    owed: int
    given: int
    told_on: date
    launch_on: date


def judge(notice: Notice | None, *, noticed_on: date, was_shared: bool = False, is_exempt: bool = False) -> Noticed:
    """The kind of a surprise that somebody noticed on this local date.

    `notice` is None when no launch is known: then it was never told, unless the reporter said that it was shared too
    late (`was_shared`). Who was told only after it was noticed had not been told.
    """
    if is_exempt:
        return Noticed.EXEMPT
    if notice is None:
        return Noticed.LATE if was_shared else Noticed.UNANNOUNCED
    if notice.told_on >= notice.launch_on or notice.told_on > noticed_on:
        return Noticed.UNANNOUNCED
    return Noticed.LATE if notice.given * 2 < notice.owed else Noticed.IN_TIME


def kind_of(surprise: Surprise) -> Noticed:
    """The kind of a row. Reads its launch, so select it along in a list."""
    launch = surprise.project
    return judge(
        Notice(launch.notice_owed, launch.notice_given, launch.announced_on, launch.launch_on) if launch else None,
        noticed_on=noticed_on(surprise),
        was_shared=surprise.found_through == surprise.FoundThrough.LATE_SHARING,
        is_exempt=surprise.is_exempt,
    )


def noticed_on(surprise: Surprise) -> date:
    """The local date it was noticed: in its launch's time zone, or the company's."""
    if surprise.project:
        return surprise.project.today_at(surprise.noticed_at)
    return timezone.localdate(surprise.noticed_at, timezone.get_default_timezone())
