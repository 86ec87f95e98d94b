"""Reads launches and a version of their template, and has each line judged (see `projects.syncing`). Nothing is saved.

The number of queries depends neither on the launches nor on their lines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef

from accounts.access.people import possible_owners
from accounts.calendars import Calendar
from accounts.models import Department, User
from accounts.workdays import calendars
from checklists.content import Content, LineContent
from checklists.contents import contents_of
from checklists.models import TemplateVersion
from checklists.schedule import Line, ScheduleError, plan

from ..access import visible_projects
from ..contents import item_content
from ..models import Comment, DecisionCondition, Evidence, Item, Project
from ..syncing import Judged, Placed, Standing, applied, judge, renamed_sections, result
from .owners import Owners, owners_in, will_see

Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One launch against `version`. `sections` are those of the template under a new title, old → new; `questions` the
    new ones that this launch has not answered; `dues` the dates by key once everything offered is taken.
    """

    project: Project
    version: TemplateVersion
    lines: Sequence[Judged]
    sections: Mapping[str, str]
    questions: Sequence[str]
    dues: Mapping[str, date]
    items: Mapping[str, Item]
    content: Content

    @property
    def offered(self) -> list[Judged]:
        return [line for line in self.lines if line.is_offered]

    @property
    def kept(self) -> list[Judged]:
        return [line for line in self.lines if not line.is_offered]

    @property
    def counts(self) -> dict[str, int]:
        """How many lines are judged what; what does not occur is left out."""
        counts: dict[str, int] = defaultdict(int)
        for line in self.lines:
            counts[line.what.value] += 1
        return dict(counts)


def compare_launches(
    projects: Sequence[Project],
    version: TemplateVersion,
    *,
    by: User,
    answers: Answers | None = None,
    contents: dict[int, Content] | None = None,
) -> list[Comparison]:
    """Judge each launch against `version`; with `answers`, as if these were its answers instead of its own.

    `contents` are versions read before, by id, and take up those read now: published ones never change.
    """
    found = _Reading(projects, version, {} if contents is None else contents, by=by)
    return [found.compare(project, project.answers if answers is None else answers) for project in projects]


class _Reading:
    """Everything that the launches are compared by."""

    def __init__(
        self, projects: Sequence[Project], version: TemplateVersion, contents: dict[int, Content], *, by: User
    ) -> None:
        self.version, self.contents = version, contents
        wanted = {each.pk: each for each in (version, *(project.template_version for project in projects))}
        if missing := [each for pk, each in wanted.items() if pk not in contents]:
            contents.update(contents_of(missing))
        self.items = _items(projects)
        self.departments = {department.slug: department for department in Department.objects.all()}
        self.calendars = calendars()
        self.people = {person.pk: person for person in possible_owners()}
        self.named = _linked(Project.named, projects, "user_id")
        self.opened_to = _linked(Project.opened_to, projects, "department_id")
        self.last = _last_owners(projects, by=by)

    def compare(self, project: Project, answers: Answers) -> Comparison:
        before, after = self.contents[project.template_version_id], self.contents[self.version.pk]
        items = self.items[project.pk]
        owner_of, renames = self._owner_of(project), renamed_sections(before, after)
        standing = {item.key: _standing(item, items) for item in items.values()}
        lines = judge(applied(before, project.answers, owner_of), applied(after, answers, owner_of), standing, renames)
        asked = {question.key for question in before.questions} | answers.keys()
        return Comparison(
            project=project,
            version=self.version,
            lines=lines,
            sections={old: new for old, new in renames.items() if old in _titles(items)},
            questions=[question.text for question in after.questions if question.key not in asked],
            dues=self._dues(project, result(standing, lines), items),
            items=items,
            content=after,
        )

    def _owner_of(self, project: Project) -> Callable[[LineContent], str]:
        named, opened_to = self.named[project.pk], self.opened_to[project.pk]
        people = {
            pk: person
            for pk, person in self.people.items()
            if will_see(person, is_confidential=project.is_confidential, opened_to=opened_to, named=named)
        }
        by_email = {person.email: pk for pk, person in people.items()}
        owners = Owners(people, self.last[project.pk])

        def owner_of(line: LineContent) -> str:
            default = by_email.get(line.default_owner)
            owner, _source = owners.of(line.key, default, self.departments[line.department])
            return owner.email if owner else ""

        return owner_of

    def _dues(self, project: Project, lines: Mapping[str, Placed], items: Mapping[str, Item]) -> dict[str, date]:
        """Empty when the lines would wait for each other, which is refused when they are taken."""
        planned = [self._planned(placed.line, items.get(key)) for key, placed in lines.items()]
        handed_in = {item.key: item.handed_in_on for item in items.values() if item.handed_in_on}
        try:
            return {key: due.on for key, due in plan(project.launch_on, planned, handed_in).items()}
        except ScheduleError:
            return {}

    def _planned(self, line: LineContent, item: Item | None) -> Line[str]:
        calendar: Calendar = self.calendars[self.departments[line.department].pk]
        return Line(
            key=line.key,
            rule=line.rule,
            calendar=calendar,
            scenario_rules=tuple(scenario.rule for scenario in line.scenarios if scenario.rule),
            follows=tuple((wait.key, wait.days) for wait in line.waits if wait.days),
            fixed_on=item.due_on if item and item.is_due_fixed else None,
        )


def _items(projects: Sequence[Project]) -> dict[int, dict[str, Item]]:
    """The lines of the launches by key, each with `is_touched`: evidence, a comment or a condition hangs on it."""
    of_line = {"item": OuterRef("pk")}
    touched = (
        Exists(Evidence.objects.filter(**of_line, withdrawn_at__isnull=True))
        | Exists(Comment.objects.filter(**of_line))
        | Exists(DecisionCondition.objects.filter(**of_line))
    )
    items = (
        Item.objects.filter(project__in=[project.pk for project in projects])
        .annotate(is_touched=touched)
        .select_related("section", "department", "owner")
        .prefetch_related("scenarios", "waits__predecessor")
    )
    found: dict[int, dict[str, Item]] = {project.pk: {} for project in projects}
    for item in items:
        found[item.project_id][item.key] = item
    return found


def _standing(item: Item, items: Mapping[str, Item]) -> Standing:
    line = item_content(item, among={other.pk for other in items.values()})
    return Standing(
        placed=Placed(item.section.title, replace(line, default_owner=item.owner.email if item.owner else "")),
        status=item.status,
        is_worked_on=item.is_due_fixed or item.is_touched,  # type: ignore[attr-defined]
        verified=frozenset(scenario.text for scenario in item.scenarios.all() if scenario.verified_at),
    )


def _titles(items: Mapping[str, Item]) -> set[str]:
    return {item.section.title for item in items.values()}


def _linked(relation: Any, projects: Sequence[Project], column: str) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {project.pk: set() for project in projects}
    links = relation.through.objects.filter(project__in=found)
    for project_id, other_id in links.values_list("project_id", column):
        found[project_id].add(other_id)
    return found


def _last_owners(projects: Sequence[Project], *, by: User) -> dict[int, dict[str, int | None]]:
    """For each launch who owned which line in the last other launch of its type. Two queries a type."""
    found: dict[int, dict[str, int | None]] = {}
    for launch_type in {project.launch_type_id for project in projects}:
        of_type = visible_projects(by).filter(launch_type=launch_type).order_by("-created_at", "-pk")
        newest = list(of_type.values_list("pk", flat=True)[:2])
        owners = owners_in(newest)
        for project in projects:
            if project.launch_type_id == launch_type:
                last = next((pk for pk in newest if pk != project.pk), None)
                found[project.pk] = owners.get(last or 0, {})
    return found
