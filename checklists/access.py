"""Which templates a person may see. Partners see none (404); drafts and the archive are for those who may edit."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.access import Action, Reach, reach
from accounts.models import Department, User

from .models import Template, TemplateVersion


def visible_versions(user: User) -> QuerySet[TemplateVersion]:
    """Published versions, and drafts for editors, of the templates that are not archived."""
    return readable_versions(user).filter(template__is_archived=False)


def visible_templates(user: User) -> QuerySet[Template]:
    return Template.objects.filter(pk__in=visible_versions(user).values("template"))


def readable_versions(user: User) -> QuerySet[TemplateVersion]:
    """Published versions, and for editors drafts and what is archived."""
    if may_edit(user):
        return TemplateVersion.objects.all()
    if not may_see(user):
        return TemplateVersion.objects.none()
    return TemplateVersion.objects.filter(published_at__isnull=False, template__is_archived=False)


def readable_templates(user: User) -> QuerySet[Template]:
    return Template.objects.filter(pk__in=readable_versions(user).values("template"))


def may_see(user: User) -> bool:
    return reach(user, Action.SEE_TEMPLATE) != Reach.NONE


def may_edit(user: User) -> bool:
    return reach(user, Action.EDIT_TEMPLATE) != Reach.NONE


def may_export(user: User) -> bool:
    return reach(user, Action.EXPORT) != Reach.NONE


def may_start(user: User) -> bool:
    return reach(user, Action.RUN_LAUNCH) != Reach.NONE


def may_propose(user: User) -> bool:
    return reach(user, Action.PROPOSE_LINE) != Reach.NONE


def proposable_departments(user: User) -> QuerySet[Department]:
    """Those whose lines this person may propose: a lead's own."""
    departments = Department.objects.order_by("pk")
    match reach(user, Action.PROPOSE_LINE):
        case Reach.ALL:
            return departments
        case Reach.DEPARTMENT:
            return departments.filter(pk=user.department_id or 0)
        case _:
            return departments.none()
