"""What can happen to three launches and their people, one deed at a time, with mails really handed over.

A deed goes through the services. What the machine is told to do and cannot (a ticked line is reassigned, a launch has
ended) is refused by them and counts as nothing done. A killed worker is one that never writes down the answer it got.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import time_machine
from django.apps import apps
from django.db import connection

from accounts.errors import Refusal
from accounts.models import Role, User
from notifications.services import deliver_due, sweep
from projects.models import Item, Project
from projects.services.items import complete_item, reopen_item
from projects.services.launches import cancel_launch, move_launch
from projects.services.lines import assign_item
from tests import factories
from tests.conftest import NOW
from tests.notifications.conftest import Sink
from tests.simultaneously import simultaneously

OPENING = 3  # launches at once
KEYS = ("A", "B", "C", "D")
DATES = ("D-20 business", "D-7 business", "D-3 business", "D-1 business")


@dataclass
class Life:
    """`events` counts the acknowledged changes, by verb; `is_swept` says that nothing changed since a sweep."""

    sink: Sink
    now: datetime = NOW
    events: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    killed: Counter[str] = field(default_factory=Counter)
    is_swept: bool = False
    checked: int = 0

    def __post_init__(self) -> None:
        self.sink.mails.clear()
        self.clock = time_machine.travel(self.now, tick=True)
        self.traveller = self.clock.start()
        sales = factories.department("sales")
        centre = factories.centre()
        self.planner = factories.planner()
        self.lead = factories.user(Role.LEAD, department=sales)
        factories.user(Role.PARTNER_LEAD, department=centre)
        self.people = [factories.user(department=sales) for _ in range(2)]
        owners = dict(zip(KEYS, itertools.cycle(person.pk for person in self.people), strict=False))
        lines = [
            factories.line(key, due, department=sales, is_blocker=key == "C")
            for key, due in zip(KEYS, DATES, strict=True)
        ]
        version = factories.template(lines, by=self.planner)
        self.begin = lambda days: factories.project(
            version,
            by=self.planner,
            launch_on=(self.now + timedelta(days=days)).date(),
            announced_on=self.now.date(),
            owners=owners,
            opened_to_ids=[centre.pk],
        )
        for days in (4, 14, 30):
            self.begin(days)

    def end(self) -> None:
        self.clock.stop()
        models = (model for model in apps.get_models(include_auto_created=True) if model._meta.managed)
        tables = ", ".join(model._meta.db_table for model in models)
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")

    def running(self) -> list[Project]:
        return list(Project.objects.running().order_by("pk"))

    def line(self, launch: int, line: int) -> Item:
        running = self.running()
        return running[launch % len(running)].items.get(key=KEYS[line])

    def tick(self, launch: int, line: int, by: str) -> None:
        item = self.line(launch, line)
        who = {"owner": item.owner or self.lead, "lead": self.lead, "planner": self.planner}[by]
        self._change("item_done", item.is_open, lambda: complete_item(item.pk, by=who))

    def untick(self, launch: int, line: int) -> None:
        item = self.line(launch, line)
        self._change("item_reopened", not item.is_open, lambda: reopen_item(item.pk, by=self.planner, reason="다시"))

    def move(self, launch: int, days: int) -> None:
        running = self.running()
        project = running[launch % len(running)]
        day = project.launch_on + timedelta(days=days)
        is_new = day != project.launch_on
        self._change("launch_moved", is_new, lambda: move_launch(project.pk, day, by=self.planner, reason="조정"))

    def reassign(self, launch: int, line: int, to: int) -> None:
        item = self.line(launch, line)
        owner = [None, *self.people][to]
        owner_id = owner.pk if isinstance(owner, User) else None
        is_new = item.is_open and item.owner_id != owner_id
        self._change("item_assigned", is_new, lambda: assign_item(item.pk, by=self.planner, owner_id=owner_id))

    def cancel(self, launch: int) -> None:
        running = self.running()
        project = running[launch % len(running)]
        self._change("launch_cancelled", True, lambda: cancel_launch(project.pk, by=self.planner, reason="무산"))

    def start(self) -> None:
        self._change("launch_started", True, lambda: self.begin(14))

    def _change(self, verb: str, is_change: bool, deed: Callable[[], object]) -> None:
        """`is_change` is what we expect of it: a service that refuses a change, or makes one of nothing, shows up."""
        self.is_swept = False
        try:
            deed()
        except Refusal:
            self.counts["refused"] += 1
            return
        self.events[verb] += is_change
        self.counts["changes"] += is_change

    def pass_time(self, hours: float) -> None:
        self.now += timedelta(hours=hours)
        self.traveller.move_to(self.now)
        sweep(self.now)
        self.is_swept = True

    def sweep_twice(self) -> None:
        sweep(self.now)
        again = sweep(self.now)
        assert (again.notices, again.reminders, again.alerts, again.messages) == (0, 0, 0, 0), again
        self.is_swept = True

    def kill(self, arrives: bool) -> None:
        """A worker dies while it waits for the server's answer; the mail has arrived or not. Its lease runs out."""
        before = len(self.sink.mails)
        self._time_to_try()
        self.sink.answers = ["250 taken" if arrives else "451 nobody hears this"]
        self.sink.before_answer = self._die
        deliver_due(limit=1)
        self.sink.before_answer = lambda: None
        self.sink.answers = []
        self._run("UPDATE notifications_message SET lease_until = now() - interval '1 s' WHERE state = 'leased'")
        for mail in self.sink.mails[before:]:
            self.killed[mail["X-Launch-Ready-Reference"]] += 1
            self.counts["kills"] += 1

    def _die(self) -> None:
        """From here on nothing that the worker writes counts: its lease is another's, as after a kill and a restart."""
        sql = "UPDATE notifications_message SET lease_token = gen_random_uuid() WHERE state = 'leased'"
        simultaneously(lambda: self._run(sql))

    def redeliver(self, answers: list[str]) -> None:
        """`drop` takes the mail and breaks the connection, so that we never hear of it: as good as a kill."""
        before = len(self.sink.mails)
        self._time_to_try()
        self.sink.answers = list(answers)
        deliver_due()
        self.sink.answers = []
        for answer, mail in zip([a for a in answers if not a.startswith("4")], self.sink.mails[before:], strict=False):
            if answer == "drop":
                self.killed[mail["X-Launch-Ready-Reference"]] += 1
                self.counts["kills"] += 1

    def _time_to_try(self) -> None:
        self._run("UPDATE notifications_message SET next_try_at = now() WHERE state = 'due' AND next_try_at > now()")

    @staticmethod
    def _run(sql: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)
