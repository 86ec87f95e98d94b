"""The main job, end to end: a launch from the library's template, six weeks of work, and who was told what and when.

Time moves day by day; the sweep and the delivery run at their hours, over real SMTP. What the database and the mail
server hold at the end is compared with an oracle that works out the same in another way. `pytest -s` prints the table.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from ledger.models import Event
from ledger.verification import verify
from notifications.models import Message, Notification
from notifications.services import deliver_due, sweep
from projects.models import Decision, Item
from tests.journeys.oracle import Line, Oracle, Person
from tests.journeys.story import BEGINS, ENDS, LAUNCH_ON, Launch
from tests.notifications.conftest import Sink, sink  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db(transaction=True)
SEOUL = ZoneInfo("Asia/Seoul")
DECISION_DAY = date(2026, 12, 7)
Mail = tuple[date, int, str, frozenset[int]]


def held_by(item) -> int | None:
    return item.blocked_by_user_id if item.status == "blocked" else None


class Told:
    """The story as it went: the launch, the oracle beside it, and the mail server."""

    def __init__(self, launch: Launch, sink: Sink) -> None:  # noqa: F811
        self.launch, self.sink = launch, sink
        self.people = [
            Person(user.pk, user.name, user.role, user.department.slug if user.department else "")
            for user in launch.company.people.values()
        ]
        self.oracle = Oracle(self.people, launch.planner.pk, LAUNCH_ON, frozenset({"centre"}))
        self.heard = 0
        self.mails: list[Mail] = []

    def tick(self) -> None:
        """One round of the workers, and of the oracle on the facts as they stand."""
        lines = [
            Line(i.pk, i.key, i.department.slug, i.owner_id, i.status, i.due_on, i.is_blocker, i.approval, held_by(i))
            for i in self.launch.project.items.select_related("department")
        ]
        events = list(Event.objects.filter(stream=self.launch.project.stream, seq__gt=self.heard).order_by("seq"))
        self.heard = events[-1].seq if events else self.heard
        now = timezone.localtime(timezone=SEOUL)
        self.oracle.tick(now, lines, events)
        sweep()
        deliver_due()
        self.mails += [self._read(mail, now.date()) for mail in self.sink.mails]
        self.sink.mails.clear()

    def _read(self, mail, day: date) -> Mail:
        message = Message.objects.select_related("recipient").get(pk=mail["X-Launch-Ready-Reference"].rsplit("-", 1)[1])
        assert mail["To"] == message.recipient.email
        kind = message.kind.replace("_", " ")
        if message.kind == "alert":
            kind = f"alert {message.lines.get().notification.topic}"
        links = re.findall(r"/launches/\d+/items/(\d+)/", mail.get_body(("plain",)).get_content())
        return day, message.recipient_id, kind, frozenset(map(int, links))


@pytest.fixture
def told(sink: Sink) -> Iterator[Told]:  # noqa: F811
    """Six weeks and a half: the workers at 9:00 and after the day's work, every day of the week."""
    with time_machine.travel(datetime.combine(BEGINS, time(10), SEOUL), tick=False) as traveller:
        story = Told(Launch(), sink)
        for days in range((ENDS - BEGINS).days + 1):
            day = BEGINS + timedelta(days=days)
            if day > BEGINS:
                traveller.move_to(datetime.combine(day, time(9), SEOUL))
                story.tick()
            traveller.move_to(datetime.combine(day, time(14), SEOUL))
            if day.weekday() < 5:
                story.launch.work_on(day)
            if day == DECISION_DAY:
                story.launch.decide()
            traveller.move_to(datetime.combine(day, time(14, 5), SEOUL))
            story.tick()
        yield story


def test_everyone_is_told_exactly_what_the_ladder_owes(told: Told) -> None:
    print_table(told)
    reminders = Notification.objects.filter(kind="reminder").values_list(
        "created_at", "recipient_id", "topic", "item_id"
    )
    found = Counter((timezone.localtime(at, SEOUL).date(), *rest) for at, *rest in reminders)
    assert found == Counter(told.oracle.reminders)
    assert Counter(told.mails) == Counter(told.oracle.mails)
    assert set(Message.objects.values_list("state", "attempts")) == {("accepted", 1)}
    before = len(told.mails)
    told.tick()
    assert len(told.mails) == before, "another round adds nothing"
    check_alerts(told)
    check_decision(told)
    assert verify().faults == []


def check_alerts(told: Told) -> None:
    """The contact centre's lead heard of every day that counts, and when the launch turned red."""
    lead = told.launch.company["eunbi"].pk
    alerts = [kind for _day, who, kind, _lines in sorted(told.mails, key=lambda mail: mail[0]) if who == lead]
    alerts = [kind for kind in alerts if kind.startswith("alert")]
    assert [kind for kind in alerts if kind != "alert red"] == ["alert D-14", "alert D-7", "alert D-3", "alert D-1"]
    assert "alert red" in alerts


def check_decision(told: Told) -> None:
    decision = Decision.objects.get(project=told.launch.project)
    assert decision.verdict == "conditional_go"
    accepted = {
        c.item.key: c.follow_up.due_on.isoformat() for c in decision.conditions.select_related("item", "follow_up")
    }
    assert accepted == {"P33": "2026-12-11", "P46": "2026-12-15"}
    assert set(Item.objects.filter(follows_up__isnull=False).values_list("status", flat=True)) == {"done"}


def print_table(told: Told) -> None:
    """day × person × message, with the steps that made it and the lines it links to."""
    keys = dict(told.launch.project.items.values_list("pk", "key"))
    names = {person.pk: person.name for person in told.people}
    steps: dict[tuple[date, int], list[str]] = {}
    for day, who, step, line in told.oracle.reminders:
        steps.setdefault((day, who), []).append(f"{keys[line]} {step}")
    print(f"\n{'day':<11} {'D-day':<6} {'person':<11} {'message':<11} owed of the ladder that day | lines shown")
    for day, who, kind, lines in sorted(told.mails, key=lambda mail: (mail[0], names[mail[1]], mail[2])):
        left = (LAUNCH_ON - day).days
        counter = f"D-{left}" if left > 0 else "D-Day" if left == 0 else f"D+{-left}"
        owed = ", ".join(sorted(steps.get((day, who), []))) if kind == "digest" else ""
        print(f"{day} {counter:<6} {names[who]:<11} {kind:<11} {owed} | {' '.join(sorted(keys[pk] for pk in lines))}")
    kinds = Counter(kind.split()[0] for _day, _who, kind, _lines in told.mails)
    print(f"{len(told.mails)} mails ({dict(kinds)}), {len(told.oracle.reminders)} reminders, {len(names)} people")
