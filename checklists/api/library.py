"""The library over the API: what it has, use a template, fetch a new edition into its draft."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.rest.operation import Given, operation

from .. import library
from ..library import LibraryTemplate
from ..models import Template, in_reader_language
from ..schedule import describe
from ..serializers.library import LibraryDetailOutput, LibraryListOutput
from ..serializers.versions import DraftStateOutput, TemplateStateOutput
from .making import Edited, template_state
from .versions import draft_state


class Library(Edited):
    """The templates that ship with the product."""

    @operation(LibraryListOutput)
    def get(self, given: Given) -> dict[str, Any]:
        known = dict(Template.objects.values_list("slug", "pk"))
        return {"results": [_source(source, known.get(slug)) for slug, source in library.shipped().items()]}


class LibraryDetail(Edited):
    """One of them, line by line, and the departments it needs."""

    @operation(LibraryDetailOutput)
    def get(self, given: Given, slug: str) -> dict[str, Any]:
        source = _source_or_404(slug)
        places = library.departments_for(source.content)
        template = Template.objects.filter(slug=slug).first()
        return _source(source, template.pk if template else None) | {
            "departments": [
                {"slug": name, "department_id": place.pk if place else None} for name, place in places.items()
            ],
            "lines": [
                {
                    "key": line.key,
                    "section": in_reader_language(section.title, section.title_en),
                    "title": in_reader_language(line.title, line.title_en),
                    "department": line.department,
                    "deadline": describe(line.rule),
                    "is_blocker": line.is_blocker,
                }
                for section in source.content.sections
                for line in section.lines
            ],
        }


class UseTemplate(Edited):
    @operation(TemplateStateOutput, status=201, is_once=True)
    def post(self, given: Given, slug: str) -> dict[str, Any]:
        """Make a template of it, published as version 1; the one that is there when it is in use already."""
        return template_state(library.use(_source_or_404(slug), by=given.by))


class FetchEdition(Edited):
    @operation(DraftStateOutput, is_versioned=True)
    def post(self, given: Given, template_id: int) -> dict[str, Any]:
        """Put the library’s present edition into the draft. If-Match names the draft’s version."""
        template = get_object_or_404(Template, pk=template_id)
        library.fetch(_source_or_404(template.slug), by=given.by, revision=given.version)
        return draft_state(template.versions.drafts().get())


def _source_or_404(slug: str) -> LibraryTemplate:
    source = library.shipped().get(slug)
    if source is None:
        raise Http404
    return source


def _source(source: LibraryTemplate, template_id: int | None) -> dict[str, Any]:
    counts = source.counts
    return {
        "slug": source.slug,
        "name": source.local_name,
        "summary": source.local_summary,
        "template_id": template_id,
        "items": counts["items"],
        "must_haves": counts["must"],
        "scenarios": counts["scenarios"],
        "questions": len(source.content.questions),
    }
