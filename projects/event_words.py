"""Events of launches in words, and those that notifications write into them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

EVENT_WORDS: dict[str, Any] = {
    "launch_started": _("Launch started"),
    "launch_moved": _("D-day moved"),
    "launch_cancelled": _("Launch cancelled"),
    "launch_finished": _("Launch finished"),
    "item_added": _("Item added"),
    "item_started": pgettext_lazy("event", "Started"),
    "item_done": pgettext_lazy("event", "Marked done"),
    "item_handed_in": _("Handed in for approval"),
    "item_approved": pgettext_lazy("event", "Item approved"),
    "item_sent_back": pgettext_lazy("event", "Sent back"),
    "item_blocked": _("Reported as blocked"),
    "item_unblocked": pgettext_lazy("event", "No longer blocked"),
    "item_waived": pgettext_lazy("event", "Waived"),
    "item_reopened": pgettext_lazy("event", "Reopened"),
    "item_assigned": _("Owner changed"),
    "due_set": _("Due date set by hand"),
    "due_cleared": _("Due date follows the rule again"),
    "due_moved": _("Due date moved by an earlier item"),
    "scenario_verified": _("Scenario verified"),
    "scenario_unverified": _("Scenario verification taken back"),
    "evidence_added": _("Evidence added"),
    "evidence_withdrawn": _("Evidence withdrawn"),
    "commented": _("Commented"),
    "template_synced": _("New version of the template taken"),
    "answers_changed": _("Answers changed"),
    "item_returned": pgettext_lazy("event", "Applies again"),
    "signed_off": _("Department signed off"),
    "decided": _("Decision recorded"),
    "report_schedule_saved": _("Weekly sending set"),
    "report_schedule_deleted": _("Weekly sending deleted"),
    "report_sent": _("Weekly report sent by hand"),
    "reminder_policy_saved": _("Reminder ladder saved"),
    "reminder_policy_removed": _("Reminder ladder removed"),
    "alert_acknowledged": _("Alert acknowledged"),
    "reminder_acknowledged": _("Reminder acknowledged"),
    "launch_muted": _("Asked for less of this launch"),
    "launch_unmuted": _("Asked for everything of this launch again"),
    "display_made": _("Display link made"),
    "display_revoked": _("Display link revoked"),
    "destination_added": _("Shared channel added"),
    "destination_changed": _("Shared channel changed"),
    "destination_disabled": _("Shared channel switched off"),
    "view_saved": _("View of the launches saved"),
    "view_deleted": _("View of the launches deleted"),
    "webhook_secret_rotated": _("New secret for a webhook"),
}
