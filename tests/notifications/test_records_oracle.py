"""The ladder of what is owed outside the checklist, beside a plain reading of the rules; and its size."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from accounts.calendars import Calendar
from accounts.models import User
from accounts.workdays import calendars
from ledger.services import Entry, append, company_stream
from notifications.ladder import DEFAULT_LADDER, Audience, windows
from notifications.models import Notification
from notifications.services import skip_history, sweep
from records.models import Handover, HandoverVersion, OpenQuestion, Owed, Receipt, Record, RecordRevision, Request
from tests import factories
from tests.conftest import NOW, TODAY

pytestmark = pytest.mark.django_db


def reminders(**filters):
    return Notification.objects.filter(kind="reminder", thing_id__isnull=False, **filters)


def topics(person):
    return sorted(reminders(recipient=person).values_list("topic", flat=True))


def _question(record: Record, owner: User, due_on: date) -> OpenQuestion:
    return OpenQuestion.objects.create(record=record, words="누가 안내하나", owner=owner, due_on=due_on)


def _record(by: User) -> Record:
    record = Record.objects.create(stream=company_stream(), created_by=by)
    record.current = RecordRevision.objects.create(
        record=record, number=1, kind="meeting", title="회의", held_at=NOW, written_by=by
    )
    record.save()
    return record


def test_another_day_makes_new_reminders_and_supersedes_the_old(people, today):
    question = _question(_record(people.planner), people.marketer, TODAY)
    sweep()
    assert topics(people.marketer) == ["D-day"]
    OpenQuestion.objects.filter(pk=question.pk).update(due_on=date(2026, 11, 26))
    append(company_stream().pk, [Entry("preferences_saved", f"user:{people.planner.pk}")], by=people.planner)
    sweep()
    assert [(one.topic, one.state) for one in reminders(recipient=people.marketer).order_by("pk")] == [
        ("D-day", "superseded"),
        ("D-1", "open"),
    ]


def _expected(owed: Owed, today: date, known: dict[int | None, Calendar]) -> set[tuple[str, str, str]]:
    """Who should have been told of it on a day, worked out one by one: (key, step, name)."""
    step = next(
        (w.step for w in windows(today, known[owed.department_id], [s for s in DEFAULT_LADDER if not s.blockers_only])
         if w.due_from <= owed.due_on <= w.due_to), None
    )  # fmt: skip
    if step is None:
        return set()
    leads = {lead.name for lead in User.objects.leads_of(owed.department_id)}
    told: set[str] = set()
    if Audience.OWNER in step.audience:
        told |= {owed.person.name} if owed.person and owed.person.is_active else leads
    if Audience.LEAD in step.audience:
        told |= leads
    if Audience.PLANNER in step.audience and owed.project:
        told.add(owed.project.planner.name)
    return {(owed.key, step.key, name) for name in told}


def test_the_sweep_says_what_a_plain_reading_of_the_rules_says(launch, people):
    """Oracle: every kind of thing, with and without a launch, due on 40 days around today."""
    record = _record(people.planner)
    inside = _record(people.planner)
    inside.project, inside.stream = launch, launch.stream
    inside.save()
    filed = {"stream": launch.stream, "project": launch, "created_by": people.planner}
    handover = Handover.objects.create(kind="screen", title="화면", **filed)
    version = HandoverVersion.objects.create(handover=handover, number=1, body="화면", sent_by=people.planner)
    members = [factories.user(department=people.sales) for _ in range(40)]
    for offset, member in enumerate(members):
        day = TODAY + timedelta(days=offset - 20)
        _question(record if offset % 2 else inside, people.marketer if offset % 3 else people.salesperson, day)
        Receipt.objects.create(handed=version, department=people.sales, person=member, due_on=day)
        Request.objects.create(title="요청", said="안 된다", department=people.cx, state="agreed", owner=member,
                               owner_department=people.sales, promised_on=day, **filed)  # fmt: skip
    User.objects.filter(pk__in=[member.pk for member in members[::5]]).update(is_active=False)
    sweep()
    found = {
        (f"{one.thing_kind}:{one.thing_id}", one.topic, one.recipient.name)
        for one in reminders().select_related("recipient")
    }
    known = calendars()
    owed = Owed.objects.select_related("person", "project__planner")
    assert found == set().union(*(_expected(one, TODAY, known) for one in owed))
    assert len(found) > 100


@pytest.mark.parametrize("many", [1, 2000])
def test_one_statement_for_any_number_of_receipts(many, launch, people, django_assert_max_num_queries):
    filed = {"stream": launch.stream, "project": launch, "created_by": people.planner}
    handover = Handover.objects.create(kind="screen", title="화면", **filed)
    versions = HandoverVersion.objects.bulk_create(
        [HandoverVersion(handover=handover, number=n + 1, sent_by=people.planner) for n in range(many)]
    )
    Receipt.objects.bulk_create(
        [Receipt(handed=one, department=people.sales, person=people.salesperson, due_on=TODAY) for one in versions]
    )
    skip_history()
    with django_assert_max_num_queries(50) as queries:
        sweep()
    assert reminders(recipient=people.salesperson).count() == many
    assert len([query for query in queries if "records_owed" in query["sql"] and "INSERT" in query["sql"]]) == 1
