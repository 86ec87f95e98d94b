"""How a notification is said, in the language that is active: a label of a word or two, what it is about, one sentence.

`today` is the local date of the launch. Nothing is asked of the database beyond the item, launch and recipient that
the notification was loaded with. Tone: states are the subject, never people (domain.md, section 5).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.wording import d_day, day, day_long
from checklists.models import in_reader_language
from projects.models import Project
from projects.syncing import What

from .ladder.words import offset_of, when
from .models import Notification
from .record_wording import THING_LABELS, hides_reasons, kind_of, thing_sentence

LABELS: dict[str, Any] = {
    "assigned": pgettext_lazy("notice", "Assigned"),
    "sent_back": pgettext_lazy("notice", "Sent back"),
    "approval_wanted": pgettext_lazy("notice", "Approval wanted"),
    "approved": pgettext_lazy("notice", "Approved"),
    "reopened": pgettext_lazy("notice", "Reopened"),
    "blocked_on_you": pgettext_lazy("notice", "Waiting for you"),
    "unblocked": pgettext_lazy("notice", "No longer blocked"),
    "due_changed": pgettext_lazy("notice", "Due date changed"),
    "mentioned": pgettext_lazy("notice", "Mentioned"),
    "moved": pgettext_lazy("notice", "Date moved"),
    "checklist_changed": pgettext_lazy("notice", "Checklist changed"),
    "launch_cancelled": pgettext_lazy("notice", "Launch cancelled"),
    "decided": pgettext_lazy("notice", "Launch decision"),
    "delivery_failed": pgettext_lazy("notice", "Not delivered"),
    "channel_gone": pgettext_lazy("notice", "Channel switched off"),
    "weekly": pgettext_lazy("notice", "Weekly report"),
    "heads": pgettext_lazy("notice", "Hashes of the history"),
    **THING_LABELS,
}
CHANGES: dict[str, Any] = {what.value: what.label for what in What}
VERDICTS = {"go": "GO", "conditional_go": pgettext_lazy("verdict", "Conditional GO"), "no_go": "NO-GO"}
ROLES = {
    "owner": gettext_lazy("as the owner"),
    "lead": gettext_lazy("as the department's lead"),
    "planner": gettext_lazy("as the planner of the launch"),
    "centre_leads": gettext_lazy("as a contact centre's lead"),
    "blocker": gettext_lazy("because it waits for them"),
    "channel": gettext_lazy("as a shared channel"),
}
REASONS = {
    "launch_ended": gettext_lazy("the launch has ended"),
    "item_closed": gettext_lazy("the item was closed"),
    "answered": gettext_lazy("it was answered"),
    "date_moved": gettext_lazy("the date was moved"),
    "owner_changed": gettext_lazy("somebody else owns it now"),
    "role_changed": gettext_lazy("somebody else answers for it now"),
    "moved_elsewhere": gettext_lazy("it belongs to another launch now"),
    "acknowledged": gettext_lazy("somebody took it on for now"),
    "recipient_left": gettext_lazy("the account is closed"),
    "channel_off": gettext_lazy("the channel was switched off"),
    "discarded": gettext_lazy("given up while sending was held"),
    "not_allowed": gettext_lazy("it is no longer visible to this person"),
}


def language() -> str:
    return "en" if get_language() == "en" else "ko"


def label(notification: Notification, today: date) -> str:
    """The word in front: "D-3", "Due today", "D+2 late", "Sent back"."""
    match notification.kind:
        case Notification.Kind.REMINDER:
            return due_label(notification.due_on or today, today)
        case Notification.Kind.ALERT:
            return _("Readiness alert")
        case _:
            return str(LABELS[notification.topic])


def due_label(due_on: date, today: date) -> str:
    late = (today - due_on).days
    if late > 0:
        return _("%(days)s late") % {"days": d_day(due_on, today)}
    return d_day(due_on, today) if late else _("Due today")


def title(notification: Notification) -> str:
    """The line or thing it is about; the launch, when it is about several or none."""
    data = notification.data
    if notification.item:
        return notification.item.local_title
    if notification.thing_kind:
        return str(data["title"])
    if notification.project is None:
        is_report = notification.kind == Notification.Kind.REPORT
        return _("all launches") if is_report else str(data.get("reference") or data.get("channel", ""))
    items = data.get("items", [])
    if len(items) == 1:
        return local_title(items[0])
    if items and notification.topic == "assigned":
        return ngettext("%(count)s item", "%(count)s items", len(items)) % {"count": len(items)}
    return notification.project.name


def local_title(line: dict[str, Any]) -> str:
    """The title of a line kept in `data`."""
    return in_reader_language(line["title"], line.get("title_en", ""))


def detail(notification: Notification, today: date) -> str:
    """One line below the title: dates, reason, who; parts joined by a middle dot."""
    return " · ".join(part for part in _parts(notification, today) if part)


def _parts(notification: Notification, today: date) -> list[str]:
    data, project = notification.data, notification.project
    parts = [_sentence(notification)]
    if notification.kind == Notification.Kind.REMINDER and notification.audience != "owner" and notification.item:
        owner = notification.item.owner
        parts.append(owned_by(owner.name if owner else ""))
    if data.get("reason") and not hides_reasons(notification):
        parts.append(_("Reason: %(reason)s") % {"reason": data["reason"]})
    if project and title(notification) != project.name:
        parts.append(project.name)
    if project:
        parts.append(opens(project.launch_on, today))
    return parts


def change_of(line: dict[str, Any]) -> str:
    """What became of a line of a notice that covers several: whether it came or went, and its dates."""
    dates = f"{iso_day(line['before'])} → {iso_day(line['after'])}" if "after" in line else ""
    return " · ".join(filter(None, (str(CHANGES.get(line.get("what", ""), "")), dates)))


def _cause(line: dict[str, Any], reader: User | None) -> str:
    """The line that moved a date; a partner, or nobody in particular, is not told another department's title."""
    if (reader is None or reader.is_partner) and line.get("department") != (reader and reader.department_id):
        return _("an item of another department")
    return local_title(line)


def _sentence(notification: Notification) -> str:
    data = notification.data
    by = data.get("by", "")
    match notification.topic:
        case "moved":
            return f"{iso_day(data.get('before'))} → {iso_day(data.get('after'))}"
        case "due_changed":
            cause = data.get("moved_by")
            dates = f"{iso_day(data.get('before'))} → {iso_day(data.get('after'))}"
            return (
                f"{dates} · " + _("because of: %(title)s") % {"title": _cause(cause, notification.recipient)}
                if cause
                else dates
            )
        case "checklist_changed":
            count = len(data["items"])
            lines = ngettext("%(count)s item of yours", "%(count)s items of yours", count) % {"count": count}
            return f"{lines} · " + _("by %(name)s") % {"name": by}
        case "weekly" | "heads":
            return _("until %(day)s") % {"day": iso_day(data["until"])}
        case "decided":
            return str(VERDICTS.get(data.get("verdict", ""), ""))
        case "mentioned":
            return f"{by}: {data.get('comment', '')}"
        case "delivery_failed":
            words = {"person": data["person"] or data["channel"], "answer": answer_of(data["answer"])}
            return _("A message to %(person)s could not be delivered: %(answer)s") % words
        case "channel_gone":
            return _("It takes no more messages: %(answer)s") % {"answer": answer_of(data["answer"])}
        case "blocked_on_you" if data.get("blocking"):
            return _("It waits for: %(title)s") % {"title": local_title(data["blocking"])}
    if notification.kind == Notification.Kind.REMINDER and notification.due_on:
        due = _("due %(day)s") % {"day": day(notification.due_on, language())}
        return f"{kind_of(notification)} · {due}" if notification.thing_kind else due
    if notification.thing_kind:
        return thing_sentence(notification)
    if notification.kind == Notification.Kind.ALERT:
        count = len(data.get("missing", []))
        if not count:
            return none_missing(is_partner=bool(data.get("is_partner")))
        return ngettext("%(count)s item not ready", "%(count)s items not ready", count) % {"count": count}
    return _("by %(name)s") % {"name": by} if by else ""


def none_missing(*, is_partner: bool) -> str:
    """Said of an alert without lines: what was looked at for this reader. Other lines may well be open."""
    if is_partner:
        return _("nothing missing of your centre or in the brief")
    return _("no must-have open, nothing late or blocked")


def answer_of(stored: str) -> str:
    """What a channel answered, as it did; what we noted in its stead, in the reader's language."""
    return _(stored) if stored else ""


def iso_day(text: str | None) -> str:
    return day(date.fromisoformat(text), language()) if text else ""


def single_subject(notification: Notification, today: date) -> str:
    """`[D-3] ARS test call · Coupang · due Fri 27 Nov`; the launch's name is the part that may be cut."""
    words = label(notification, today)
    if notification.kind == Notification.Kind.REMINDER and notification.item and notification.item.is_blocker:
        words = _("Must-have, %(label)s") % {"label": words} if (notification.due_on or today) < today else words
    project = notification.project
    launch = f" · {cut(project.name, 40)}" if project and title(notification) != project.name else ""
    dates = f" {_sentence(notification)}" if notification.topic == "moved" else ""
    due = f" · {_sentence(notification)}" if notification.kind == Notification.Kind.REMINDER else ""
    return f"[{words}] {title(notification)}{dates}{launch}{due}"


def several_subject(notifications: Sequence[Notification], today: date) -> str:
    first, more = notifications[0], len(notifications) - 1
    return _("[Launch Ready] %(first)s and %(more)s more") % {
        "first": f"{label(first, today)} · {cut(title(first), 40)}",
        "more": more,
    }


def digest_subject(lines: Mapping[str, int], notices: int, today: date) -> str:
    """`[Launch Ready] 2 late · 3 today — Wednesday 25 November`; `lines` are counts of "late", "today" and "soon"."""
    counts = (
        (lines.get("late", 0), _("%(count)s late")),
        (lines.get("today", 0), _("%(count)s today")),
        (lines.get("soon", 0), _("%(count)s soon")),
        (notices, _("%(count)s news")),
    )
    said = " · ".join(words % {"count": count} for count, words in counts if count)
    return _("[Launch Ready] %(counts)s — %(day)s") % {"counts": said, "day": day_long(today, language())}


def subject_of_test() -> str:
    return _("[Launch Ready] Test message")


def sentence_of_test() -> str:
    return _("Messages of Launch Ready arrive here. Somebody asked for this one to see whether they do.")


def cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def why_told(notification: Notification) -> str:
    """Why this person was told, for "who was told": the step and their part, or what happened."""
    if notification.kind == Notification.Kind.REMINDER:
        role = ROLES.get(notification.audience, "")
        return f"{notification.get_kind_display()} · {when(offset_of(notification.topic))} · {role}"
    if notification.kind == Notification.Kind.ALERT:
        return f"{notification.get_kind_display()} {notification.topic}"
    return str(LABELS[notification.topic])


def alert_subject(project: Project, today: date, reason: str) -> str:
    """`[Readiness alert] D-14 Coupang contact centre — 2 must-haves late`; D-day and state are never cut."""
    return _("[Readiness alert] %(days)s %(launch)s — %(reason)s") % {
        "days": d_day(project.launch_on, today),
        "launch": cut(project.name, 60),
        "reason": reason,
    }


def owned_by(name: str) -> str:
    return _("Owner: %(name)s") % {"name": name} if name else _("No owner yet")


def opens(launch_on: date, today: date) -> str:
    return _("opens %(days)s") % {"days": d_day(launch_on, today)}
