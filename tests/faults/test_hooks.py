"""F9: what Slack, Teams or a webhook can answer besides "ok", and at what pace they are spoken to."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from notifications.models import Channel, DeliveryAttempt, Destination, Message, Notification
from notifications.services import deliver_due, sweep
from notifications.services.destinations import disable_destination

from . import crowd
from .figures import record
from .sizes import size
from .stack import Stack, wait_until

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

CHANNELS = ("slack", "teams", "webhook")
WAIT = 3  # seconds that a receiver asks for
HANGS = " ".join(["unknown"] * 5)
# What the receiver does, by path (see `tests.receiver`), and how the tries must end.
ENDS = {
    "/ok?": "accepted",
    f"/status/429?after={WAIT}&times=2&": "transient transient accepted",
    "/status/500?times=1&": "transient accepted",
    "/hang?": HANGS,
    "/redirect?": "permanent",
    "/gone?": "permanent",
}


def test_each_answer_of_a_receiver_is_understood(tmp_path: Path) -> None:
    each = size(20, 1)
    with Stack(tmp_path, clock_shifts=(), OUTBOUND_ALLOW_LOCAL="1") as stack:
        url = stack.start_receiver()
        stack.start_with_beat()
        hooks: dict[str, list[Destination]] = defaultdict(list)
        for path in [*ENDS, "/slack-invalid?"]:
            for channel in CHANNELS if path in ENDS else ("slack",):
                for person in crowd.people(each):
                    hooks[path].append(crowd.hook(person, f"{url}{path}n={person.pk}", channel))
        everyone = [hook.user for of_path in hooks.values() for hook in of_path if hook.user]
        crowd.launches(everyone)
        crowd.launches(everyone)  # two messages for each address, if they are not bundled
        [person] = crowd.people(1)
        paced = crowd.hook(person, f"{url}/ok?paced")
        _tests(person, paced, tests := size(60, 4))
        wait_until(lambda: crowd.hurry() or (stack.accepted() and crowd.nothing_waits()), size(240, 60))
        gone = [hook.user for hook in hooks["/gone?"] if hook.user]
        seen = len(stack.posts())
        crowd.launches(gone)
        wait_until(lambda: crowd.everybody_has_a_message(gone) and crowd.nothing_waits(), 20)
        posts, later = stack.posts(), stack.posts()[seen:]
    table = {path: {_ends(hook) for hook in of_path} for path, of_path in hooks.items()}
    for path, ends in table.items():
        print(f"  {path:32} {sorted(ends)}")
    gaps, pace = _gaps(posts, "/status/429"), _gaps(posts, "/ok?paced")
    figures = {
        "early_retries": sum(gap < WAIT for gap in gaps),
        "closer_than_a_second": sum(gap < 1 for gap in pace),
        "redirects_followed": sum(post["path"] == "/ok" for post in posts),
        "deliveries_after_410": sum(post["path"].startswith("/gone") for post in later),
        "owners_told_of_410": Notification.objects.filter(topic="channel_gone", recipient__in=gone).count(),
    }
    record("F9", "429, 500, hang, 302, 410, 200 with an error", len(everyone), **figures)
    assert {path: ends for path, ends in table.items() if path in ENDS} == {path: {ends} for path, ends in ENDS.items()}
    assert "accepted" not in " ".join(table["/slack-invalid?"])
    assert figures.pop("owners_told_of_410") == len(gone)
    assert set(figures.values()) == {0}
    assert (len(gaps), len(pace)) == (2 * each * len(CHANNELS), tests - 1)
    assert not Destination.objects.active().filter(pk__in=[hook.pk for hook in hooks["/gone?"]]).exists()
    assert Destination.objects.exclude(disabled_at=None).count() == len(gone)


def _ends(hook: Destination) -> str:
    """The outcomes of the first message that went there."""
    first = Message.objects.filter(destination=hook).exclude(state="superseded").order_by("pk").first()
    return " ".join(DeliveryAttempt.objects.filter(message=first).values_list("outcome", flat=True))


def _gaps(posts: list[dict[str, Any]], path: str) -> list[float]:
    """Seconds between two posts to one address."""
    arrivals: dict[str, list[float]] = defaultdict(list)
    for post in posts:
        if post["path"].startswith(path):
            arrivals[post["path"]].append(post["at"])
    return [after - before for times in arrivals.values() for before, after in pairwise(times)]


def _tests(person: User, hook: Destination, count: int) -> None:
    """Messages that cannot be merged into one."""
    values = {
        "recipient": person,
        "destination": hook,
        "channel": hook.channel,
        "kind": "test",
        "due_at": timezone.now(),
    }
    Message.objects.bulk_create(Message(window=f"test:{n}", **values) for n in range(count))


def test_what_waits_for_an_address_that_was_switched_off_goes_another_way() -> None:
    [person] = crowd.people(1)
    hook = crowd.hook(person, "http://127.0.0.1:9/ok")
    crowd.launches([person])
    sweep()
    assert Message.objects.filter(destination=hook, state="due").count() == 1
    disable_destination(hook.pk, by=person, reason="다른 방으로 옮김")
    sweep()
    deliver_due(Channel(hook.channel))
    left = Message.objects.filter(destination=hook, state__in=["due", "leased"]).count()
    record("F9", "switched off while a message waits", 1, stuck=left)
    assert left == 0
