"""My work and the list of launches."""

from __future__ import annotations

from copy import copy
from uuid import uuid4

import pytest

from ledger.models import Stream
from projects.models import Item, Project
from projects.services.items import complete_item, send_back_item
from projects.services.work import comment_on_item
from tests.factories import item

pytestmark = pytest.mark.django_db


def test_my_lines_and_nobody_elses(launch, people, as_user):
    page = as_user(people.salesperson).get("/").content.decode()
    assert "항목 S1" in page
    assert "항목 A1" not in page


def test_late_lines_come_first(launch, people, as_user):
    launch.items.filter(key="S2").update(due_on="2026-11-20")
    page = as_user(people.salesperson).get("/").content.decode()
    assert page.index("항목 S2") < page.index("항목 S1")
    assert "D+5" in page


def test_a_lead_may_switch_to_the_department(launch, people, as_user):
    assert "항목 S1" not in as_user(people.sales_lead).get("/").content.decode()
    assert "항목 S1" in as_user(people.sales_lead).get("/?scope=department").content.decode()


def test_a_member_may_not(launch, people, as_user):
    colleague = people.marketer
    colleague.department = people.sales
    colleague.save()
    assert "항목 S1" not in as_user(colleague).get("/?scope=department").content.decode()


def test_who_owes_nothing_is_told_so(launch, people, as_user):
    page = as_user(people.viewer).get("/").content.decode()
    assert 'class="empty"' in page


def test_approvals_work_sent_back_and_mentions_wait_for_me(launch, people, as_user):
    line = item(launch, "S3")
    complete_item(line.pk, by=people.salesperson)
    assert "항목 S3" in as_user(people.sales_lead).get("/").content.decode()
    send_back_item(line.pk, by=people.sales_lead, reason="숫자로 적어 주세요")
    assert "숫자로 적어 주세요" in as_user(people.salesperson).get("/").content.decode()
    comment_on_item(item(launch, "A1").pk, by=people.planner, body="@정하윤 봐 주세요")
    assert "봐 주세요" in as_user(people.sales_lead).get("/").content.decode()


def test_a_line_that_others_wait_for_is_shown_to_its_owner(launch, people, as_user):
    launch.items.filter(key="S1").update(owner=people.sales_lead, due_on="2026-11-25")
    assert "항목 S2" in as_user(people.sales_lead).get("/").content.decode()


def grow(launch: Project, number: int) -> None:
    line = item(launch, "S1")
    Item.objects.bulk_create([copied(line, f"N{n}") for n in range(number)])


def copied(line: Item, key: str) -> Item:
    made = copy(line)
    made.pk, made.key, made._state = None, key, type(line._state)()
    return made


@pytest.mark.parametrize("number", [35, 350])
def test_the_queries_of_my_work_do_not_grow(launch, people, as_user, django_assert_num_queries, number):
    grow(launch, number)
    client = as_user(people.salesperson)
    with django_assert_num_queries(MY_WORK_QUERIES):
        client.get("/")


MY_WORK_QUERIES = 13


def again(launch: Project, n: int) -> None:
    """The same launch once more, with one line."""
    line = item(launch, "A1")
    launch = Project.objects.get(pk=launch.pk)
    launch.pk, launch._state.adding = None, True
    launch.stream = Stream.objects.create(kind="project", key=f"copy{n}")
    launch.creation_key = uuid4()
    launch.save()
    line.project = launch
    copied(line, "A1").save()


@pytest.mark.parametrize("number", [1, 8])
def test_the_queries_of_the_list_do_not_grow(launch, people, as_user, django_assert_num_queries, number):
    for n in range(number):
        again(launch, n)
    client = as_user(people.planner)
    client.get("/launches/")  # the first look leaves a mark
    with django_assert_num_queries(LIST_QUERIES):
        client.get("/launches/")


LIST_QUERIES = 14


@pytest.mark.parametrize("show", ["running", "at_risk", "near", "mine", "short", "ended", "nonsense"])
def test_each_filter_of_the_list_opens(launch, people, as_user, show):
    assert as_user(people.marketer).get(f"/launches/?show={show}").status_code == 200


def test_a_partner_sees_no_departments_and_no_reasons(launch, people, as_user):
    page = as_user(people.centre_lead).get("/launches/").content.decode()
    assert launch.name in page
    assert "김서연" not in page
