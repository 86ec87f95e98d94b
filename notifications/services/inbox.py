"""What people do with what they were told: read it, and confirm that they received it.

A reminder that is acknowledged lets the ladder of its line rest for the days its policy says. That is not done: after
them the step that stands comes once more, and the same person cannot hold the same date of the line a second time.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Action, require
from accounts.errors import Invalid
from accounts.models import User
from accounts.workdays import calendars
from ledger.services import Entry, append
from projects.models import Item, Project

from ..access import inbox_of
from ..models import LadderPause, Notification
from .ladders import usable
from .standing import pause_days


@transaction.atomic
def mark_read(notification_id: int, *, by: User) -> Notification:
    """Note that it was read. A second time changes nothing. Raises Notification.DoesNotExist when it is not theirs."""
    notification = inbox_of(by).select_for_update(of=("self",)).get(pk=notification_id)
    if notification.read_at is None:
        notification.read_at = timezone.now()
        notification.save(update_fields=["read_at"])
    return notification


@transaction.atomic
def mark_all_read(*, by: User, only: Collection[int] | None = None) -> int:
    """Note that everything was read, or of it those with the ids in `only`; returns how many were not before."""
    unread = inbox_of(by).unread().order_by()
    return (unread if only is None else unread.filter(pk__in=only)).update(read_at=timezone.now())


@transaction.atomic
def acknowledge_notification(notification_id: int, *, by: User) -> Notification:
    """Confirm receipt. Of an alert and of a reminder that now rests, the launch's history keeps who confirmed what.

    A second time changes nothing. Errors: Notification.DoesNotExist (not theirs), Forbidden, Invalid (asks nothing).
    """
    notification = inbox_of(by).select_for_update(of=("self",)).get(pk=notification_id)
    require(by, Action.ACKNOWLEDGE, owner_id=notification.recipient_id)
    if not notification.asks:
        raise Invalid("nothing_to_confirm", _("This notice asks for no confirmation."))
    if notification.acknowledged_at is not None:
        return notification
    notification.acknowledged_at = timezone.now()
    notification.read_at = notification.read_at or notification.acknowledged_at
    notification.save(update_fields=["acknowledged_at", "read_at"])
    if notification.kind == Notification.Kind.ALERT and notification.project is not None:
        _record_alert(notification, notification.project, by)
    if notification.kind == Notification.Kind.REMINDER and notification.item is not None:
        _rest(notification, notification.item, by)
    return notification


def _rest(notification: Notification, item: Item, by: User) -> None:
    """Hold the ladder of a line that is still open and due on the day of the reminder."""
    project = item.project
    if not (notification.is_open and item.is_open and project.is_running and item.due_on == notification.due_on):
        return
    today = project.today_at(timezone.now())
    calendar = usable(item.department_id, calendars(), today)
    until = calendar.shift(today, pause_days(project, item.department_id))
    _pause, is_new = LadderPause.objects.get_or_create(item=item, due_on=item.due_on, by=by, defaults={"until": until})
    if is_new:
        after = {"step": notification.topic, "until": until.isoformat()}
        entry = Entry("reminder_acknowledged", f"item:{item.pk}", item.title, after=after)
        append(project.stream_id, [entry], by=by)


def _record_alert(notification: Notification, project: Project, by: User) -> None:
    entry = Entry(
        verb="alert_acknowledged",
        target=f"project:{project.pk}",
        target_name=project.name,
        after={"alert": notification.topic, "told_at": notification.created_at.isoformat()},
    )
    append(project.stream_id, [entry], by=by)
