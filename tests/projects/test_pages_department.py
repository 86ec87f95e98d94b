"""The department's side of My work, and what is done from a row: comment, block, approve."""

from __future__ import annotations

import pytest

from accounts.models import Department
from projects.access import departments_with_load
from projects.loads import load_of
from projects.models import Status
from projects.services.items import complete_item
from projects.services.lines import assign_item
from tests import factories
from tests.conftest import NOW
from tests.factories import item
from tests.projects.test_pages_my_work import grow

pytestmark = pytest.mark.django_db
DEPARTMENT = "/?scope=department"
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/"}


def fragment(client, path: str, data: dict[str, str] | None = None, *, target: str = "") -> tuple[int, str]:
    headers = HTMX | {"HX-Target": target}
    answer = client.get(path, headers=headers) if data is None else client.post(path, data, headers=headers)
    return answer.status_code, answer.content.decode()


def path_of(line, end: str = "") -> str:
    return f"/launches/{line.project_id}/items/{line.pk}/{end}"


def test_the_load_counts_by_person_with_nobody_first(launch, people):
    launch.items.filter(key="S2").update(owner=None)
    launch.items.filter(key="S1").update(due_on="2026-11-20")
    loads = load_of(people.sales.pk, by=people.sales_lead, now=NOW)
    assert [(each.person, each.counts.open, each.counts.late) for each in loads] == [
        (None, 1, 0),
        (people.salesperson, 2, 1),
        (people.sales_lead, 0, 0),
    ]
    assert (loads[1].late_width, loads[1].soon_end, loads[1].later_width) == (50, 50, 50)


def test_who_left_and_still_owns_lines_is_in_the_load(launch, people):
    people.salesperson.is_active = False
    people.salesperson.save()
    assert people.salesperson in [each.person for each in load_of(people.sales.pk, by=people.sales_lead, now=NOW)]


def test_a_name_of_the_load_narrows_the_list(launch, people, as_user):
    launch.items.filter(key="S3").update(owner=people.sales_lead)
    page = as_user(people.sales_lead).get(f"{DEPARTMENT}&owner={people.sales_lead.pk}").content.decode()
    assert 'class="is-chosen"' in page
    assert "항목 S3" in page
    assert "항목 S1" not in page


@pytest.mark.parametrize(("asked", "shown"), [("launch={launch}", True), ("launch=999", False), ("late=yes", False)])
def test_launch_and_lateness_narrow_the_list(launch, people, as_user, asked, shown):
    page = as_user(people.salesperson).get("/?" + asked.format(launch=launch.pk)).content.decode()
    assert ("항목 S1" in page) is shown


def test_a_planner_looks_at_any_department_and_a_lead_only_at_theirs(launch, people, as_user):
    other = f"{DEPARTMENT}&department={people.marketing.pk}"
    assert "항목 A1" in as_user(people.planner).get(other).content.decode()
    assert "항목 A1" not in as_user(people.sales_lead).get(other).content.decode()


def test_page_and_api_show_the_load_of_the_same_departments(launch, people, as_user):
    people.second_planner.department = None
    people.second_planner.save()
    reach = {
        people.planner: {people.cx, people.marketing, people.sales, people.centre, people.other_centre},
        people.second_planner: {people.cx, people.marketing, people.sales, people.centre, people.other_centre},
        people.sales_lead: {people.sales},
        people.centre_lead: {people.centre},
        **{person: set() for person in (people.salesperson, people.agent, people.viewer, people.admin)},
    }
    for person, departments in reach.items():
        client = as_user(person)
        assert set(departments_with_load(person)) == departments
        answers = {
            each: client.get(f"/api/v1/departments/{each.pk}/load/").status_code for each in Department.objects.all()
        }
        assert {each for each, status in answers.items() if status == 200} == departments
        shown = {client.get(f"{DEPARTMENT}&department={each.pk}").context.get("department") for each in answers}
        assert shown == (departments or {None})
        assert (client.get(DEPARTMENT).context.get("department") is None) == (not departments)


def test_a_partner_lead_sees_the_centre_and_no_foreign_name(launch, people, as_user):
    page = as_user(people.centre_lead).get(DEPARTMENT).content.decode()
    assert people.agent.name in page
    for stranger in (people.other_centre_lead, people.salesperson, people.planner):
        assert stranger.name not in page


def test_an_agent_has_no_department_view(launch, people, as_user):
    assert "split-aside work-load" not in as_user(people.agent).get(DEPARTMENT).content.decode()


@pytest.mark.parametrize("number", [35, 450])
def test_the_queries_of_the_department_do_not_grow_and_a_page_has_200_rows(
    launch, people, as_user, django_assert_num_queries, number
):
    grow(launch, number)
    client = as_user(people.sales_lead)
    with django_assert_num_queries(DEPARTMENT_QUERIES):
        page = client.get(DEPARTMENT).content.decode()
    assert page.count("data-row ") == min(number + 3, 200)
    assert ("page=2" in page) is (number > 200)


DEPARTMENT_QUERIES = 14


def test_the_next_page_goes_on_where_the_first_ended(launch, people, as_user):
    grow(launch, 211)
    client = as_user(people.salesperson)
    first, second = (client.get(f"/?page={page}").content.decode() for page in (1, 2))
    assert (first.count("data-row "), second.count("data-row ")) == (200, 14)


def test_grouped_by_person_the_unowned_come_first(launch, people, as_user):
    launch.items.filter(key="S3").update(owner=None)
    page = as_user(people.sales_lead).get(f"{DEPARTMENT}&by=person").content.decode()
    assert page.index("항목 S3") < page.index("항목 S1")


def test_a_department_without_delay_is_told_so(launch, people, as_user):
    assert 'class="empty"' in as_user(people.sales_lead).get(DEPARTMENT).content.decode()


def test_an_approval_stands_once_and_is_given_from_its_row(launch, people, as_user):
    line = item(launch, "S3")
    assign_item(line.pk, by=people.sales_lead, owner_id=people.sales_lead.pk)
    complete_item(line.pk, by=people.sales_lead)
    client = as_user(people.sales_lead)
    page = client.get("/").content.decode()
    assert page.count(f'id="item-{line.pk}"') == 1
    line.refresh_from_db()
    status, _row = fragment(client, path_of(line, "approve/"), {"version": str(line.version)}, target=f"item-{line.pk}")
    line.refresh_from_db()
    assert (status, line.status) == (200, Status.DONE)


def test_a_row_opens_the_form_of_a_deed_and_without_a_script_the_page_does(launch, people, as_user):
    line = item(launch, "S1")
    client = as_user(people.salesperson)
    status, row = fragment(client, path_of(line, "drawer/block/"), target=f"item-{line.pk}")
    assert status == 200
    assert f'id="drawer-{line.pk}-reason"' in row
    plain = client.get(path_of(line, "drawer/block/"))
    assert plain.headers["Location"] == path_of(line, "?act=block")


def test_a_refused_form_comes_back_in_the_row_with_what_was_typed(launch, people, as_user):
    line = item(launch, "S1")
    client = as_user(people.salesperson)
    typed = {"version": str(line.version), "reason": "", "by_user_id": str(people.marketer.pk)}
    status, row = fragment(client, path_of(line, "block/"), typed, target=f"item-{line.pk}")
    assert status == 422
    assert f'id="item-{line.pk}"' in row
    assert f'value="{people.marketer.pk}" selected' in row


def test_somebody_elses_change_is_said_in_the_row_and_nothing_is_lost(launch, people, as_user):
    line = item(launch, "S1")
    assign_item(line.pk, by=people.sales_lead, owner_id=people.sales_lead.pk)
    client = as_user(people.salesperson)
    typed = {"version": str(line.version), "reason": "회신을 기다립니다"}
    status, row = fragment(client, path_of(line, "block/"), typed, target=f"item-{line.pk}")
    assert status == 412
    assert "회신을 기다립니다" in row
    assert 'class="banner"' in row


def test_a_blocked_row_offers_to_go_on_and_a_ticked_one_says_what_is_missing(launch, people, as_user):
    line = item(launch, "S1")
    client = as_user(people.salesperson)
    typed = {"version": str(line.version), "reason": "회신 대기"}
    _status, row = fragment(client, path_of(line, "block/"), typed, target=f"item-{line.pk}")
    assert "회신 대기" in row
    assert path_of(line, "unblock/") in row
    status, row = fragment(client, path_of(line, "complete/"), {"version": "2"}, target=f"item-{line.pk}")
    assert status == 422
    assert path_of(line, "#evidence") in row


def test_the_last_words_stand_above_a_comment(launch, people, as_user):
    line = item(launch, "S1")
    client = as_user(people.salesperson)
    fragment(client, path_of(line, "comment/"), {"body": "어제 보냈습니다"}, target=f"item-{line.pk}")
    assert "어제 보냈습니다" in fragment(client, path_of(line, "drawer/comment/"), target=f"item-{line.pk}")[1]


def test_the_api_gives_the_load_to_who_may_pass_work_on(launch, people, as_user):
    path = f"/api/v1/departments/{people.sales.pk}/load/"
    given = as_user(people.sales_lead).get(path).json()["people"]
    assert given[0] | {"next_due_on": None} == {
        "person_id": people.salesperson.pk, "name": people.salesperson.name, "is_active": True, "open": 3, "late": 0,
        "due_today": 0, "due_this_week": 0, "next_due_on": None,
    }  # fmt: skip
    assert as_user(people.salesperson).get(path).status_code == 403
    assert as_user(people.marketing_lead).get(path).status_code == 403


def test_a_partner_lead_does_not_find_another_centre(launch, people, as_user):
    factories.centre("centre-2")
    client = as_user(people.centre_lead)
    assert client.get(f"/api/v1/departments/{people.other_centre.pk}/load/").status_code == 404
