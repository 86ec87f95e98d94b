"""Known-bad code: every sweep inserts what it finds, also beside another one, and no key tells what is known already.

It reads the news from the beginning each time, as a program does that trusts a beat to be alone.
"""

from __future__ import annotations

from tests.faults.app import app


@app.task(name="tests.sweep_without_keys", queue="sweep")
def sweep_without_keys() -> None:
    from django.db import transaction
    from django.utils import timezone

    from notifications.services import bundling, events

    events._INSERT = events._INSERT.replace("ON CONFLICT (dedupe_key) DO NOTHING", "")
    events._move_cursors = lambda _events: None
    with transaction.atomic():
        events.tell_events(timezone.now())
        bundling.bundle(timezone.now())


app.conf.beat_schedule["sweep"]["task"] = "tests.sweep_without_keys"
