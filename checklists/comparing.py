"""Comparing what stands in the database, with departments and people by their names."""

from __future__ import annotations

from collections.abc import Collection

from accounts.models import Department, User

from .compare import Comparison, compare
from .compare_words import Names
from .content import Content
from .contents import contents_of
from .models import TemplateVersion


def compare_versions(before: TemplateVersion, after: TemplateVersion) -> Comparison:
    """Seven queries, however many lines."""
    contents = contents_of([before, after])
    return compare_contents(contents[before.pk], contents[after.pk])


def compare_contents(before: Content, after: Content) -> Comparison:
    departments = {department.slug: department.local_name for department in Department.objects.all()}
    emails = {line.default_owner for content in (before, after) for line in content.lines() if line.default_owner}
    people = dict(User.objects.filter(email__in=emails).values_list("email", "name")) if emails else {}
    return compare(before, after, Names(departments, people))


def unpublished(drafts: Collection[TemplateVersion], newest: Collection[TemplateVersion]) -> dict[int, int]:
    """How much differs between a template's draft and its newest version, by the template's id; five queries.

    A draft begins one revision above the version it was published as; nothing is read of one that still stands there.
    """
    published = {version.template_id: version for version in newest}
    edited = [
        draft
        for draft in drafts
        if draft.template_id in published and draft.revision != published[draft.template_id].revision + 1
    ]
    contents = contents_of([*edited, *(published[draft.template_id] for draft in edited)]) if edited else {}
    return {
        draft.template_id: len(compare(contents[published[draft.template_id].pk], contents[draft.pk]))
        for draft in edited
    }
