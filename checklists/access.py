"""Which templates a person may see. Partners see none (404); drafts are for those who may edit them."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.access import Action, Reach, reach
from accounts.models import User

from .models import Template, TemplateVersion


def visible_versions(user: User) -> QuerySet[TemplateVersion]:
    """Published versions, and drafts for editors, of the templates that are not archived."""
    versions = TemplateVersion.objects.filter(template__is_archived=False)
    if not may_see(user):
        return versions.none()
    return versions if may_edit(user) else versions.filter(published_at__isnull=False)


def visible_templates(user: User) -> QuerySet[Template]:
    return Template.objects.filter(pk__in=visible_versions(user).values("template"))


def may_see(user: User) -> bool:
    return reach(user, Action.SEE_TEMPLATE) != Reach.NONE


def may_edit(user: User) -> bool:
    return reach(user, Action.EDIT_TEMPLATE) != Reach.NONE


def may_start(user: User) -> bool:
    return reach(user, Action.RUN_LAUNCH) != Reach.NONE
