"""Calendar links: made for oneself, shown once, revoked at any time, and found by their secret."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access
from accounts.access import Action
from accounts.errors import Invalid, Refusal
from accounts.models import User
from accounts.services import token_digest
from ledger.services import Entry, append, company_stream
from projects.access import visible_projects

from ..access import departments_for, is_open_to
from ..models import FeedLink

MOST_LIVE = 20
USE_IS_NOTED_EVERY = timedelta(hours=1)


def own_links(user: User) -> QuerySet[FeedLink]:
    """Those that still work, and how the person knows them apart."""
    return user.feed_links.filter(revoked_at__isnull=True).select_related("owner", "department", "project")


@transaction.atomic
def make_feed(
    *, by: User, kind: str, department_id: int | None = None, project_id: int | None = None
) -> tuple[FeedLink, str]:
    """The link and its secret of 256 random bits, which is kept nowhere: only its digest is.

    Invalid where the person may not have the department's or the launch's dates; Refusal beyond `MOST_LIVE` links.
    """
    access.require(by, Action.MAKE_FEED, owner_id=by.pk)
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if own_links(by).count() >= MOST_LIVE:
        message = _("There are %(most)d calendar links already. Revoke one that is not used any more.")
        raise Refusal("too_many_feeds", message % {"most": MOST_LIVE})
    if kind not in FeedLink.Kind.values:
        raise Invalid("unknown_kind", _("This is not one of the choices."), field="kind")
    of_department, of_project = kind == FeedLink.Kind.DEPARTMENT, kind == FeedLink.Kind.PROJECT
    if of_department and not departments_for(by).filter(pk=department_id or 0).exists():
        raise Invalid("unknown_department", _("Choose a department whose dates you may have."), field="department_id")
    if of_project and not visible_projects(by).filter(pk=project_id or 0).exists():
        raise Invalid("unknown_launch", _("Choose a launch that you can see."), field="project_id")
    token = secrets.token_urlsafe(32)
    link = FeedLink.objects.create(
        owner=by,
        kind=kind,
        department_id=department_id if of_department else None,
        project_id=project_id if of_project else None,
        digest=token_digest(token),
    )
    after = {"kind": link.kind, "department_id": link.department_id, "project_id": link.project_id}
    _record("feed_made", link, by, after=after)
    return link, token


@transaction.atomic
def revoke_feed(link_id: int, *, by: User) -> FeedLink:
    """End one's own link at once. A second time changes nothing. Raises DoesNotExist for anybody else's."""
    access.require(by, Action.MAKE_FEED, owner_id=by.pk)
    link = by.feed_links.select_for_update(of=("self",)).get(pk=link_id)
    if link.revoked_at is None:
        link.revoked_at = timezone.now()
        link.save(update_fields=["revoked_at"])
        _record("feed_revoked", link, by)
    return link


def find_feed(token: str) -> FeedLink | None:
    """The link with this secret, if its owner may still read by it; its use is noted once an hour."""
    if not token.isascii():
        return None
    links = FeedLink.objects.select_related("owner", "owner__department", "department", "project")
    link = links.filter(digest=token_digest(token)).first()
    if link is None or not is_open_to(link):
        return None
    now = timezone.now()
    is_noted = Q(last_used_at__gt=now - USE_IS_NOTED_EVERY)
    FeedLink.objects.filter(pk=link.pk).exclude(is_noted).update(last_used_at=now)
    return link


def _record(verb: str, link: FeedLink, by: User, **more: object) -> None:
    """To the company's stream, where the tokens' events are too. The secret is in none of them."""
    entry = Entry(verb, f"feedlink:{link.pk}", link.get_kind_display(), **more)  # type: ignore[arg-type]
    append(company_stream().pk, [entry], by=by)
