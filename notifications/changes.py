"""What changed between two readiness alerts of a launch: pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Data = Mapping[str, Any]


def since_last(before: Data | None, after: Data) -> dict[str, Any]:
    """From the `data` of the reader's last alert and of the new one; empty when there was none before.

    `ready` and `added` are lines as they stood in an alert (title, department …): no longer missing, and newly so.
    """
    if before is None or "missing_ids" not in before:
        return {}
    missing_before, missing_now = set(before.get("missing_ids", ())), set(after["missing_ids"])
    return {
        "told_at": before["told_at"],
        "tally": before["tally"],
        "ready": [line for line in before["missing"] if line["id"] not in missing_now],
        "added": [line for line in after["missing"] if line["id"] not in missing_before],
    }
