"""Who never ticks a line is made no owner of one: every way to an owner, and what the pages offer."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from accounts.access.people import may_own, possible_owners
from accounts.errors import Invalid
from accounts.models import User
from accounts.services import save_department
from checklists.services.bulk import change_lines
from projects.forms.bulk import BulkAssignForm
from projects.forms.gate import people_choices
from projects.forms.items import AddItemForm, AssignForm
from projects.models import Item, Project
from projects.services.bulk import assign_items
from projects.services.gate import Condition, decide, unmet_blockers
from projects.services.launches import Draft, start_launch
from projects.services.lines import add_item, assign_item
from records.services.leaving import pass_on_items
from tests import factories
from tests.conftest import LAUNCH_ON, TODAY
from tests.factories import item

pytestmark = pytest.mark.django_db
Way = Callable[[Project, SimpleNamespace, User], Any]


def added(launch: Project, people: SimpleNamespace, to: User) -> Any:
    section = launch.sections.first()
    assert section is not None
    return add_item(
        launch.pk, by=people.planner, section_id=section.pk, title="새 항목", department_id=people.sales.pk,
        due_on=LAUNCH_ON, owner_id=to.pk,
    )  # fmt: skip


def started(launch: Project, people: SimpleNamespace, to: User) -> Any:
    draft = Draft(
        version_id=launch.template_version_id, launch_on=LAUNCH_ON, announced_on=TODAY, name="다음 런칭",
        planner_id=people.planner.pk, late_reason="시험", owners={"A1": to.pk},
    )  # fmt: skip
    return start_launch(draft, by=people.planner)


def accepted(launch: Project, people: SimpleNamespace, to: User) -> Any:
    given = [Condition(each.pk, to.pk, "이유", "대안", LAUNCH_ON) for each in unmet_blockers(launch)]
    return decide(launch.pk, by=people.second_planner, verdict="conditional_go", conditions=given)


def made_default(_launch: Project, people: SimpleNamespace, to: User) -> Any:
    people.sales.default_owner = to
    return save_department(people.sales, by=people.planner)


def put_in_template(launch: Project, people: SimpleNamespace, to: User) -> Any:
    return change_lines(launch.template_version.template_id, ["A1"], by=people.planner, default_owner_id=to.pk)


WAYS: dict[str, Way] = {
    "assigned": lambda launch, people, to: assign_item(item(launch, "A1").pk, by=people.planner, owner_id=to.pk),
    "added": added,
    "started": started,
    "accepted at the gate": accepted,
    "passed on": lambda _launch, people, to: pass_on_items(people.marketer, by=people.planner, to=to, reason="휴직"),
    "the department's": made_default,
    "the template's": put_in_template,
}


@pytest.mark.parametrize("way", WAYS)
def test_no_way_makes_an_owner_of_somebody_who_never_ticks(launch: Project, people: SimpleNamespace, way: str) -> None:
    for person in (people.viewer, people.admin):
        with pytest.raises(Invalid) as refused:
            WAYS[way](launch, people, person)
        assert (refused.value.code, person.name in refused.value.message) == ("cannot_own", True)
    assert not Item.objects.filter(owner__in=[people.viewer, people.admin]).exists()


def test_the_choices_and_many_lines_at_once(launch: Project, people: SimpleNamespace) -> None:
    outcome = assign_items([item(launch, "A1").pk], by=people.planner, owner_id=people.viewer.pk)
    ((_item, why),) = outcome.refused
    assert people.viewer.name in why
    cannot = {people.viewer.pk, people.admin.pk}
    line = item(launch, "A1")
    forms = (BulkAssignForm(by=people.planner), AssignForm(item=line, by=people.planner), AddItemForm(project=launch))
    for offered in (form.fields["owner_id"].queryset for form in forms):  # type: ignore[attr-defined]
        found = set(offered.values_list("pk", flat=True))
        assert (found & cannot, people.agent.pk in found) == (set(), True)
    assert not cannot & {pk for pk, _name in people_choices()}
    assert {person.pk for person in User.objects.all() if may_own(person)} == set(
        possible_owners().values_list("pk", flat=True)
    )


def test_who_owns_a_line_already_keeps_it(launch: Project, people: SimpleNamespace) -> None:
    people.marketer.role, people.marketer.department = "viewer", None
    people.marketer.save()
    line = item(launch, "A1")
    form = AssignForm({"owner_id": people.marketer.pk, "version": line.version}, item=line, by=people.planner)
    assert form.is_valid(), form.errors
    assert assign_item(line.pk, by=people.planner, **form.arguments()).owner == people.marketer
    factories.project(launch.template_version, by=people.planner, launch_on=LAUNCH_ON, announced_on=TODAY)
    assert people.marketer not in {each.owner for each in Item.objects.exclude(project=launch)}
