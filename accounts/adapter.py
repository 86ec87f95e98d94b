"""How allauth behaves here: an administrator enters people; nobody signs up by themselves."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from .passwords import LONGEST


class ClosedSignup(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """A password longer than any can be is wrong: nothing is computed from it, and the attempt counts."""
        if len(credentials.get("password") or "") > LONGEST:
            credentials["password"] = ""
        return super().authenticate(request, **credentials)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:settings")
