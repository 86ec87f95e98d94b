"""When a notification stops being true. One list, read twice: by the sweep to close rows, and by delivery just before
a send to leave out lines that were overtaken since.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When

from accounts.models import User
from projects.access import visible_items, visible_projects
from projects.models import OPEN_STATUSES

from .models import ANSWERED_BY_ITEM, Message, Notification


@dataclass(frozen=True, slots=True)
class Overtaken:
    """`when` is a condition on notifications; what meets it is closed as `state` for `reason`."""

    reason: str
    state: Notification.State
    when: Q


_REMINDER, _ALERT = Q(kind=Notification.Kind.REMINDER), Q(kind=Notification.Kind.ALERT)
_ABOUT_ITEM = _REMINDER | Q(topic__in=ANSWERED_BY_ITEM, item__isnull=False)
_TO_OWNER = (_REMINDER & Q(audience="owner")) | Q(topic="assigned", item__isnull=False)
_HAS_ENDED = Q(project__finished_at__isnull=False) | Q(project__cancelled_at__isnull=False)
_CANCELLED, _SUPERSEDED = Notification.State.CANCELLED, Notification.State.SUPERSEDED

OVERTAKEN = (
    Overtaken("launch_ended", _CANCELLED, (_REMINDER | _ALERT | Q(topic__in=ANSWERED_BY_ITEM)) & _HAS_ENDED),
    Overtaken("item_closed", _CANCELLED, _ABOUT_ITEM & ~Q(item__status__in=OPEN_STATUSES)),
    Overtaken("answered", _CANCELLED, Q(topic="approval_wanted") & ~Q(item__status="in_review")),
    Overtaken("answered", _CANCELLED, Q(topic="blocked_on_you") & ~Q(item__status="blocked")),
    Overtaken("date_moved", _SUPERSEDED, _REMINDER & ~Q(due_on=F("item__due_on"))),
    Overtaken("date_moved", _SUPERSEDED, _ALERT & ~Q(due_on=F("project__launch_on"))),
    Overtaken("owner_changed", _SUPERSEDED, _TO_OWNER & ~Q(item__owner=F("recipient"))),
)


def lines_of(message: Message) -> list[tuple[Notification, str]]:
    """What a message is to say, each with why it must be left out now, or an empty text. One query."""
    reader: User = message.recipient
    sees_launch = Exists(visible_projects(reader).filter(pk=OuterRef("project")))
    sees_item = Exists(visible_items(reader).filter(pk=OuterRef("item")))
    dropped = Case(
        When(~Q(state=Notification.State.OPEN), then=F("closed_reason")),
        When(recipient__is_active=False, then=Value("recipient_left")),
        When(Q(project__isnull=False) & ~sees_launch, then=Value("not_allowed")),
        When(Q(item__isnull=False) & ~sees_item, then=Value("not_allowed")),
        *(When(overtaken.when, then=Value(overtaken.reason)) for overtaken in OVERTAKEN),
        default=Value(""),
        output_field=CharField(),
    )
    lines = (
        Notification.objects.filter(lines__message=message)
        .annotate(dropped=dropped)
        .select_related("item__department", "item__owner", "project__launch_type")
        .order_by("due_on", "pk")
    )
    return [(line, str(getattr(line, "dropped", ""))) for line in lines]
