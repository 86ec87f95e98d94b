"""Answers to "what would happen": a launch not started, a D-day not moved."""

from __future__ import annotations

from typing import Any

from ..services.launches import MovePreview, Preview


def preview(found: Preview) -> dict[str, Any]:
    names = ("today", "answers_missing", "notice_owed", "notice_given", "earliest_launch_on", "launch_day_is_open")
    return {name: getattr(found, name) for name in (*names, "needs_reason")} | {
        "late": len(found.late),
        "unowned": len(found.unowned),
        "left_out": [{"key": item.key, "title": item.local_title} for item in found.left_out],
        "lines": [
            {
                "key": line.template_item.key,
                "title": line.template_item.local_title,
                "section": str(line.template_item.section),
                "department_id": line.template_item.department_id,
                "due_on": line.due.on,
                "owner_id": line.owner.pk if line.owner else None,
                "owner_from": line.owner_from,
                "is_late": line.is_late,
                "is_blocker": line.template_item.is_blocker,
                "scenarios": len(line.scenarios),
            }
            for line in found.lines
        ],
    }


def move_preview(found: MovePreview) -> dict[str, Any]:
    late = {change.item.pk for change in found.late}
    return {
        "launch_on": found.launch_on,
        "lines": [
            {
                "item_id": change.item.pk,
                "title": change.item.local_title,
                "before": change.before,
                "after": change.after,
                "is_late": change.item.pk in late,
            }
            for change in found.lines
        ],
        "fixed": [{"item_id": item.pk, "title": item.local_title, "due_on": item.due_on} for item in found.fixed],
        "late": len(late),
        "people": found.people,
        "notice_given": found.notice_given,
        "launch_day_is_open": found.launch_day_is_open,
    }
