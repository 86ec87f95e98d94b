"""The templates to choose from, with how much is in each; for editors also what waits to be done about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery

from accounts.models import User

from . import library
from .access import may_edit, readable_versions, visible_templates
from .comparing import unpublished
from .library import LibraryTemplate
from .models import LaunchType, Proposal, Question, Scenario, Template, TemplateVersion


@dataclass(frozen=True, slots=True)
class Shown:
    """A template with its newest version (None before the first) and, for editors, what waits: changes of its draft,
    proposals, and a new edition of the library's file.
    """

    template: Template
    version: TemplateVersion | None
    changes: int = 0
    proposals: int = 0
    edition: LibraryTemplate | None = None


@dataclass(frozen=True, slots=True)
class Shelf:
    """`groups` by launch type in its order; `unused` are the library's templates that are not loaded."""

    groups: list[tuple[LaunchType, list[Shown]]]
    archived: list[Shown]
    unused: list[LibraryTemplate]

    @property
    def count(self) -> int:
        return sum(len(shown) for _launch_type, shown in self.groups)


def current_versions(user: User) -> QuerySet[TemplateVersion]:
    """One query. Each has `item_count`, `must_count`, `scenario_count` and `question_count`."""
    versions = TemplateVersion.objects.all().current().filter(template__in=visible_templates(user))
    return with_counts(versions.select_related("template__launch_type").order_by("template"))


def with_counts(versions: QuerySet[TemplateVersion]) -> QuerySet[TemplateVersion]:
    scenarios = Scenario.objects.filter(item__version=OuterRef("pk")).order_by().values("item__version")
    questions = Question.objects.filter(version=OuterRef("pk")).order_by().values("version")
    return versions.annotate(
        item_count=Count("items"),
        must_count=Count("items", filter=Q(items__is_blocker=True)),
        scenario_count=Subquery(scenarios.annotate(n=Count("pk")).values("n"), output_field=IntegerField()),
        question_count=Subquery(questions.annotate(n=Count("pk")).values("n"), output_field=IntegerField()),
    )


def shelf_for(user: User) -> Shelf:
    """What this person finds on the templates' page. Its queries do not grow with the templates."""
    versions = readable_versions(user).select_related("template__launch_type").order_by("template")
    newest = versions.filter(pk__in=TemplateVersion.objects.all().newest())
    published = {found.template_id: found for found in with_counts(newest)}
    if not may_edit(user):
        return Shelf(_grouped([Shown(version.template, version) for version in published.values()]), [], [])
    drafts = list(versions.filter(number=None))  # every template has one
    shown = _shown_to_editors(drafts, published)
    loaded = {draft.template.slug for draft in drafts}
    return Shelf(
        _grouped([found for found in shown if not found.template.is_archived]),
        [found for found in shown if found.template.is_archived],
        [source for slug, source in library.shipped().items() if slug not in loaded],
    )


def waiting_counts(templates: Collection[Template]) -> Counter[int]:
    """How many proposals wait for each template, by its id."""
    waiting = Proposal.objects.filter(template__in=templates, verdict=Proposal.Verdict.WAITING)
    return Counter(waiting.values_list("template", flat=True))


def _shown_to_editors(drafts: list[TemplateVersion], published: dict[int, TemplateVersion]) -> list[Shown]:
    templates = [draft.template for draft in drafts]
    changes = unpublished(drafts, published.values())
    waiting, digests = waiting_counts(templates), library.digests_of(templates)

    def edition(template: Template) -> LibraryTemplate | None:
        source = library.shipped().get(template.slug)
        return source if source and source.digest not in digests[template.pk] else None

    return [
        Shown(one, published.get(one.pk), changes.get(one.pk, 0), waiting[one.pk], edition(one)) for one in templates
    ]


def _grouped(shown: list[Shown]) -> list[tuple[LaunchType, list[Shown]]]:
    ordered = sorted(shown, key=lambda found: (found.template.launch_type_id, found.template.pk))
    return [(launch_type, list(group)) for launch_type, group in groupby(ordered, lambda one: one.template.launch_type)]
