"""The templates to choose from: their newest published version, with how much is in it."""

from __future__ import annotations

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery

from accounts.models import User

from .access import visible_templates
from .models import Question, Scenario, TemplateVersion


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
