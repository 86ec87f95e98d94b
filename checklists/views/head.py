"""What every page of a template begins with: who may open it, and what its head and tabs show."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from accounts.errors import Refusal, Stale
from accounts.forms.base import OwnForm
from accounts.models import User

from ..access import may_edit, may_propose, may_start, readable_templates
from ..history import edits_of
from ..models import Template, TemplateVersion


def template_or_404(user: User, template_id: int) -> Template:
    return get_object_or_404(readable_templates(user).select_related("launch_type"), pk=template_id)


def editable_or_403(user: User, template_id: int) -> Template:
    template = template_or_404(user, template_id)
    if not may_edit(user):
        raise PermissionDenied
    return template


def head_context(user: User, template: Template, tab: str) -> dict[str, Any]:
    """`tab` is the one that is lit: sheet, draft, versions or proposals."""
    newest = template.newest_version()
    return {
        "template": template,
        "tab": tab,
        "newest": newest,
        "waiting_count": template.proposals.waiting().count(),
        "may_edit": may_edit(user),
        "may_propose": may_propose(user),
        "may_start": may_start(user) and newest is not None and not template.is_archived,
    }


def draft_of(template: Template) -> TemplateVersion:
    return template.versions.drafts().get()


def refused(form: OwnForm, refusal: Refusal, template: Template) -> dict[str, Any]:
    """What a page shows of a refusal: the sentence in its form, and after somebody else's edits which they were."""
    if not isinstance(refusal, Stale):
        form.refuse(refusal)
        return {}
    read = form.cleaned_data.get("revision") or 0
    return {"between": edits_of(template, min(max(draft_of(template).revision - read, 1), 10))}
