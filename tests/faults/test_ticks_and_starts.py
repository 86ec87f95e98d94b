"""F14 to F17: the same thing many times at once, over HTTP against the product's web server and a real database."""

from __future__ import annotations

import itertools
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from checklists.services.publishing import publish_draft
from ledger.models import Event
from projects.models import Item, Project, Status
from tests import factories

from .company import Company, found
from .figures import record
from .sizes import size
from .web import Caller, Reply, Web, all_at_once

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

TIMES = 20
LINES = 12


def tick(caller: Caller, item_id: int, key: str) -> list[Reply]:
    return caller.insist(f"items/{item_id}/complete/", key=key, version=1, pause=0.01)


def test_the_same_tick_many_times_at_once_is_one_change(web: Web) -> None:
    n = size(100, 8)
    company = found(n)
    callers = [Caller(web, company.token) for _ in range(TIMES)]
    seen: Counter[int] = Counter()
    answers = set()
    for turn, item_id in enumerate(company.ticked):
        # In turns one impatient client with one key, and twenty clients with a key each.
        keys = [uuid.uuid4().hex] * TIMES if turn % 2 else [uuid.uuid4().hex for _ in callers]
        deeds = [lambda c=c, key=key: tick(c, item_id, key) for c, key in zip(callers, keys, strict=True)]  # noqa: B023
        replies = all_at_once(deeds)
        seen.update(reply.status for tries in replies for reply in tries)
        answers |= {(item_id, tries[-1].status, tries[-1].body.get("version")) for tries in replies}
    changes = Item.objects.filter(pk__in=company.ticked, status=Status.DONE, version=2).count()
    events = Event.objects.filter(verb="item_done").count()
    errors = sum(count for status, count in seen.items() if status == 0 or status >= 500)
    figures = {"changes": changes, "events": events, "different_answers": len(answers) - n, "5xx": errors}
    record("F14", f"same tick {TIMES}× at once", n, **figures)
    assert figures == {"changes": n, "events": n, "different_answers": 0, "5xx": 0}
    assert answers == {(item_id, 200, 2) for item_id in company.ticked}


def test_of_two_editors_at_once_one_wins_and_the_other_sees_what_stands(web: Web) -> None:
    n = size(200, 20)
    company = found(n)
    first, second = Caller(web, company.token), Caller(web, company.token)
    lost = told = errors = 0
    for number, item_id in enumerate(company.ticked):
        due_on = timezone.localdate() + timedelta(days=1 + number % 30)
        replies = all_at_once(
            [
                lambda: first.post(f"items/{item_id}/assign/", {"owner_id": company.other_owner_id}, version=1),  # noqa: B023
                lambda: second.post(
                    f"items/{item_id}/set-due/",  # noqa: B023
                    {"due_on": due_on.isoformat(), "reason": "조정"},  # noqa: B023
                    version=1,
                ),
            ]
        )
        item = Item.objects.get(pk=item_id)
        written = [item.owner_id == company.other_owner_id, item.due_on == due_on and item.is_due_fixed]
        lost += [reply.status == 200 for reply in replies] != written
        stands = {"owner": item.owner_id, "due_on": item.due_on.isoformat(), "version": 2}
        told += sum(reply.status == 412 and stands.items() <= reply.body["current"].items() for reply in replies)
        errors += sum(reply.status not in (200, 412) for reply in replies)
    record("F15", "two editors of one item", n, lost=lost, told=told, other_answers=errors)
    assert (lost, told, errors) == (0, n, 0)


def test_a_launch_is_of_one_version_while_its_template_is_edited_and_published(web: Web) -> None:
    n = size(200, 12)
    company = found(1)
    planner = User.objects.get(pk=company.planner_id)
    template = factories.template(_lines(0), by=planner).template
    callers = [Caller(web, company.token) for _ in range(4)]

    def publish(generation: int) -> None:
        factories.fill(template, _lines(generation), by=planner)
        publish_draft(template.pk, by=planner, note=f"{generation}")
        connection.close()

    def start(caller: Caller, name: str) -> list[Reply]:
        newest = template.versions.published().latest("number").pk
        connection.close()
        return caller.insist("projects/", _draft(company, newest, name))

    replies: list[list[Reply]] = []
    with ThreadPoolExecutor(len(callers) + 1) as pool:
        for generation in range(1, n // len(callers) + 1):
            editing = pool.submit(publish, generation)
            starts = [pool.submit(start, caller, f"{generation}") for caller in callers]
            replies += [future.result() for future in starts]
            editing.result()
    started = [tries[-1].body["id"] for tries in replies if tries[-1].status == 201]
    items = Item.objects.filter(project__in=started)
    titles = {pk: set(items.filter(project=pk).values_list("title", flat=True)) for pk in started}
    mixed = sum(len(found) > 1 for found in titles.values())
    partial = sum(items.filter(project=pk).count() != LINES for pk in started)
    changed = sum(
        set(Project.objects.get(pk=pk).template_version.items.values_list("title", flat=True)) != found
        for pk, found in titles.items()
    )
    record("F16", "starts while the template changes", n, mixed=mixed, partial=partial, changed_later=changed)
    assert (len(set(started)), mixed, partial, changed) == (n, 0, 0, 0)
    assert len({frozenset(found) for found in titles.values()}) > 1, "nothing raced: every launch is of one version"


def test_the_same_start_many_times_at_once_is_one_launch(web: Web) -> None:
    n = size(50, 4)
    company = found(LINES)
    callers = [Caller(web, company.token) for _ in range(TIMES)]
    before, errors, answers = Project.objects.count(), 0, set()
    for number in range(n):
        key, draft = uuid.uuid4().hex, _draft(company, company.version_id, f"{number}")

        deeds = [lambda c=caller, k=key, d=draft: c.insist("projects/", d, key=k, pause=0.01) for caller in callers]
        replies = all_at_once(deeds)
        errors += sum(r.status == 0 or r.status >= 500 for r in itertools.chain(*replies))
        answers |= {(tries[-1].status, tries[-1].body.get("id")) for tries in replies}
    launches = Project.objects.count() - before
    items = Item.objects.count() - LINES
    figures = {"launches": launches, "different_answers": len(answers) - n, "5xx": errors}
    record("F17", f"same start {TIMES}× at once", n, **figures)
    assert figures == {"launches": n, "different_answers": 0, "5xx": 0}
    assert items == n * LINES


def _lines(generation: int) -> list[dict]:
    """Lines that all carry the number of their generation as their title."""
    sales = factories.department("sales")
    return [factories.line(f"L{n}", department=sales, title=f"{generation}") for n in range(LINES)]


def _draft(company: Company, version_id: int, name: str) -> dict:
    launch_on = timezone.localdate() + timedelta(days=60)
    return {"name": name, "template_version_id": version_id, "launch_on": launch_on.isoformat(), "late_reason": "시험"}
