"""What people do with what they were told: read it, and confirm that they received it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Action, require
from accounts.errors import Invalid
from accounts.models import User
from ledger.services import Entry, append
from projects.models import Project

from ..access import inbox_of
from ..models import Notification


@transaction.atomic
def mark_read(notification_id: int, *, by: User) -> Notification:
    """Note that it was read. A second time changes nothing. Raises Notification.DoesNotExist when it is not theirs."""
    notification = inbox_of(by).select_for_update(of=("self",)).get(pk=notification_id)
    if notification.read_at is None:
        notification.read_at = timezone.now()
        notification.save(update_fields=["read_at"])
    return notification


@transaction.atomic
def mark_all_read(*, by: User) -> int:
    return inbox_of(by).unread().order_by().update(read_at=timezone.now())


@transaction.atomic
def acknowledge_notification(notification_id: int, *, by: User) -> Notification:
    """Confirm receipt. For an alert this is written into the launch's history: who was told what, and confirmed it.

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
        _record(notification, notification.project, by)
    return notification


def _record(notification: Notification, project: Project, by: User) -> None:
    entry = Entry(
        verb="alert_acknowledged",
        target=f"project:{project.pk}",
        target_name=project.name,
        after={"alert": notification.topic, "told_at": notification.created_at.isoformat()},
    )
    append(project.stream_id, [entry], by=by)
