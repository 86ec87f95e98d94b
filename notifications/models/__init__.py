"""Who is told what, and the proof that they were.

A `Notification` is one thing one person (or a shared channel) should know; the in-app inbox is this table. A `Message`
carries notifications to a person over a channel, and every try to hand it over is a `DeliveryAttempt`.
"""

from .destinations import Carries, Channel, Destination
from .messages import DeliveryAttempt, Message, MessageLine
from .people import QUIET_FROM, QUIET_UNTIL, Absence, Mute, Preference
from .policies import LadderPause, ReminderPolicy, ReminderStep
from .reports import ReportSchedule
from .told import ANSWERED_BY_ITEM, ANSWERED_BY_THING, ASKS, Notification, NotificationQuerySet
from .watch import Heartbeat, OutboundHold, ReadinessWatch, StreamCursor

__all__ = [
    "ANSWERED_BY_ITEM",
    "ANSWERED_BY_THING",
    "ASKS",
    "QUIET_FROM",
    "QUIET_UNTIL",
    "Absence",
    "Carries",
    "Channel",
    "DeliveryAttempt",
    "Destination",
    "Heartbeat",
    "LadderPause",
    "Message",
    "MessageLine",
    "Mute",
    "Notification",
    "NotificationQuerySet",
    "OutboundHold",
    "Preference",
    "ReadinessWatch",
    "ReminderPolicy",
    "ReminderStep",
    "ReportSchedule",
    "StreamCursor",
]
