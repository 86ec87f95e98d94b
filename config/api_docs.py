"""The API's own description: OpenAPI 3 for programs, a page for people. For administrators and planners."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.views.generic import TemplateView
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request

from accounts.access import Action, allows, require
from accounts.authentication import caller


class Schema(SpectacularJSONAPIView):
    """OpenAPI 3 as JSON."""

    permission_classes = [IsAuthenticated]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        require(caller(request), Action.SEE_API)


class Docs(LoginRequiredMixin, TemplateView):
    """Swagger UI from our own static files; the page's policy stays strict, so its start is a script file of ours."""

    template_name = "config/api_docs.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and not allows(request.user, Action.SEE_API):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)
