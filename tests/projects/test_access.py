"""Who sees which launches and lines, and which deeds a line offers them."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.utils import timezone

from accounts.access import Action
from accounts.models import User
from projects.access import actions_for, may, sees, visible_items, visible_projects, waiting_count
from projects.models import Item, Project, Status
from tests import factories
from tests.conftest import LAUNCH_ON, TODAY

COMPANY = ("admin", "planner", "marketing_lead", "marketer", "viewer")
ROLES = (*COMPANY, "centre_lead", "agent", "other_centre_lead")
OPEN_DEEDS = {"complete", "start", "block", "verify"}


@pytest.fixture
def launches(launch: Project, people: SimpleNamespace) -> dict[str, Project]:
    """One opened to the centre, one to nobody outside, and a confidential one that names three people."""

    def another(name: str, **fields: object) -> Project:
        return factories.project(
            launch.template_version, by=people.planner, launch_on=LAUNCH_ON, announced_on=TODAY, name=name, **fields
        )

    named = [people.marketer.pk, people.viewer.pk, people.centre_lead.pk]
    secret = another("비밀", is_confidential=True, named_ids=named, opened_to_ids=[people.centre.pk])
    return {"open": launch, "inside": another("안"), "secret": secret}


SEEN = {
    "admin": {"open", "inside"},
    "planner": {"open", "inside", "secret"},
    "second_planner": {"open", "inside"},
    "marketing_lead": {"open", "inside"},
    "marketer": {"open", "inside", "secret"},
    "salesperson": {"open", "inside"},
    "viewer": {"open", "inside"},
    "centre_lead": {"open"},
    "agent": {"open"},
    "other_centre_lead": set(),
}


@pytest.mark.parametrize("person", SEEN)
def test_each_person_sees_exactly_these_launches(launches: dict, people: SimpleNamespace, person: str) -> None:
    seen = set(visible_projects(getattr(people, person)))
    assert {name for name, project in launches.items() if project in seen} == SEEN[person]
    assert {name for name, project in launches.items() if sees(getattr(people, person), project)} == SEEN[person]


@pytest.mark.parametrize("person", COMPANY)
def test_inside_the_company_every_line_of_a_seen_launch_is_open(
    launches: dict, people: SimpleNamespace, person: str
) -> None:
    user = getattr(people, person)
    assert set(visible_items(user)) == set(Item.objects.filter(project__in=visible_projects(user)))


def test_a_partner_lead_sees_the_centres_lines_and_an_agent_their_own(launches: dict, people: SimpleNamespace) -> None:
    launch = launches["open"]
    Item.objects.filter(project=launch, key="S3").update(department=people.centre, owner=people.centre_lead)
    assert set(visible_items(people.centre_lead)) == {factories.item(launch, "C1"), factories.item(launch, "S3")}
    assert set(visible_items(people.agent)) == {factories.item(launch, "C1")}
    assert not visible_items(people.other_centre_lead).exists()


@pytest.mark.parametrize("person", ROLES)
def test_somebody_removed_sees_and_does_nothing(launches: dict, people: SimpleNamespace, person: str) -> None:
    user = getattr(people, person)
    user.is_active = False
    line = factories.item(launches["open"], "C1")
    assert not visible_projects(user).exists()
    assert not visible_items(user).exists()
    assert actions_for(user, line) == frozenset()


def test_nobody_signed_in_yet_sees_nothing_through_a_token_without_read(
    launch: Project, people: SimpleNamespace
) -> None:
    people.planner.scopes = frozenset({"write:tick"})
    assert not visible_projects(people.planner).exists()
    people.planner.scopes = frozenset({"read"})
    assert visible_projects(people.planner).exists()
    assert actions_for(people.planner, factories.item(launch, "A1")) == frozenset()


DEEDS = {
    "admin": set(),
    "viewer": set(),
    "planner": {*OPEN_DEEDS, "waive", "attach", "assign", "set_due", "comment"},
    "marketing_lead": {*OPEN_DEEDS, "attach", "assign", "comment"},
    "marketer": {*OPEN_DEEDS, "attach", "comment"},
    "salesperson": {"comment"},
}


@pytest.mark.parametrize("person", DEEDS)
def test_a_line_offers_each_person_exactly_these_deeds(launch: Project, people: SimpleNamespace, person: str) -> None:
    assert actions_for(getattr(people, person), factories.item(launch, "A1")) == DEEDS[person]


def test_what_was_handed_in_offers_its_approver_the_answer(launch: Project, people: SimpleNamespace) -> None:
    Item.objects.filter(project=launch, key="S3").update(status=Status.IN_REVIEW)
    line = factories.item(launch, "S3")
    assert {"approve", "send_back"} <= actions_for(people.sales_lead, line)
    assert not {"approve", "send_back"} & actions_for(people.salesperson, line)
    line.approval = "cx"
    assert not {"approve", "send_back"} & actions_for(people.sales_lead, line)
    assert {"approve", "send_back"} <= actions_for(people.planner, line)


def test_only_who_may_waive_may_take_a_waiver_back(launch: Project, people: SimpleNamespace) -> None:
    line = factories.item(launch, "A1")
    line.status = Status.WAIVED
    assert actions_for(people.planner, line) == {"reopen", "comment"}
    assert actions_for(people.marketer, line) == {"comment"}


def test_an_ended_launch_offers_nothing(launch: Project, people: SimpleNamespace) -> None:
    line = factories.item(launch, "A1")
    line.project.finished_at = timezone.now()
    assert actions_for(people.planner, line) == frozenset()


def test_a_planner_may_run_any_launch_they_see(launch: Project, people: SimpleNamespace) -> None:
    assert may(people.second_planner, Action.RUN_LAUNCH, launch)
    assert not may(people.marketing_lead, Action.RUN_LAUNCH, launch)


def test_what_waits_today_counts_in_the_launchs_zone(launch: Project, people: SimpleNamespace) -> None:
    Item.objects.filter(project=launch).update(due_on=TODAY, owner=people.marketer)
    with timezone.override("America/Los_Angeles"):
        assert waiting_count(people.marketer) == 6
    Item.objects.filter(project=launch).update(due_on=date(2026, 11, 26))
    assert waiting_count(people.marketer) == 0


def test_visibility_is_one_query(launches: dict, people: SimpleNamespace, django_assert_num_queries) -> None:
    for user in (people.planner, people.viewer, people.agent):
        fresh = User.objects.get(pk=user.pk)
        with django_assert_num_queries(1):
            list(visible_items(fresh))
