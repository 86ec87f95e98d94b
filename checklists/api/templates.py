"""Launch types and templates over the API."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language

from accounts.access import Action, require
from accounts.rest.endpoint import Endpoint
from accounts.rest.inputs import Paged
from accounts.rest.operation import Given, operation
from accounts.rest.pages import page, page_of

from ..models import LaunchType, Question, TemplateItem, TemplateVersion
from ..serializers.templates import LaunchTypeOutput, TemplateDetailOutput, TemplateOutput, TemplatesQuery
from ..serializers.versions import TemplateInput, TemplateStateOutput
from ..services.templates import create_template
from .making import template_state, words_of


class LaunchTypes(Endpoint):
    """Kinds of launch and the notice each owes."""

    sees = Action.SEE_LAUNCH

    @operation(page_of(LaunchTypeOutput), query=Paged)
    def get(self, given: Given) -> dict[str, Any]:
        rows = LaunchType.objects.values("id", "slug", "name", "name_en", "notice_days")

        def shape(row: dict[str, Any]) -> dict[str, Any]:
            english = row.pop("name_en")
            return row | {"name": english} if english and get_language() == "en" else row

        return page(rows, given.query, shape)


class Templates(Endpoint):
    """Templates in their newest published version."""

    sees = Action.SEE_TEMPLATE

    @operation(page_of(TemplateOutput), query=TemplatesQuery)
    def get(self, given: Given) -> dict[str, Any]:
        versions = _current().annotate(item_count=Count("items")).order_by("template_id")
        if given.query.get("launch_type"):
            versions = versions.filter(template__launch_type_id=given.query["launch_type"])
        if given.query.get("q"):
            versions = versions.filter(template__name__icontains=given.query["q"])
        return page(versions, given.query, lambda version: _template(version, version.item_count))

    @operation(TemplateStateOutput, status=201, takes=TemplateInput, is_once=True)
    def post(self, given: Given) -> dict[str, Any]:
        """A new template with an empty draft; it is listed once it is published."""
        require(given.by, Action.EDIT_TEMPLATE)
        return template_state(create_template(by=given.by, **words_of(given.values)))


class TemplateDetail(Endpoint):
    """A template with everything in its newest published version."""

    sees = Action.SEE_TEMPLATE

    @operation(TemplateDetailOutput)
    def get(self, given: Given, template_id: int) -> dict[str, Any]:
        version = get_object_or_404(_current(), template_id=template_id)
        lines = list(version.items.prefetch_related("scenarios", "waits__predecessor"))
        return _template(version, len(lines)) | {
            "note": version.note,
            "questions": [_question(question) for question in version.questions.all()],
            "sections": [{"id": section.pk, "title": str(section)} for section in version.sections.all()],
            "lines": [_line(item) for item in lines],
        }


def _current() -> QuerySet[TemplateVersion]:
    return TemplateVersion.objects.all().current().select_related("template")


def _template(version: TemplateVersion, items: int) -> dict[str, Any]:
    template = version.template
    return {
        "id": template.pk,
        "slug": template.slug,
        "name": template.local_name,
        "summary": template.local_summary,
        "launch_type_id": template.launch_type_id,
        "template_version_id": version.pk,
        "number": version.number,
        "published_at": version.published_at,
        "items": items,
    }


def _question(question: Question) -> dict[str, Any]:
    choices = [{"value": value, "label": label} for value, label in question.local_choices()]
    return {"key": question.key, "text": str(question), "kind": question.kind, "choices": choices}


def _line(item: TemplateItem) -> dict[str, Any]:
    kept = ("key", "section_id", "department_id", "default_owner_id", "offset", "unit", "roll", "is_blocker")
    return {name: getattr(item, name) for name in (*kept, "evidence_kind", "approval", "condition")} | {
        "title": item.local_title,
        "guidance": item.local_guidance,
        "brief_line": item.local_brief_line,
        "scenarios": [
            {"text": str(scenario), "offset": scenario.offset, "unit": scenario.unit, "condition": scenario.condition}
            for scenario in item.scenarios.all()
        ],
        "waits": [{"key": wait.predecessor.key, "days": wait.days} for wait in item.waits.all()],
    }
