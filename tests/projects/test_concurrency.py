"""Many hands at once: nothing is lost, nothing is written twice, nothing is mixed."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.errors import Refusal, Stale
from checklists.services.publishing import publish_draft
from ledger.models import Event
from ledger.verification import verify
from projects.models import Item, Project
from projects.services.items import complete_item, start_item
from projects.services.launches import Draft, move_launch, start_launch
from projects.services.lines import assign_item, set_due
from tests import factories
from tests.factories import item
from tests.simultaneously import simultaneously

pytestmark = pytest.mark.django_db(transaction=True)


def test_twenty_ticks_at_once_are_one_change_and_one_event(people: SimpleNamespace, launch: Project) -> None:
    line = item(launch, "A1")
    answers = simultaneously(*[lambda: complete_item(line.pk, by=people.marketer, version=1).version] * 20)
    assert answers == [2] * 20
    assert Event.objects.filter(verb="item_done").count() == 1


def test_of_two_editors_one_wins_and_the_other_is_told(people: SimpleNamespace, launch: Project) -> None:
    pairs, lost, told = 40, 0, 0
    line = item(launch, "S3")
    owners = [people.salesperson.pk, people.sales_lead.pk]
    for turn in range(pairs):
        line.refresh_from_db()
        owner, due_on = owners[turn % 2 - 1], date(2026, 12, 1 + turn % 20)
        Item.objects.filter(pk=line.pk).update(owner=owners[turn % 2], due_on=date(2026, 11, 30))
        answers = simultaneously(
            lambda owner=owner: assign_item(line.pk, by=people.planner, owner_id=owner, version=line.version),
            lambda due_on=due_on: set_due(
                line.pk, by=people.second_planner, due_on=due_on, reason="조정", version=line.version
            ),
        )
        now = item(launch, "S3")
        written = [not isinstance(answer, Exception) for answer in answers]
        told += sum(isinstance(answer, Stale) for answer in answers)
        lost += written != [now.owner_id == owner, now.due_on == due_on]
    print(f"{pairs} pairs: {told} told, {lost} lost")
    assert (told, lost) == (pairs, 0)


def test_a_move_and_ticks_at_once_leave_a_whole_launch(people: SimpleNamespace, launch: Project) -> None:
    deeds = [lambda: move_launch(launch.pk, date(2026, 12, 16), by=people.planner, reason="연기")]
    deeds += [lambda: complete_item(item(launch, "A1").pk, by=people.marketer)]
    deeds += [lambda key=key: start_item(item(launch, key).pk, by=people.planner) for key in ("S1", "S2", "S3", "C1")]
    answers = simultaneously(*deeds)
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert item(launch, "S3").due_on == date(2026, 12, 11)
    assert (Event.objects.filter(stream=launch.stream).count(), verify().faults) == (7, [])


def test_a_launch_is_of_one_version_while_its_template_is_edited_and_published(people: SimpleNamespace) -> None:
    template = factories.template(_lines(people, 1), by=people.planner).template
    today = timezone.localdate()

    def edit_and_publish(generation: int) -> None:
        factories.fill(template, _lines(people, generation), by=people.planner)
        publish_draft(template.pk, by=people.planner, note=f"{generation}")

    def start() -> set[str]:
        newest = template.versions.published().order_by("-number").first()
        draft = Draft("x", newest.pk, today, today, people.planner.pk, late_reason="시험")
        return set(start_launch(draft, by=people.planner).items.values_list("title", flat=True))

    answers = [
        answer
        for turn in range(2, 7)
        for answer in simultaneously(
            lambda turn=turn: edit_and_publish(turn),
            lambda turn=turn: edit_and_publish(turn + 100),
            *[start] * 3,
        )
    ]
    launched = [answer for answer in answers if isinstance(answer, set)]
    assert len(launched) == 15
    assert all(len(titles) == 1 for titles in launched)
    assert all(version.items.values("title").distinct().count() == 1 for version in template.versions.published())
    assert not [a for a in answers if isinstance(a, Exception) and not isinstance(a, Refusal)]


def _lines(people: SimpleNamespace, generation: int) -> list[dict]:
    """Twenty lines that all carry the number of their generation as their title."""
    return [factories.line(f"L{n}", department=people.marketing, title=f"{generation}") for n in range(20)]


def test_a_tick_takes_five_statements(people: SimpleNamespace, launch: Project) -> None:
    line = item(launch, "A1")
    with CaptureQueriesContext(connection) as captured:
        complete_item(line.pk, by=people.marketer)
    statements = [query["sql"] for query in captured if query["sql"] not in ("BEGIN", "COMMIT")]
    assert len(statements) == 5, statements
