"""A story: what was done at which moment, played in order through the services, with the sweep at work meanwhile."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.calendars import Calendar
from accounts.workdays import calendars
from notifications.models import Notification
from notifications.services import acknowledge_notification, mark_all_read, sweep

from .clock import Clock
from .company import Company

SEOUL = ZoneInfo("Asia/Seoul")
MORNING, EVENING = time(9, 5), time(17, 35)
DAYS_OF_WORKERS = 60  # before that only the deeds are told, so that old quarters cost nothing
READING, RECEIPTS = time(18, 10), time(9, 40)

Deed = Callable[[], object]


class Story:
    """Scenes may be added while it plays, as long as they come later. Days are counted in the company's open days."""

    def __init__(self, company: Company, clock: Clock, today: date) -> None:
        self.company, self.clock, self.today = company, clock, today
        self.calendar: Calendar = calendars()[None]
        self._scenes: list[tuple[datetime, int, Deed]] = []
        self._number = itertools.count()

    def day(self, n: int) -> date:
        """The n-th open day before today (n < 0)."""
        return self.calendar.shift(self.today, n)

    def on(self, day: date, at: str | time, deed: Deed) -> None:
        clock_time = time.fromisoformat(at) if isinstance(at, str) else at
        heapq.heappush(self._scenes, (datetime.combine(day, clock_time, SEOUL), next(self._number), deed))

    def play(self) -> None:
        """Everything that lies before today; what was planned for later has not happened."""
        end = datetime.combine(self.today, time(), SEOUL)
        first = max(self._scenes[0][0].date(), self.today - timedelta(days=DAYS_OF_WORKERS))
        for days in range((self.today - first).days):
            self._run_workers_on(first + timedelta(days=days))
        while self._scenes and self._scenes[0][0] < end:
            self.clock.moment, _, deed = heapq.heappop(self._scenes)
            deed()

    def _run_workers_on(self, day: date) -> None:
        """The sweep, and people reading what it brought. Of older days one round is enough to tell of."""
        self.on(day, MORNING, sweep)
        if self.calendar.is_open(day):
            if day >= self.day(-8):
                self.on(day, EVENING, sweep)
            self.on(day, RECEIPTS, self._confirm_alerts)
            if day != self.day(-1):  # what came on the last day is still unread
                self.on(day, READING, self._read)

    def _read(self) -> None:
        waiting = set(Notification.objects.unread().order_by().values_list("recipient_id", flat=True).distinct())
        for person in self.company.people.values():
            if person.pk in waiting:
                mark_all_read(by=person)

    def _confirm_alerts(self) -> None:
        """The contact centre's lead confirms what was received up to the day before."""
        lead = self.company["eunbi"]
        alerts = Notification.objects.open().filter(
            recipient=lead,
            kind=Notification.Kind.ALERT,
            acknowledged_at=None,
            created_at__lt=self.clock.moment - timedelta(hours=2),
        )
        for alert in alerts.order_by("pk"):
            acknowledge_notification(alert.pk, by=lead)
