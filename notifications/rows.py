"""A notification as the inbox shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from . import wording
from .alert_mail import missing_of
from .links import thing_path_of
from .models import Notification
from .report.heads import HEADS


@dataclass(frozen=True, slots=True)
class Row:
    """`missing` is what an alert that still stands found not ready, in words; `is_latest` the last of its launch."""

    notification: Notification
    day: date
    label: str
    title: str
    detail: str
    url: str
    closed: str
    wants_receipt: bool
    is_unread: bool
    is_pressing: bool
    missing: list[dict[str, Any]]
    rests_until: date | None = None
    is_latest: bool = False

    @property
    def first_missing(self) -> list[dict[str, Any]]:
        """What is shown without being asked for."""
        return self.missing[:3] if self.is_latest else []

    @property
    def rest_missing(self) -> list[dict[str, Any]]:
        return self.missing[len(self.first_missing) :]


def row(
    notification: Notification,
    now: datetime,
    paused_until: date | None = None,
    *,
    whose: str = "",
    is_latest: bool = False,
) -> Row:
    """`notification` with its item and launch loaded, and how long its ladder rests since it was acknowledged.

    `whose` names who owes the thing it is about, when that may be somebody else than the reader. Days count from the
    launch's today, outside launches the company's; those of a closed one from when it was told.
    """
    project = notification.project
    today = project.today_at(now) if project else timezone.localdate(now, ZoneInfo(settings.TIME_ZONE))
    told_on = timezone.localdate(notification.created_at)
    return Row(
        notification=notification,
        day=told_on,
        label=wording.label(notification, today if notification.is_open else told_on),
        title=wording.title(notification),
        detail=" · ".join(filter(None, (whose and wording.owned_by(whose), wording.detail(notification, today)))),
        url=url_of(notification),
        closed="" if notification.is_open else str(wording.REASONS.get(notification.closed_reason, "")),
        wants_receipt=notification.is_open and notification.asks and notification.acknowledged_at is None,
        is_unread=notification.is_open and notification.read_at is None,
        is_pressing=_is_pressing(notification, today),
        missing=_missing(notification),
        rests_until=paused_until if paused_until and paused_until > today else None,
        is_latest=is_latest,
    )


def _is_pressing(notification: Notification, today: date) -> bool:
    """Something is late, or an alert found something missing."""
    if not notification.is_open:
        return False
    if notification.kind == Notification.Kind.REMINDER:
        return notification.due_on is not None and notification.due_on < today
    return notification.kind == Notification.Kind.ALERT and bool(notification.data.get("missing"))


def _missing(notification: Notification) -> list[dict[str, Any]]:
    """As of the moment of the alert, the oldest first: what its reader confirms to have been told."""
    if notification.kind != Notification.Kind.ALERT or not notification.is_open:
        return []
    said_on = date.fromisoformat(notification.data["today"])
    return [missing_of(line, said_on) for line in notification.data["missing"]]


def url_of(notification: Notification) -> str:
    """Where to go for it: line, thing, launch, failed message, channel that is gone; nowhere without a page."""
    if notification.topic == "delivery_failed" and "message" in notification.data:
        return reverse("notifications:delivery-detail", args=[notification.data["message"]])
    if notification.topic == "channel_gone" and "destination" in notification.data:
        return reverse("notifications:destination-change", args=[notification.data["destination"]])
    if notification.kind == Notification.Kind.REPORT:
        return _report_url(notification)
    if notification.thing_kind:
        return thing_path_of(notification)
    if notification.project_id is None:
        return ""
    if notification.item_id is None:
        return reverse("projects:project-detail", args=[notification.project_id])
    return reverse("projects:item-detail", args=[notification.project_id, notification.item_id])


def _report_url(notification: Notification) -> str:
    """The page of the week that the report was about; the hashes of a day stand in the mail alone."""
    if notification.topic == HEADS:
        return ""
    if notification.project_id is None:
        page = reverse("notifications:report-portfolio")
    else:
        page = reverse("notifications:report-launch", args=[notification.project_id])
    return f"{page}?until={notification.data['until']}"
