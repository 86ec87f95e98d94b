"""F8: the mail server refuses, hangs, says later or never, or hangs up after it took a mail."""

from __future__ import annotations

import math
import time
from collections import Counter
from pathlib import Path

import pytest
from django.db.models import F

from notifications.models import DeliveryAttempt, Message, Notification

from . import crowd
from .figures import record
from .gate import Gate
from .sizes import size
from .stack import Stack, wait_until

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

# What the mail server does, by the name in the address (see `sink`), and how the tries must end.
ENDS = {
    "person": "accepted",
    "grey2": "transient transient accepted",
    "busy1": "transient accepted",
    "hang1": "unknown accepted",
    "drop1": "unknown accepted",
    "unknown": "permanent",
    "refused1": "permanent",
}
FOR_GOOD = ("unknown", "refused1")


def test_each_answer_of_the_mail_server_is_understood(tmp_path: Path) -> None:
    each = size(50, 2)
    told = {name: crowd.people(each, name) for name in ENDS}
    everyone = [person for people in told.values() for person in people]
    crowd.launches(everyone)
    with Gate() as gate, Stack(tmp_path, mail_port=gate.port, clock_shifts=(), OUTBOUND_ALLOW_LOCAL="1") as stack:
        gate.shut()
        gate.target = stack.port
        slack = stack.start_receiver()
        stack.start_with_beat()
        # Not chosen for reminders and notices, so it is used only when the mail fails.
        fallbacks = [crowd.hook(person, f"{slack}/ok?n={person.pk}", carries=["reports"]) for person in told["unknown"]]
        wait_until(lambda: Message.objects.exclude(answer="").count() >= len(everyone), 60)
        while_refused = DeliveryAttempt.objects.count()
        gate.open()
        wait_until(lambda: crowd.hurry() or (stack.accepted() and crowd.nothing_waits()), 90)
        wait_until(lambda: _seconds_until_the_planner_knew() < math.inf, 90)
        copies = Counter(reference for reference, *_ in stack.copies())
        unmarked = Counter(reference for reference, is_marked, _ in stack.copies() if not is_marked)
        posted = len(stack.posts())
    table = {name: Counter(_ends(person.pk) for person in people) for name, people in told.items()}
    for name, ends in table.items():
        print(f"  {name:10} {ends}")
    lost = [person for name in ENDS if name not in FOR_GOOD for person in told[name] if not copies[_mail(person.pk)]]
    failures = Notification.objects.filter(topic="delivery_failed", recipient=crowd.planner()).select_related(
        "recipient"
    )
    minutes = _seconds_until_the_planner_knew()
    figures = {
        "attempts_while_refused": while_refused,
        "lost": len(lost),
        "extra": sum(copies.values()) - len(copies),
        "unmarked_extra": sum(n - 1 for n in unmarked.values()),
        "failed": Message.objects.filter(state="failed").count(),
        "planner_told_of": failures.count(),
        "planner_told_within_s": minutes,
        "fallbacks": posted,
    }
    record("F8", "SMTP refuses, 4xx, 5xx, hangs, drops after DATA", len(everyone), **figures)
    assert {name: set(ends) for name, ends in table.items()} == {name: {ends} for name, ends in ENDS.items()}
    assert (while_refused, lost, figures["unmarked_extra"]) == (0, [], 0)
    assert figures["extra"] == each, "one for each mail that was taken and not confirmed"
    assert figures["failed"] == figures["planner_told_of"] == len(FOR_GOOD) * each
    assert posted == len(fallbacks)


def _mails(person_id: int):  # type: ignore[no-untyped-def]
    return Message.objects.filter(recipient=person_id, destination=None, fallback_of=None).exclude(state="superseded")


def _mail(person_id: int) -> str:
    return _mails(person_id).get().reference


def _ends(person_id: int) -> str:
    return " ".join(DeliveryAttempt.objects.filter(message__in=_mails(person_id)).values_list("outcome", flat=True))


def _seconds_until_the_planner_knew() -> float:
    """From the failure of a message to the mail about it; the longest, or without end when there is none."""
    waits = []
    for notice in Notification.objects.filter(topic="delivery_failed", recipient=crowd.planner()):
        line = notice.lines.filter(message__accepted_at__isnull=False).select_related("message").first()
        waits.append((line.message.accepted_at - notice.created_at).total_seconds() if line else math.inf)
    return max(waits, default=math.inf)


def test_a_mail_server_that_hangs_delays_no_other_channel(tmp_path: Path) -> None:
    people, seconds = size((300, 60.0), (12, 3.0))
    with Gate() as gate, Stack(tmp_path, mail_port=gate.port, clock_shifts=(), OUTBOUND_ALLOW_LOCAL="1") as stack:
        gate.target = stack.port
        url = stack.start_receiver()
        stack.start_as_in_production()
        before = _posted(url, people)
        gate.freeze()
        meanwhile = _posted(url, people)
        time.sleep(seconds)
        mails = stack.accepted()
        gate.open()
        wait_until(lambda: crowd.hurry() or crowd.nothing_waits(), 90)
        copies = {reference for reference, *_ in stack.copies()}
        wanted = {m.reference for m in Message.objects.filter(destination=None).exclude(state="superseded")}
    figures = {"p99_before_s": before, "p99_meanwhile_s": meanwhile, "lost_mails": len(wanted - copies)}
    record("F8", "Slack while SMTP hangs", people, **figures)
    assert mails < 2 * people, "the mail server did not hang"
    assert meanwhile <= max(2 * before, before + 2)
    assert wanted <= copies


def _posted(url: str, count: int) -> float:
    """Tell so many people something on Slack and by mail; the p99 of the seconds until Slack had taken it."""
    told = crowd.people(count)
    for person in told:
        crowd.hook(person, f"{url}/ok?n={person.pk}")
    crowd.launches(told)
    posts = Message.objects.filter(recipient__in=told, channel="slack")
    wait_until(lambda: posts.filter(state="accepted").count() == count, 60)
    waits = sorted(posts.annotate(dwell=F("accepted_at") - F("due_at")).values_list("dwell", flat=True))
    assert len(waits) == count
    return waits[-1 - count // 100].total_seconds()
