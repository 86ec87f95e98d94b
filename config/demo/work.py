"""One launch of the story: it is started, and then its lines are worked on near their dates, but for what is told
otherwise: lines left open, lines that were late, and whatever a chapter does by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from accounts.models import Role, User
from checklists.models import Approval, EvidenceKind, TemplateVersion
from projects.models import OPEN_STATUSES, Item, Project, Status
from projects.services.items import approve_item, complete_item, start_item
from projects.services.launches import Draft, start_launch
from projects.services.work import add_evidence, verify_scenario

from .evidence import EVIDENCE, link
from .story import SEOUL, Story

CREATION = UUID("6f6d6a3e-5f0a-4c39-9d0b-6c61756e6368")
HOURS = ("10:10", "11:30", "14:20", "15:40", "16:50")
REVIEW = timedelta(minutes=35)
END_OF_DAY = 18


def draft(
    story: Story,
    template: str,
    name: str,
    launch_on: date,
    start_on: date,
    planner: str,
    answers: Mapping[str, Any],
    owners: Mapping[str, str],
    late_reason: str = "",
) -> Draft:
    """A launch that CX was told of on the day it is started; people are given by their keys in the company."""
    company = story.company
    return Draft(
        name=name,
        version_id=TemplateVersion.objects.current().get(template__slug=template).pk,
        launch_on=launch_on,
        announced_on=start_on,
        planner_id=company[planner].pk,
        answers=answers,
        owners={key: company[person].pk for key, person in owners.items()},
        late_reason=late_reason,
        opened_to_ids=[company.departments["centre"].pk],
        creation_key=uuid5(CREATION, name),
    )


@dataclass
class Launch:
    """`left` are keys of lines nobody ticks, `slipped` says how many open days after its date a line was ticked.

    Scenes are told in open days from `counts_from`, which is today unless given. In a quiet launch nothing happens but
    what its chapter tells. `given` is what is handed in for a line, where EVIDENCE does not say it.
    """

    story: Story
    draft: Draft
    planner: str
    left: frozenset[str] = frozenset()
    slipped: Mapping[str, int] = field(default_factory=dict)
    counts_from: date | None = None
    is_quiet: bool = False
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def project(self) -> Project:
        return Project.objects.get(name=self.draft.name)

    def item(self, key: str) -> Item:
        lines = Item.objects.filter(project__name=self.draft.name)
        return lines.select_related("owner", "department").get(key=key)

    def begin(self, day: date, at: str) -> None:
        self.story.on(day, at, self._start)

    def on(self, n: int, at: str, deed: Callable[[], object]) -> None:
        self.story.on(self.story.calendar.shift(self.counts_from or self.story.today, n), at, deed)

    def scene(self, n: int, at: str, service: Callable[..., object], key: str, *, by: str, **fields: Any) -> None:
        """One person does one thing to one line."""
        self.on(n, at, lambda: service(self.item(key).pk, by=self.story.company[by], **fields))

    def _start(self) -> None:
        start_launch(self.draft, by=self.story.company[self.planner])
        finished: dict[int, datetime] = {}
        for item in self._in_order():
            if item.key not in self.left and not self.is_quiet:
                finished[item.pk] = self._schedule(item, finished)

    def _in_order(self) -> list[Item]:
        """Lines after those they wait for."""
        items = list(self.project.items.select_related("owner").prefetch_related("waits").order_by("due_on", "order"))
        done: set[int] = set()
        ordered: list[Item] = []
        while items:
            for item in items:
                if all(wait.predecessor_id in done for wait in item.waits.all()):
                    break
            items.remove(item)
            done.add(item.pk)
            ordered.append(item)
        return ordered

    def _schedule(self, item: Item, finished: Mapping[int, datetime]) -> datetime:
        """Plan the work on a line: near its date, after what it waits for; returns when it will be done."""
        story, number = self.story, int("".join(filter(str.isdigit, item.key)))
        shift = self.slipped.get(item.key, -(number % 3) if item.offset < 0 else 0)
        day, hour = story.calendar.shift(item.due_on, shift), time.fromisoformat(HOURS[number % len(HOURS)])
        waits = [finished[wait.predecessor_id] + REVIEW for wait in item.waits.all() if wait.predecessor_id in finished]
        at = self._after(max(datetime.combine(day, hour, SEOUL), story.clock.moment + timedelta(hours=2), *waits))
        day_before = story.calendar.shift(at.date(), -1)
        if number % 4 == 1 and day_before > story.clock.moment.date():
            story.on(day_before, at.time(), lambda: self._begin_work(item))
        story.on(at.date(), at.time(), lambda: self._finish(item))
        if item.approval == Approval.NONE:
            return at
        at = self._after(at + REVIEW)
        story.on(at.date(), at.time(), lambda: self._approve(item))
        return at

    def _after(self, moment: datetime) -> datetime:
        """The moment itself within working hours, else the next working morning."""
        day = moment.date()
        if moment.hour < END_OF_DAY and (self.story.calendar.is_open(day) or day == self.draft.launch_on):
            return moment
        return datetime.combine(self.story.calendar.shift(day, 1), time(), SEOUL) + timedelta(
            hours=9, minutes=30 + moment.minute // 3
        )

    def _begin_work(self, item: Item) -> None:
        now = self.item(item.key)
        if now.status == Status.TODO and not self._waits(now):
            start_item(item.pk, by=self.worker(now))

    def _finish(self, item: Item) -> None:
        """Verify, hand in, tick, unless a chapter did something else with the line or it waits for one left open."""
        now = self.item(item.key)
        if now.status in (Status.TODO, Status.DOING) and not self._waits(now):
            self._tick(now)

    def _waits(self, item: Item) -> bool:
        return item.waits.filter(predecessor__status__in=OPEN_STATUSES).exists()

    def finish(self, key: str) -> None:
        self._tick(self.item(key))

    def _tick(self, item: Item) -> None:
        by = self.worker(item)
        for scenario in item.scenarios.filter(verified_at=None):
            verify_scenario(scenario.pk, by=by, is_verified=True)
        self.hand_in(item, by)
        complete_item(item.pk, by=by)

    def hand_in(self, item: Item, by: User) -> None:
        given = self.given.get(item.key) or EVIDENCE.get(item.key, "")
        match item.evidence_kind:
            case EvidenceKind.LINK_OR_FILE:
                add_evidence(item.pk, by=by, url=link(item.project_id, item.key))
            case EvidenceKind.TEXT:
                add_evidence(item.pk, by=by, text=given or item.title)
            case EvidenceKind.NUMBER | EvidenceKind.SCORE:
                add_evidence(item.pk, by=by, number=Decimal(given or 0))

    def _approve(self, item: Item) -> None:
        now = self.item(item.key)
        if now.status == Status.IN_REVIEW:
            approve_item(item.pk, by=self._approver(now))

    def worker(self, item: Item) -> User:
        """Whoever owns the line; a planner on behalf when nobody does."""
        return item.owner or self.story.company[self.planner]

    def _approver(self, item: Item) -> User:
        leads = User.objects.leads_of(item.department_id)
        lead = (
            leads.filter(role=Role.LEAD).exclude(pk=item.owner_id or 0).first()
            if item.approval == Approval.DEPARTMENT
            else None
        )
        return lead or self.story.company["taeho" if self.planner == "seoyeon" else "seoyeon"]
