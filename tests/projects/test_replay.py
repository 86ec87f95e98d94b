"""A launch as of a day, rebuilt from events: equal to what the rows said on that day, for any history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.db import transaction

from accounts.errors import Refusal
from checklists.models import Template
from checklists.services.publishing import publish_draft
from ledger.models import Event
from projects.models import Item, Project, Status
from projects.readiness import tally
from projects.replay import LaunchThen, LineThen, NotToldError, replay
from projects.services import gate, items, lines, work
from projects.services.answers import change_answers
from projects.services.launches import cancel_launch, move_launch
from projects.services.sync import Choice, newest_version, sync_preview, sync_projects
from projects.summaries import tally_of
from tests import factories
from tests.conftest import LAUNCH_ON, SEOUL, TODAY

DAYS = 40


def rows(project: Project) -> LaunchThen:
    """What the rows say now: the other side of the comparison."""
    project.refresh_from_db()
    found = project.items.select_related("section").order_by("pk")
    decided = project.decisions.order_by("-pk").first()
    return LaunchThen(
        launch_on=project.launch_on,
        template=str(project.template_version),
        notice_given=project.notice_given,
        answers=project.answers,
        lines={item.pk: line(item) for item in found},
        sign_offs={said.department_id: said.verdict for said in project.sign_offs.order_by("pk")},
        verdict=decided.verdict if decided else "",
        state="cancelled" if project.cancelled_at else "finished" if project.finished_at else "running",
    )


def line(item: Item) -> LineThen:
    reasons = {Status.BLOCKED: item.blocked_reason, Status.WAIVED: item.waive_reason}
    return LineThen(
        pk=item.pk,
        key=item.key,
        title=item.title,
        title_en=item.title_en,
        section=item.section.title,
        department=item.department_id,
        owner=item.owner_id,
        due_on=item.due_on,
        is_due_fixed=item.is_due_fixed,
        is_blocker=item.is_blocker,
        status=item.status,
        reason=reasons.get(Status(item.status), ""),
        verified=frozenset(item.scenarios.filter(verified_at__isnull=False).values_list("pk", flat=True)),
        evidence=frozenset(item.evidence.filter(withdrawn_at__isnull=True).values_list("pk", flat=True)),
        comments=item.comments.count(),
    )


def history_of(project: Project, day: date | None = None) -> list[Event]:
    """Its events up to the end of a day in Seoul."""
    events = Event.objects.filter(stream=project.stream_id).order_by("seq")
    if day:
        events = events.filter(at__lt=datetime.combine(day + timedelta(days=1), time(), SEOUL))
    return list(events)


def template_lines(people: SimpleNamespace, random: Random) -> list[dict[str, Any]]:
    """A version of the checklist: some lines are missing, some are another department's or under another section."""
    owners, first = (people.marketing, people.sales), random.choice(("준비", "준비 단계"))
    found = []
    for number in range(8):
        key = f"A{number}"
        if number and random.random() < 0.2:
            continue
        waits = [("A0", 2)] if number == 3 and random.random() < 0.7 else []
        found.append(
            factories.line(
                key,
                random.choice(("D-9 business", "D-5 business", "D-2", "D+3")),
                department=random.choice(owners),
                title=random.choice((f"항목 {key}", f"고친 항목 {key}")),
                section=first if number < 5 else "오픈",
                is_blocker=random.random() < 0.3,
                scenarios=["연결된다", "보인다"][: random.randrange(3)],
                approval=random.choice(("none", "department")),
                waits_for=waits,
                condition={"question": "gift", "is": True} if number == 5 else None,
            )
        )
    return found


QUESTION = [{"key": "gift", "text": "경품이 있습니까?", "kind": "yes_no"}]


class Life:
    """Things that people do to a launch, one at random at a time; what is refused did not happen."""

    def __init__(self, people: SimpleNamespace, random: Random) -> None:
        self.people, self.random = people, random
        version = factories.template(template_lines(people, random), by=people.planner, questions=QUESTION)
        self.project = factories.project(
            version,
            by=people.planner,
            launch_on=LAUNCH_ON,
            announced_on=TODAY,
            answers={"gift": random.random() < 0.5},
            owners={"A0": people.marketer.pk},
        )

    def day(self) -> None:
        for _ in range(self.random.randrange(12)):
            deed = self.random.choice(self.deeds())
            try:
                with transaction.atomic():
                    deed()
            except Refusal:
                continue

    def deeds(self) -> list[Callable[[], object]]:
        by, random = self.people.planner, self.random
        item: Item = random.choice(list(self.project.items.all()))
        pk, why = item.pk, random.choice(("답이 없음", "다시 확인"))
        soon = self.project.launch_on + timedelta(days=random.randrange(-9, 9))
        person = random.choice((None, self.people.marketer.pk, self.people.salesperson.pk))
        lead = self.people.marketing_lead
        evidence = item.evidence.filter(withdrawn_at__isnull=True).first()
        scenario = item.scenarios.order_by("?").first()
        return [
            lambda: items.start_item(pk, by=by),
            lambda: items.complete_item(pk, by=by),
            lambda: items.complete_item(pk, by=by),
            lambda: items.approve_item(pk, by=by),
            lambda: items.send_back_item(pk, by=by, reason=why),
            lambda: items.block_item(pk, by=by, reason=why),
            lambda: items.unblock_item(pk, by=by),
            lambda: items.reopen_item(pk, by=by, reason=why),
            lambda: items.bring_back_item(pk, by=by, reason=why),
            lambda: items.waive_item(pk, by=by, reason=why, fallback="수기", follow_up_on=date(2027, 3, 2)),
            lambda: lines.assign_item(pk, by=by, owner_id=person),
            lambda: lines.set_due(pk, by=by, due_on=soon, reason=why),
            lambda: lines.clear_due(pk, by=by, reason=why),
            lambda: lines.add_item(
                self.project.pk,
                by=by,
                section_id=item.section_id,
                title="더한 항목",
                department_id=item.department_id,
                due_on=soon,
                owner_id=person,
            ),
            lambda: work.comment_on_item(pk, by=by, body=why),
            lambda: work.add_evidence(pk, by=by, text=why),
            lambda: evidence and work.withdraw_evidence(evidence.pk, by=by),
            lambda: scenario and work.verify_scenario(scenario.pk, by=by, is_verified=random.random() < 0.8),
            lambda: scenario and work.verify_scenario(scenario.pk, by=by, is_verified=True),
            lambda: move_launch(self.project.pk, soon, by=by, reason=why),
            lambda: gate.sign_off(self.project.pk, lead.department_id, by=lead, verdict="approved"),
            lambda: gate.decide(self.project.pk, by=self.people.second_planner, verdict="no_go", note=why),
            self.conditional_go,
            self.answer,
            self.publish,
            self.sync,
            lambda: random.random() < 0.02 and cancel_launch(self.project.pk, by=by, reason=why),
        ]

    def answer(self) -> None:
        change_answers(self.project.pk, {"gift": self.random.random() < 0.5}, by=self.people.planner, reason="바뀜")

    def conditional_go(self) -> None:
        conditions = [
            gate.Condition(item.pk, self.people.marketer.pk, "대안 있음", "수기", self.project.launch_on)
            for item in gate.unmet_blockers(self.project)
        ]
        by = self.people.second_planner
        gate.decide(self.project.pk, by=by, verdict="conditional_go", conditions=conditions)

    def publish(self) -> None:
        template = Template.objects.get(pk=self.project.template_version.template_id)
        factories.fill(template, template_lines(self.people, self.random), by=self.people.planner, questions=QUESTION)
        publish_draft(template.pk, by=self.people.planner, note="고침")

    def sync(self) -> None:
        template_id, by = self.project.template_version.template_id, self.people.planner
        version = newest_version(template_id)
        for found in sync_preview(template_id, by=by):
            keys = [each.key for each in found.offered if self.random.random() < 0.8]
            choices = {self.project.pk: Choice(keys, found.project.version)}
            sync_projects(template_id, choices, by=by, number=version.number, tell=False)


@pytest.mark.parametrize("seed", range(1, 6))
@pytest.mark.django_db
def test_every_day_of_a_random_history_is_rebuilt_as_it_was(seed, people):
    recorded: dict[date, LaunchThen] = {}
    with time_machine.travel(datetime.combine(TODAY, time(9), SEOUL), tick=False) as clock:
        life = Life(people, Random(seed))  # noqa: S311 (a history, not a secret)
        for past in range(DAYS):
            clock.move_to(datetime.combine(TODAY + timedelta(days=past), time(9 + past % 14), SEOUL))
            life.project.refresh_from_db()
            life.day()
            recorded[TODAY + timedelta(days=past)] = rows(life.project)
        counted = tally_of(life.project, datetime.combine(max(recorded), time(23), SEOUL))
    for day, then in recorded.items():
        assert replay(history_of(life.project, day)) == then, day
    assert tally(then.lines.values(), max(recorded)) == counted
    assert len({str(then) for then in recorded.values()}) > DAYS / 2, "most days must differ"


def test_before_its_start_there_is_no_launch(launch):
    assert replay(history_of(launch, TODAY - timedelta(days=1))) is None


def test_a_start_that_does_not_carry_its_lines_cannot_be_rebuilt():
    old = SimpleNamespace(verb="launch_started", target="project:1", after={"items": 3}, before={}, reason="")
    with pytest.raises(NotToldError):
        replay([old])
