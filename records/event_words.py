"""Events of records, handovers, requests and surprises in words, by noun."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

EVENT_WORDS: dict[str, Any] = {
    "record_written": _("Record filed"),
    "record_corrected": _("Record corrected"),
    "record_lines_added": _("Lines added to the record"),
    "position_confirmed": _("Position confirmed"),
    "position_disputed": _("Position disputed"),
    "resolution_settled": _("Decision carried out"),
    "question_answered": _("Open question answered"),
    "handover_sent": _("Handed over"),
    "handover_withdrawn": _("Handover withdrawn"),
    "receipt_opened": _("Handover opened"),
    "receipt_accepted": _("Handover accepted"),
    "receipt_sent_back": _("Handover sent back"),
    "receipt_passed_on": _("Handover passed on"),
    "brief_filled": _("Draft filled from the launch"),
    "brief_line_written": _("Line of the brief written"),
    "brief_line_moved": _("Line of the brief moved"),
    "brief_line_left_out": _("Line of the brief left out"),
    "brief_line_taken_in": _("Line of the brief taken in"),
    "brief_line_removed": _("Line of the brief deleted"),
    "brief_readers_changed": _("Readers of the brief changed"),
    "request_filed": _("Request filed"),
    "request_changed": _("Request put right"),
    "request_triaged": _("Request looked at"),
    "request_declined": _("Request declined"),
    "request_reopened": _("Request opened again"),
    "request_option_added": _("Option added"),
    "request_option_changed": _("Option changed"),
    "request_option_removed": _("Option removed"),
    "request_option_chosen": _("Option chosen"),
    "request_voted": _("Voted on the priority"),
    "request_agreed": _("Priority agreed"),
    "request_promised": _("Date promised"),
    "request_promise_moved": _("Promised date moved"),
    "request_noted": _("Progress written"),
    "request_delivered": _("Request delivered"),
    "request_checked": _("Follow-up check done"),
    "request_item_made": _("Made an item of a launch"),
    "request_proposed": _("Request proposed for a template"),
    "surprise_reported": _("Surprise reported"),
    "surprise_changed": _("Report corrected"),
    "surprise_inquiries_counted": _("Inquiries added"),
    "surprise_department_named": _("Department named"),
    "surprise_answered": _("Position of the department given"),
    "surprise_linked": _("Launch and item linked"),
    "surprise_exempted": _("Owed no notice"),
    "surprise_counted_again": _("Owed notice after all"),
    "surprise_proposed": _("Proposed for the template"),
    "surprise_settled": _("Settled"),
    "surprise_reopened": _("Opened again"),
    "feed_made": _("Calendar link made"),
    "feed_revoked": _("Calendar link revoked"),
}
# Kinds of `Entry.target`, and the page of the thing.
EVENT_PAGES = {
    "record": "records:record-detail",
    "handover": "records:handover-detail",
    "request": "records:request-detail",
    "surprise": "records:surprise-detail",
}
