"""How allauth behaves here: people are entered or invited; nobody signs up by themselves."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from .access import Action, allows
from .models import Department, User
from .passwords import LONGEST


class ClosedSignup(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """A password longer than any can be is wrong: nothing is computed from it, and the attempt counts."""
        if len(credentials.get("password") or "") > LONGEST:
            credentials["password"] = ""
        return super().authenticate(request, **credentials)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """To where they were going; in an installation without departments, for who sets it up, to the first step."""
        user = request.user
        if isinstance(user, User) and allows(user, Action.MANAGE_DEPARTMENTS) and not Department.objects.exists():
            return reverse("projects:welcome")
        return str(super().get_login_redirect_url(request))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:settings")
