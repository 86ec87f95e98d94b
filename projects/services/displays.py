"""Display links: made for a department's screen, shown once, revoked at any time, and found by their secret."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access
from accounts.access import Action
from accounts.errors import Invalid, Refusal
from accounts.models import Department, User
from accounts.services import token_digest
from accounts.texts import required_name
from ledger.services import Entry, append, company_stream

from ..access import departments_with_displays, visible_displays
from ..models import DisplayLink

MOST_LIVE = 20  # of one department
USE_IS_NOTED_EVERY = timedelta(hours=1)


@transaction.atomic
def make_display(*, by: User, name: str, department_id: int) -> tuple[DisplayLink, str]:
    """The link and its secret of 256 random bits, which is kept nowhere: only its digest is.

    Invalid for a department whose screens are not theirs to run; Refusal beyond `MOST_LIVE` links of it.
    """
    access.require(by, Action.RUN_DISPLAYS, department_id=by.department_id)
    if not departments_with_displays(by).filter(pk=department_id).exists():
        raise Invalid("unknown_department", _("Choose a department whose screens you run."), field="department_id")
    name = required_name(name, "name", longest=60)
    Department.objects.select_for_update(no_key=True).get(pk=department_id)
    if DisplayLink.objects.filter(department=department_id, revoked_at__isnull=True).count() >= MOST_LIVE:
        message = _("There are %(most)d display links already. Revoke one that is not used any more.")
        raise Refusal("too_many_displays", message % {"most": MOST_LIVE})
    token = secrets.token_urlsafe(32)
    link = DisplayLink.objects.create(name=name, department_id=department_id, digest=token_digest(token), made_by=by)
    _record("display_made", link, by, after={"name": name, "department_id": department_id})
    return link, token


@transaction.atomic
def revoke_display(display_id: int, *, by: User) -> DisplayLink:
    """End a link at once. A second time changes nothing. Raises DoesNotExist for one that is not theirs to run."""
    access.require(by, Action.RUN_DISPLAYS, department_id=by.department_id)
    link = visible_displays(by).select_for_update(of=("self",)).get(pk=display_id)
    if link.revoked_at is None:
        link.revoked_at = timezone.now()
        link.save(update_fields=["revoked_at"])
        _record("display_revoked", link, by)
    return link


def find_display(token: str) -> DisplayLink | None:
    """The link with this secret while it works; its use is noted once an hour."""
    if not token.isascii():
        return None
    links = DisplayLink.objects.select_related("department", "made_by")
    link = links.filter(digest=token_digest(token), revoked_at__isnull=True).first()
    if link is not None:
        now = timezone.now()
        is_noted = Q(last_used_at__gt=now - USE_IS_NOTED_EVERY)
        DisplayLink.objects.filter(pk=link.pk).exclude(is_noted).update(last_used_at=now)
    return link


def _record(verb: str, link: DisplayLink, by: User, **more: object) -> None:
    """To the company's stream. The secret is in none of them."""
    append(company_stream().pk, [Entry(verb, f"displaylink:{link.pk}", link.name, **more)], by=by)  # type: ignore[arg-type]
