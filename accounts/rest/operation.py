"""One operation of the API: what it takes, needs and gives, said once, enforced and documented from the same words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.authentication import caller
from accounts.idempotency import HEADER, LONGEST_KEY, Answer, answer_once, digest_of, key_of
from accounts.models import User

from .inputs import Input, Nothing, Query, read
from .problem import MEANINGS, Problem
from .versions import given_version, tag_of

Shape = type[serializers.BaseSerializer[Any]] | serializers.BaseSerializer[Any] | None


@dataclass(frozen=True, slots=True)
class Given:
    """What a handler is handed: checked values, the version the client read, and who asks."""

    by: User
    values: dict[str, Any]
    query: dict[str, Any]
    version: int | None
    key: str


@dataclass(frozen=True, slots=True)
class Operation:
    """`gives` the shape of a good answer with `status`; `takes` the body (`takes_file` a form with a
    file instead); `query` the parameters. `files` are the content types of what it gives instead of JSON: then the
    handler answers with the response itself.

    `is_versioned` wants If-Match; `is_once` wants an Idempotency-Key; `unkept` names what its kept answer leaves out.
    """

    gives: Shape
    status: int = 200
    takes: type[Input] = Nothing
    takes_file: type[Input] | None = None
    query: type[Query] = Query
    is_versioned: bool = False
    is_once: bool = False
    is_tagged: bool = False
    unkept: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    refusals: tuple[int, ...] = ()

    def run(self, view: Any, request: Request, handler: Callable[..., Any], path: dict[str, Any]) -> HttpResponseBase:
        key = key_of(request) if self.is_once else ""
        version = given_version(request) if self.is_versioned else None
        query = read(self.query, request.query_params)
        values = {} if request.method == "GET" else read(self._shape_of(request), request.data)
        given = Given(caller(request), values, query, version, key)
        if self.files:
            answer: HttpResponseBase = handler(view, given, **path)
            return answer

        def act() -> Answer:
            body = handler(view, given, **path)
            tag = tag_of(body["version"]) if isinstance(body, dict) and "version" in body else ""
            return Answer(self.status, body, tag)

        if not self.is_once:
            return _response(act())
        digest = digest_of(str(request.method), request.path, values)
        return _response(answer_once(given.by, key, digest, act, unkept=self.unkept))

    def _shape_of(self, request: Request) -> type[Input]:
        is_form = (request.content_type or "").startswith("multipart/")
        return self.takes_file if self.takes_file and is_form else self.takes


def operation(gives: Shape = None, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., HttpResponseBase]]:
    """Make a view's method of a handler `(self, given, **path) -> JSON value`. Options: see Operation."""
    described = Operation(gives, **options)

    def decorate(handler: Callable[..., Any]) -> Callable[..., HttpResponseBase]:
        @wraps(handler)
        def call(self: Any, request: Request, **path: Any) -> HttpResponseBase:
            return described.run(self, request, handler, path)

        method = handler.__name__
        return extend_schema(
            request=_request(described) if method not in ("get", "delete") else None,
            parameters=_parameters(described),
            responses=_responses(described, has_body=method not in ("get", "delete")),
        )(call)

    return decorate


def _response(answer: Answer) -> Response:
    headers = {"ETag": answer.version_tag} if answer.version_tag else None
    return Response(answer.body, status=answer.status, headers=headers)


def _request(described: Operation) -> Any:
    shapes = {"application/json": described.takes} if described.takes is not Nothing else {}
    forms = {"multipart/form-data": described.takes_file} if described.takes_file else {}
    return shapes | forms or None


def _parameters(described: Operation) -> list[Any]:
    parameters: list[Any] = [] if described.query is Query else [described.query]
    if described.is_versioned:
        parameters.append(
            OpenApiParameter(
                "If-Match",
                {"type": "string", "pattern": '^"[1-9][0-9]{0,8}"$'},
                OpenApiParameter.HEADER,
                required=True,
                description="The version that was read, as its ETag.",
            )
        )
    if described.is_once:
        parameters.append(
            OpenApiParameter(
                HEADER,
                {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[!-~]+$"},
                OpenApiParameter.HEADER,
                required=True,
                description="A new value for each change; a repeated request repeats it.",
            )
        )
    if described.is_versioned or described.is_tagged:
        parameters.append(
            OpenApiParameter(
                "ETag", str, OpenApiParameter.HEADER, response=[described.status], description="Its version, in quotes."
            )
        )
    return parameters


def _responses(described: Operation, *, has_body: bool) -> dict[Any, Any]:
    statuses = {400, 401, 403, 404, 503, *described.refusals}
    if has_body:
        statuses |= {409, 413, 415}
    if described.is_versioned:
        statuses |= {409, 412, 428}
    if described.is_once:
        statuses |= {409, 422}
    problems = {status: OpenApiResponse(Problem, MEANINGS[status]) for status in sorted(statuses)}
    if described.files:
        # Tools that read the description open YAML themselves, and find values in it instead of bytes.
        shapes = {kind: OpenApiTypes.ANY if "yaml" in kind else OpenApiTypes.BINARY for kind in described.files}
        return {(described.status, kind): shape for kind, shape in shapes.items()} | problems
    return {described.status: OpenApiResponse(described.gives), **problems}
