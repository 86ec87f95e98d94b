"""Versions over the API: list, compare, publish, restore."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404

from accounts.access import Action
from accounts.rest.endpoint import Endpoint
from accounts.rest.inputs import Paged
from accounts.rest.operation import Given, operation
from accounts.rest.pages import page, page_of

from ..access import readable_templates, readable_versions
from ..compare import Comparison, LineChange, QuestionChange, SectionChange
from ..comparing import compare_versions
from ..gallery import with_counts
from ..models import TemplateVersion
from ..serializers.versions import CompareQuery, ComparisonOutput, DraftStateOutput, PublishInput, VersionOutput
from ..services.publishing import publish_draft, restore_version
from ..views.templates import asked_version


class Versions(Endpoint):
    """The published versions of a template, the newest first."""

    sees = Action.SEE_TEMPLATE

    @operation(page_of(VersionOutput), query=Paged)
    def get(self, given: Given, template_id: int) -> dict[str, Any]:
        template = get_object_or_404(readable_templates(given.by), pk=template_id)
        versions = with_counts(readable_versions(given.by).filter(template=template, number__isnull=False))
        return page(versions.order_by("-number"), given.query, _version)


class Compare(Endpoint):
    """Two versions, line by line."""

    sees = Action.SEE_TEMPLATE

    @operation(ComparisonOutput, query=CompareQuery, is_tagged=True)
    def get(self, given: Given, template_id: int) -> dict[str, Any]:
        """Everything that differs, in words; its ETag is that of the draft."""
        template = get_object_or_404(readable_templates(given.by), pk=template_id)
        before = asked_version(given.by, template, given.query["before"])
        after = asked_version(given.by, template, given.query["after"])
        draft = template.versions.drafts().get()
        return {
            "before": given.query["before"],
            "after": given.query["after"],
            "version": draft.revision,
            "changes": changes_of(compare_versions(before, after)),
        }


class Publish(Endpoint):
    sees = Action.EDIT_TEMPLATE

    @operation(VersionOutput, status=201, takes=PublishInput, is_versioned=True, is_once=True)
    def post(self, given: Given, template_id: int) -> dict[str, Any]:
        """Freeze the draft as the next version. If-Match names the draft’s."""
        version = publish_draft(template_id, by=given.by, revision=given.version, **given.values)
        return _version(with_counts(TemplateVersion.objects.filter(pk=version.pk)).get())


class Restore(Endpoint):
    sees = Action.EDIT_TEMPLATE

    @operation(DraftStateOutput, is_versioned=True)
    def post(self, given: Given, template_id: int, number: int) -> dict[str, Any]:
        """Put a published version into the draft; what the draft held is gone."""
        return draft_state(restore_version(template_id, number, by=given.by, revision=given.version))


def draft_state(draft: TemplateVersion) -> dict[str, Any]:
    return {"template_id": draft.template_id, "version": draft.revision}


def changes_of(comparison: Comparison) -> list[dict[str, Any]]:
    """Every change as JSON, a line with the title of its section."""
    found = []
    for section in comparison.sections:
        if section in comparison.changes():
            found.append(_change("section", section))
        found += [_change("line", line) | {"section": section.title} for line in section.lines]
    return found + [_change("question", question) for question in comparison.questions]


def _change(of: str, change: SectionChange | LineChange | QuestionChange) -> dict[str, Any]:
    return {
        "of": of,
        "change": change.kind,
        "key": getattr(change, "key", ""),
        "title": change.title,
        "section": "",
        "came_from": getattr(change, "came_from", ""),
        "is_moved": change.is_moved,
        "fields_changed": [
            {"name": field.name, "label": field.label, "before": field.before, "after": field.after}
            for field in change.fields
        ],
    }


def _version(version: Any) -> dict[str, Any]:
    names = ("template_id", "number", "note", "published_at", "published_by_id")
    found = {name: getattr(version, name) for name in names}
    return found | {"template_version_id": version.pk, "items": version.item_count}
