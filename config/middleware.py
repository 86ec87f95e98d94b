"""What every request gets: an id that errors can be traced by, and the reader's language and time zone."""

import uuid
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestId:
    """Puts `request.id` on the request and `X-Request-ID` on the answer."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = uuid.uuid4().hex  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-ID"] = request.id  # type: ignore[attr-defined]
        return response


class Utf8Forms:
    """Forms are read as UTF-8 only: other encodings can spell characters that no database stores (UTF-7, escapes).

    JSON is checked by its parser, which answers in JSON.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        charset = (request.content_params or {}).get("charset", "utf-8").lower()
        if charset not in ("utf-8", "utf8") and request.content_type != "application/json":
            raise BadRequest("A form must be UTF-8.")
        return self.get_response(request)


class ReaderLocale:
    """A signed-in person reads in the language and time zone of their profile; others in what the browser asks for."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        language = user.language if user.is_authenticated else translation.get_language_from_request(request)
        with translation.override(language), timezone.override(user.time_zone if user.is_authenticated else None):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response
