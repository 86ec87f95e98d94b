"""A new version of a template, brought to the launches that run on an older one. Source: product.md section 3.

Each launch has a transaction of its own: its lock is held only while its own lines are written, so nobody who ticks in
another launch waits for it, and a launch that somebody changed meanwhile is refused alone. A launch that is not among
the choices stays on its version and is offered again; one that is goes to the new version as a whole, and what was not
taken of it then stands as changed by hand (see `projects.syncing`), so it is not offered again.

Errors: Forbidden, Template.DoesNotExist; Invalid for a launch that is none of these; Stale when a newer version exists.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import access as roles
from accounts.access import Action
from accounts.errors import Invalid, Refusal, Stale
from accounts.models import User
from checklists.content import Content
from checklists.models import Template, TemplateVersion
from ledger.services import Entry

from ..access import visible_projects
from ..models import Project
from ..models.project import ProjectQuerySet
from .applying import Written, write_lines
from .comparing import Comparison, compare_launches
from .locking import lock_project, save_project


@dataclass(frozen=True, slots=True)
class Choice:
    """What a planner takes of one launch: keys of lines offered, and the launch's version that was seen."""

    keys: Collection[str]
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """`counts` says how many lines were added, changed, dropped, returned; `refusal` why nothing was written."""

    project: Project
    counts: Mapping[str, int] = field(default_factory=dict)
    refusal: Refusal | None = None


def newest_version(template_id: int) -> TemplateVersion | None:
    """The template's newest published version, if it has one. Raises Template.DoesNotExist."""
    return Template.objects.get(pk=template_id).newest_version()


def behind(version: TemplateVersion, *, by: User) -> ProjectQuerySet:
    """The running launches on older versions of this template that `by` sees, the next D-day first."""
    of_template = visible_projects(by).running().filter(template_version__template=version.template_id)
    return of_template.exclude(template_version=version).order_by("launch_on", "pk")


def sync_preview(template_id: int, *, by: User) -> list[Comparison]:
    """What the newest version would change in each running launch on an older one. Nothing is saved."""
    roles.require(by, Action.RUN_LAUNCH)
    version = newest_version(template_id)
    if version is None:
        return []
    projects = behind(version, by=by).select_related("template_version", "planner")
    return compare_launches(list(projects), version, by=by)


def sync_projects(
    template_id: int, choices: Mapping[int, Choice], *, by: User, number: int, tell: bool
) -> list[Outcome]:
    """Bring the launches chosen (by id) to version `number`, the newest that the caller saw.

    With `tell` each person concerned gets one message per launch, with all their lines; the messages of one sweep go
    out together. Without it nobody is told.
    """
    roles.require(by, Action.RUN_LAUNCH)
    version = newest_version(template_id)
    if version is None or version.number != number:
        current = {"number": version.number if version else None}
        raise Stale(_("A newer version has been published. Please look at what it changes."), current)
    projects = {
        project.pk: project
        for project in visible_projects(by).filter(pk__in=choices, template_version__template=template_id)
    }
    if choices.keys() - projects.keys():
        raise Invalid("unknown_project", _("Choose launches of this template."), field="projects")
    contents: dict[int, Content] = {}
    outcomes = []
    for pk, choice in choices.items():
        try:
            outcomes.append(_sync(pk, choice, version, contents, by=by, tell=tell))
        except Refusal as refusal:
            outcomes.append(Outcome(projects[pk], refusal=refusal))
    return outcomes


@transaction.atomic
def _sync(
    project_id: int, choice: Choice, version: TemplateVersion, contents: dict[int, Content], *, by: User, tell: bool
) -> Outcome:
    project = lock_project(project_id, by=by, version=choice.version)
    if project.template_version_id == version.pk:
        return Outcome(project)
    [found] = compare_launches([project], version, by=by, contents=contents)
    written = write_lines(found, choice.keys)
    former, project.template_version = project.template_version, version
    save_project(project, ["template_version"], [_event(found, former, written, tell=tell)], by=by)
    return Outcome(project, written.counts)


def _event(found: Comparison, former: TemplateVersion, written: Written, *, tell: bool) -> Entry:
    project = found.project
    return Entry(
        "template_synced",
        target=f"project:{project.pk}",
        target_name=project.name,
        before={"template": str(former), "number": former.number},
        after={
            "template": str(found.version),
            "number": found.version.number,
            "tell": tell,
            "sections": dict(found.sections),
            **written.values(),
        },
        reason=found.version.note,
    )
