"""A person's own settings and API tokens."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from .. import services
from ..access import Action, Reach, reach
from ..errors import Refusal
from ..forms.settings import SCOPES, SettingsForm, SwitchForm, TokenForm
from ..models import ApiToken
from ..pages import PageRequest, went_through


@require_http_methods(["GET", "POST"])
@login_required
def settings(request: PageRequest) -> HttpResponse:
    form = SettingsForm(request.POST or None, user=request.user)
    if not form.is_valid():
        return _page(request, form=form)
    try:
        user = services.update_own_settings(request.user, **form.cleaned_data)
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(request, form=form)
    with translation.override(user.language):
        messages.success(request, _("Your settings are saved."))
    return redirect("accounts:settings")


@require_POST
@login_required
def settings_switch(request: PageRequest) -> HttpResponse:
    """Turn one switch and stay on the page."""
    form = SwitchForm(request.POST)
    if not form.is_valid():
        raise BadRequest(_("Choose one of the values offered."))
    user = services.update_own_settings(request.user, **form.chosen)
    with translation.override(user.language):
        return went_through(request, _("Your settings are saved."), reverse("accounts:settings"))


@require_POST
@login_required
def token_create(request: PageRequest) -> HttpResponse:
    """The answer itself shows the secret: it is kept nowhere, so no later page could."""
    _require_tokens(request)
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _page(request, token_form=form)
    try:
        token, secret = services.create_api_token(request.user, by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(request, token_form=form)
    return _page(request, new_token=token, secret=secret)


@require_POST
@login_required
def token_revoke(request: PageRequest, token_id: int) -> HttpResponse:
    _require_tokens(request)
    token = get_object_or_404(request.user.api_tokens, pk=token_id)
    services.revoke_api_token(token, by=request.user)
    messages.success(request, _("The token is revoked. Programs that use it are refused from now on."))
    return redirect("accounts:settings")


def _require_tokens(request: PageRequest) -> None:
    if reach(request.user, Action.MAKE_TOKEN) == Reach.NONE:
        raise PermissionDenied


def _page(
    request: PageRequest, *, form: SettingsForm | None = None, token_form: TokenForm | None = None, **more: Any
) -> HttpResponse:
    may_make = reach(request.user, Action.MAKE_TOKEN) != Reach.NONE
    now = timezone.now()
    context = {
        "form": form or SettingsForm(user=request.user),
        "may_make_tokens": may_make,
        "token_form": token_form or TokenForm(),
        "tokens": [_row(token, now) for token in request.user.api_tokens.all()] if may_make else [],
        **more,
    }
    is_wrong = any(shown is not None and bool(shown.errors) for shown in (form, token_form))
    return render(request, "accounts/settings.html", context, status=400 if is_wrong else 200)


def _row(token: ApiToken, now: datetime) -> dict[str, Any]:
    state = "revoked" if token.revoked_at else "expired" if token.expires_at <= now else "live"
    return {
        "token": token,
        "state": state,
        "until": timezone.localdate(token.expires_at),
        "scopes": [label for scope, label in SCOPES.items() if scope in token.scopes],
    }
