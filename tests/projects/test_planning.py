"""The annual plan: its services, its files, and what becomes of a planned launch."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from accounts.errors import Forbidden, Invalid, Refusal, Stale
from checklists.files.rows import Status as RowStatus
from ledger.models import Event
from projects.access import visible_planned
from projects.models import PlannedLaunch
from projects.plan_preview import preview_plan
from projects.services.plan_files import apply_plan, keep_plan, map_plan
from projects.services.planning import add_planned, change_planned, remove_planned
from tests import factories

ON = date(2027, 3, 2)


@pytest.fixture
def type_(people, today):
    return factories.launch_type("promotion")


@pytest.fixture
def planned(people, type_):
    return add_planned(by=people.planner, name="봄  프로모션", launch_type_id=type_.pk, launch_on=ON)


def upload(text: str, name: str = "계획.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def last_event() -> Event:
    return Event.objects.latest("pk")


def test_a_planned_launch_is_written_down(planned):
    assert planned.name == "봄 프로모션"
    assert (last_event().verb, last_event().target) == ("planned_added", f"planned:{planned.pk}")


def test_only_planners_plan(people, type_):
    for who in (people.admin, people.sales_lead, people.centre_lead, people.viewer):
        with pytest.raises(Forbidden):
            add_planned(by=who, name="가", launch_type_id=type_.pk, launch_on=ON)


def test_the_same_name_on_the_same_day_is_refused(people, type_, planned):
    with pytest.raises(Invalid) as refused:
        add_planned(by=people.planner, name="봄 프로모션", launch_type_id=type_.pk, launch_on=ON)
    assert refused.value.field == "name"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("launch_on", date(2040, 1, 1)),
        ("launch_type_id", 10**9),
        ("planner_id", 10**9),
        ("template_id", 10**9),
        ("name", " "),
    ],
)
def test_what_is_not_there_is_refused_by_its_field(people, planned, field, value):
    with pytest.raises(Invalid) as refused:
        change_planned(planned.pk, by=people.planner, version=1, **{field: value})
    assert refused.value.field == field


def test_a_change_says_what_was_before(people, planned):
    change_planned(planned.pk, by=people.planner, version=1, launch_on=date(2027, 3, 9))
    assert (last_event().before, last_event().after) == ({"launch_on": "2027-03-02"}, {"launch_on": "2027-03-09"})
    with pytest.raises(Stale):
        change_planned(planned.pk, by=people.planner, version=1, note="늦음")


def test_the_same_again_changes_nothing(people, planned):
    events = Event.objects.count()
    assert change_planned(planned.pk, by=people.planner, version=1, note="").version == 1
    assert Event.objects.count() == events


def test_what_is_removed_stays_in_the_record(people, planned):
    remove_planned(planned.pk, by=people.planner, version=1)
    assert not PlannedLaunch.objects.exists()
    assert last_event().before["name"] == "봄 프로모션"


CSV = """이름,유형,디데이,담당,템플릿,비고
봄 프로모션,promotion,2027-03-02,김서연,,매년
신규 제휴몰,partner-mall,2027년 3월 4일,,,
"""


def test_a_plan_in_a_file_comes_in_whole(people, type_):
    factories.launch_type("partner-mall")
    kept = keep_plan(upload(CSV), by=people.planner)
    done = apply_plan(kept.pk, by=people.planner)
    assert (done.added, done.changed, done.unchanged) == (2, 0, 0)
    spring = PlannedLaunch.objects.get(launch_on=ON)
    assert (spring.name, spring.planner, spring.note) == ("봄 프로모션", people.planner, "매년")
    assert last_event().after["new"] == ["2027-03-02 봄 프로모션", "2027-03-04 신규 제휴몰"]


def test_the_same_file_twice_gives_nothing_new(people, type_):
    factories.launch_type("partner-mall")
    apply_plan(keep_plan(upload(CSV), by=people.planner).pk, by=people.planner)
    events = Event.objects.count()
    done = apply_plan(keep_plan(upload(CSV), by=people.planner).pk, by=people.planner)
    assert (done.added, done.changed, done.unchanged) == (0, 0, 2)
    assert (PlannedLaunch.objects.count(), Event.objects.count()) == (2, events)


def test_a_changed_row_changes_its_launch(people, type_, planned):
    text = "런칭명;종류;오픈일;비고\n봄 프로모션;promotion;2027.3.2;쿠폰 포함\n"
    assert apply_plan(keep_plan(upload(text), by=people.planner).pk, by=people.planner).changed == 1
    planned.refresh_from_db()
    assert (planned.note, planned.version) == ("쿠폰 포함", 2)


def test_one_bad_cell_keeps_everything_out(people, type_):
    text = "이름,유형,디데이,담당\n가,promotion,2027-03-02,\n나,없는 유형,내일,아무개\n,promotion,2027-02-30,\n"
    text += "가,promotion,3/2,\n"
    kept = keep_plan(upload(text), by=people.planner)
    wrong = [(error.row, error.field) for error in preview_plan(kept.pk, by=people.planner).understood.errors]
    assert wrong == [
        (3, "launch_on"), (3, "launch_type"), (3, "planner"), (4, "name"), (4, "launch_on"), (5, "name"),
    ]  # fmt: skip
    with pytest.raises(Refusal):
        apply_plan(kept.pk, by=people.planner)
    assert not PlannedLaunch.objects.exists()


def test_a_workbook_with_dates_and_a_title_above_is_read(people, type_):
    book = Workbook()
    for row in (["2027년 런칭 계획"], [], ["No", "Launch", "Date", "Type"], [1, "Spring", ON, "promotion"]):
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    kept = keep_plan(SimpleUploadedFile("plan.xlsx", data.getvalue()), by=people.planner)
    assert apply_plan(kept.pk, by=people.planner).added == 1
    assert PlannedLaunch.objects.get().launch_on == ON


def test_columns_without_known_headings_are_said_by_hand(people, type_):
    kept = keep_plan(upload("A,B,C\n가,2027-03-02,promotion\n"), by=people.planner)
    assert preview_plan(kept.pk, by=people.planner).missing == ("name", "launch_on")
    preview = map_plan(kept.pk, by=people.planner, columns={"name": 0, "launch_on": 1, "launch_type": 2})
    assert preview.is_ready
    assert preview.count(RowStatus.NEW) == 1


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("3/2", "2027-03-02"),
        ("12/10", "2026-12-10"),
        ("11월 1일", "2027-11-01"),
        ("46083", "2026-03-02"),
        ("27.3.2", "2027-03-02"),
    ],
)
def test_days_are_read_as_people_write_them(people, type_, written, day):
    kept = keep_plan(upload(f"이름,유형,디데이\n가,promotion,{written}\n"), by=people.planner)
    apply_plan(kept.pk, by=people.planner)
    assert PlannedLaunch.objects.get().launch_on.isoformat() == day


def test_a_template_gives_the_type(people, today):
    version = factories.template([factories.line("A1", department=people.cx)], by=people.planner, slug="mall")
    kept = keep_plan(upload("이름,디데이,템플릿\n가,2027-03-02,mall\n"), by=people.planner)
    apply_plan(kept.pk, by=people.planner)
    assert PlannedLaunch.objects.get().launch_type == version.template.launch_type


def test_starting_links_the_launch_and_leaves_the_plan_as_it_was(people, planned):
    version = factories.template([factories.line("A1", department=people.cx)], by=people.planner)
    draft = {"launch_on": ON, "announced_on": date(2026, 11, 25), "planned_id": planned.pk}
    project = factories.project(version, by=people.planner, **draft)
    planned.refresh_from_db()
    assert planned.project == project
    with pytest.raises(Refusal):
        factories.project(version, by=people.planner, **draft)
    with pytest.raises(Refusal):
        remove_planned(planned.pk, by=people.planner, version=None)
    done = apply_plan(
        keep_plan(upload("이름,유형,디데이\n봄 프로모션,promotion,2027-03-02\n"), by=people.planner).pk,
        by=people.planner,
    )
    assert (done.added, done.unchanged) == (0, 1)


def test_the_plan_is_the_companys(people, planned):
    assert visible_planned(people.viewer).exists()
    assert not visible_planned(people.centre_lead).exists()


def test_what_became_a_confidential_launch_is_seen_with_it(people, planned):
    version = factories.template([factories.line("A1", department=people.cx)], by=people.planner)
    factories.project(
        version,
        by=people.planner,
        launch_on=ON,
        announced_on=date(2026, 11, 25),
        planned_id=planned.pk,
        is_confidential=True,
    )
    assert visible_planned(people.planner).exists()
    assert not visible_planned(people.viewer).exists()
