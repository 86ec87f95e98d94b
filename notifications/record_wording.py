"""How news about things of `records` are said: a label, and one sentence. Tone as in `wording`."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from accounts.templatetags.display import language
from accounts.wording import day
from records.models import Owed

from .models import Notification

THING_LABELS = {
    "handover_received": pgettext_lazy("notice", "Please accept"),
    "brief_to_read": pgettext_lazy("notice", "Brief to read"),
    "handover_returned": pgettext_lazy("notice", "Handover sent back"),
    "receipt_remarks": pgettext_lazy("notice", "Accepted with remarks"),
    "position_written": pgettext_lazy("notice", "Your position was written down"),
    "position_disputed": pgettext_lazy("notice", "Position disputed"),
    "resolution_assigned": pgettext_lazy("notice", "Decided, for you to do"),
    "question_assigned": pgettext_lazy("notice", "Question for you"),
    "request_filed": pgettext_lazy("notice", "New request"),
    "vote_wanted": pgettext_lazy("notice", "Priority wanted"),
    "request_promised": pgettext_lazy("notice", "Date promised"),
    "request_moved": pgettext_lazy("notice", "Promised date moved"),
    "request_assigned": pgettext_lazy("notice", "Request for you to deliver"),
    "request_delivered": pgettext_lazy("notice", "Request delivered"),
    "request_checked": pgettext_lazy("notice", "Delivery checked"),
    "request_declined": pgettext_lazy("notice", "Request declined"),
    "surprise_reported": pgettext_lazy("notice", "Opened without notice"),
    "surprise_answered": pgettext_lazy("notice", "Department answered"),
    "surprise_settled": pgettext_lazy("notice", "Surprise settled"),
    "handover_sent": pgettext_lazy("notice", "Handed over"),
    "brief_published": pgettext_lazy("notice", "Brief published"),
    "record_decided": pgettext_lazy("notice", "Decided"),
}


def kind_of(notification: Notification) -> str:
    """What is owed, in a few words, for a reminder."""
    return str(Owed.Kind(notification.thing_kind).label)


def hides_reasons(notification: Notification) -> bool:
    """A partner reads no reason that was written inside the company."""
    return bool(notification.thing_kind and notification.recipient and notification.recipient.is_partner)


def thing_sentence(notification: Notification) -> str:
    data: dict[str, Any] = notification.data
    by, words = data.get("by", ""), data.get("words", "")
    said_by = _("by %(name)s") % {"name": by} if by else ""
    match notification.topic:
        case "handover_received" | "brief_to_read" | "handover_sent" | "brief_published":
            version = _("version %(number)s") % {"number": data["version"]} if data.get("version") else ""
            return " · ".join(filter(None, (version, data.get("note", ""), said_by)))
        case "receipt_remarks" | "position_disputed" if words:
            return f"{by}: {words}"
        case "request_promised" | "request_assigned" if data.get("after"):
            promised = _("promised for %(day)s") % {"day": _day(data["after"])}
            return " · ".join(filter(None, (promised, said_by)))
        case "request_moved" if data.get("before") and data.get("after"):
            return f"{_day(data['before'])} → {_day(data['after'])}"
        case "record_decided":
            more = data["count"] - len(data["decisions"])
            rest = [ngettext("and %(count)s more", "and %(count)s more", more) % {"count": more}] if more else []
            return " · ".join([*data["decisions"], *rest])
    return said_by


def _day(text: str) -> str:
    return day(date.fromisoformat(text), language())
