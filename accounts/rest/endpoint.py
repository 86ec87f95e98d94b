"""The base of every API view: gate first, JSON always, methods that are not there are 405."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import translation
from django.utils.cache import patch_vary_headers
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import Action, require
from accounts.authentication import caller

from .described import Described


class FirstRenderer(DefaultContentNegotiation):
    """An answer is JSON whatever the client says that it accepts."""

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        first = next(iter(renderers))
        return first, str(first.media_type)


class Endpoint(APIView):
    """`sees` is the action a person needs, in any reach, to find anything here at all."""

    schema = Described()
    content_negotiation_class = FirstRenderer
    metadata_class = None
    sees: Action | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if str(request.method).lower() not in (*map(str.lower, self.allowed_methods), "head"):
            raise MethodNotAllowed(str(request.method))
        if self.sees is not None:
            by = caller(request)
            # With their own department and as owner, everybody passes whose reach is not NONE.
            require(by, self.sees, department_id=by.department_id or 0, owner_id=by.pk)

    def options(self, *_args: Any, **_path: Any) -> Response:
        return Response(status=204)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["Content-Language"] = translation.get_language() or "ko"
        patch_vary_headers(answer, ["Accept-Language", "Authorization", "Cookie"])
        return answer
