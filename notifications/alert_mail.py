"""What a readiness alert says: as of the moment it was raised, since its counts and lines are kept with it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from accounts.wording import day_long
from projects.readiness import Readiness, Tally, judge, reason_for_partner

from . import wording
from .links import url_of
from .models import Notification
from .report.mail import Content

Line = dict[str, Any]


def alert_content(notification: Notification) -> Content:
    """The subject gives a partner the state alone: its reason for them is too long to stand behind the launch."""
    project, data = notification.project, notification.data
    if project is None:
        raise ValueError("An alert is always about a launch.")
    today, readiness = date.fromisoformat(data["today"]), judge(Tally(**data["tally"]))
    reason = _reason(data, readiness)
    context = {
        "project": project,
        "today": today,
        "readiness": readiness,
        "reason": reason,
        "missing": [missing_of(line, today) for line in data["missing"]],
        "none_missing": wording.none_missing(is_partner=bool(data.get("is_partner"))),
        "changes": _changes(data.get("since"), readiness),
        "url": url_of(project, None),
        "inbox_url": url_of(None, None),
        "raised_at": notification.created_at,
    }
    why = str(readiness.state.label) if data.get("is_partner") else reason
    return "alert", wording.alert_subject(project, today, why), context


def _reason(data: dict[str, Any], readiness: Readiness) -> str:
    """Counts lines that the reader sees. One raised before `own` was kept says none to a partner."""
    if not data.get("is_partner"):
        return readiness.reason
    return reason_for_partner(Tally(**data["tally"]), Tally(**data["own"])) if "own" in data else ""


def missing_of(line: Line, today: date) -> Line:
    """A line that an alert keeps, in words; `today` is the day of the alert."""
    due_on = date.fromisoformat(line["due_on"])
    return {
        "title": wording.local_title(line),
        "department": line["department_en"] if wording.language() == "en" else line["department"],
        "owner": line["owner"],
        "is_blocker": line["is_blocker"],
        "is_blocked": line["is_blocked"],
        "is_late": due_on < today,
        "due_on": due_on,
        "since": wording.due_label(due_on, today),
    }


def _changes(since: dict[str, Any] | None, readiness: Readiness) -> dict[str, Any]:
    """What changed since the reader's last alert of this launch, in words; empty for the first."""
    if not since:
        return {}
    told_at, before = datetime.fromisoformat(since["told_at"]), judge(Tally(**since["tally"]))
    return {
        "told_on": day_long(timezone.localdate(told_at), wording.language()),
        "before": before,
        "points": readiness.percent - before.percent,
        "ready": [wording.local_title(line) for line in since["ready"]],
        "added": [wording.local_title(line) for line in since["added"]],
    }
