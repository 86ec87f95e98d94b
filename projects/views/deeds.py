"""Deeds that can be done to one line: for each its form, its service and its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.forms.base import ServiceForm
from projects.forms.items import (
    AssignForm,
    BlockForm,
    CommentForm,
    ItemReasonForm,
    SaidItemForm,
    SetDueForm,
    WaiveForm,
)
from projects.services import items, lines, work


@dataclass(frozen=True, slots=True)
class Act:
    """`deed` is its name in `access.actions_for`; `label` is on the button, `said` is the message afterwards."""

    deed: str
    form: Callable[..., ServiceForm]
    service: Callable[..., Any]
    label: Any
    said: Any


ACTS: dict[str, Act] = {
    "complete": Act("complete", SaidItemForm, items.complete_item, _("Mark done"), _("Marked done.")),
    "start": Act("start", SaidItemForm, items.start_item, pgettext_lazy("button", "Start"), _("Started.")),
    "unblock": Act("unblock", SaidItemForm, items.unblock_item, _("No longer blocked"), _("Going on.")),
    "approve": Act("approve", SaidItemForm, items.approve_item, pgettext_lazy("button", "Approve"), _("Approved.")),
    "send-back": Act(
        "send_back", ItemReasonForm, items.send_back_item, pgettext_lazy("button", "Send back"), _("Sent back.")
    ),
    "reopen": Act("reopen", ItemReasonForm, items.reopen_item, pgettext_lazy("button", "Reopen"), _("Reopened.")),
    "bring-back": Act(
        "bring_back",
        ItemReasonForm,
        items.bring_back_item,
        pgettext_lazy("button", "Bring back"),
        _("It applies again."),
    ),
    "block": Act("block", BlockForm, items.block_item, _("Report a block"), _("The block is reported.")),
    "assign": Act("assign", AssignForm, lines.assign_item, _("Change owner"), _("The owner is changed.")),
    "set-due": Act("set_due", SetDueForm, lines.set_due, _("Adjust due date"), _("The due date is changed.")),
    "clear-due": Act(
        "set_due", ItemReasonForm, lines.clear_due, _("Back to the rule’s date"), _("The date follows its rule again.")
    ),
    "waive": Act("waive", WaiveForm, items.waive_item, pgettext_lazy("button", "Waive"), _("Waived.")),
    "comment": Act("comment", CommentForm, work.comment_on_item, _("Comment"), _("Comment added.")),
}
