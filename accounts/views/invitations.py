"""Asking people in, and coming in by such a link.

Whoever arrives with a link gets a page whose address no longer holds its secret: that stays in the session, so neither
a history nor a Referer passes it on. Every link that opens nothing is answered alike.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from .. import services
from ..access.people import may_invite, pending_invitations, roles_to_give
from ..asked import number
from ..errors import Refusal
from ..forms.people import AcceptForm, InviteForm, invited
from ..models import Invitation, Role
from ..pages import PageRequest, signed_in, status_of, went_through
from ..services.invitations import find_invitation

SECRET = "invitation"  # noqa: S105 — where the session keeps it


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def invite(request: PageRequest) -> HttpResponse:
    _require_inviter(request)
    if request.method != "POST":
        return _page(request, InviteForm(by=request.user, initial=_asked_for(request)))
    form = InviteForm(request.POST, by=request.user)
    if not form.is_valid():
        return _page(request, form, 400)
    try:
        rows = services.invite_people(form.invitees(), by=request.user)
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(request, form, status_of(request, refusal))
    messages.success(request, invited(len(rows)))
    asked = request.POST.get("next", "")
    return redirect(asked if url_has_allowed_host_and_scheme(asked, None) else "people:person-list")


@require_POST
@signed_in
def resend(request: PageRequest, invitation_id: int) -> HttpResponse:
    _own(request, invitation_id)
    services.resend_invitation(invitation_id, by=request.user)
    return went_through(request, _("A new link goes out. The one before no longer works."), "/people/")


@require_POST
@signed_in
def withdraw(request: PageRequest, invitation_id: int) -> HttpResponse:
    _own(request, invitation_id)
    services.withdraw_invitation(invitation_id, by=request.user)
    return went_through(request, _("The invitation is withdrawn. Its link no longer works."), "/people/")


@require_GET
@never_cache
def arrive(request: HttpRequest, secret: str) -> HttpResponse:
    """The link of the mail: keep its secret in the session and take it out of the address."""
    try:
        find_invitation(secret)
    except Invitation.DoesNotExist:
        return _over(request)
    request.session[SECRET] = secret
    return redirect("account_accept_invitation")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("password")
def accept(request: HttpRequest) -> HttpResponse:
    """Choose a name and a password, and be in."""
    secret = str(request.session.get(SECRET, ""))
    try:
        invitation = find_invitation(secret)
    except Invitation.DoesNotExist:
        return _over(request)
    with translation.override(invitation.language):
        form = AcceptForm(request.POST if request.method == "POST" else None, initial={"name": invitation.name})
        if not form.is_valid():
            return _door(request, invitation, form, 400 if form.is_bound else 200)
        try:
            user = services.accept_invitation(secret, **form.cleaned_data)
        except Invitation.DoesNotExist:
            return _over(request)
        except Refusal as refusal:
            form.refuse(refusal)
            return _door(request, invitation, form, refusal.status)
        request.session.flush()  # whoever was signed in on this device is not any more
        login(request, user)
        messages.success(request, _("Welcome, %(name)s. Your account is open.") % {"name": user.name})
    return redirect("/")


def _door(request: HttpRequest, invitation: Invitation, form: AcceptForm, status: int) -> HttpResponse:
    return render(request, "accounts/invitation.html", {"form": form, "invitation": invitation}, status=status)


def _over(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/invitation_over.html", status=404)


def _page(request: PageRequest, form: InviteForm, status: int = 200) -> HttpResponse:
    return render(request, "accounts/invite.html", {"form": form}, status=status)


def _asked_for(request: PageRequest) -> dict[str, Any]:
    """The department and role that the link here asks for, such as a department's page; the first role otherwise."""
    roles = roles_to_give(request.user)
    role = request.GET.get("role") if request.GET.get("role") in roles else None
    fallback = Role.MEMBER if Role.MEMBER in roles else roles[0]
    own = request.user.department_id if len(roles) == 1 else None
    return {
        "role": role or fallback,
        "department": number(request.GET.get("department")) or own,
        "language": "ko",
    }


def _own(request: PageRequest, invitation_id: int) -> None:
    if not pending_invitations(request.user).filter(pk=invitation_id).exists():
        raise Http404


def _require_inviter(request: PageRequest) -> None:
    if not may_invite(request.user):
        raise PermissionDenied
