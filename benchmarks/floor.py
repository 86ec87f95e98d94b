"""The floor: what Django, DRF, psycopg and PostgreSQL cost when they do nothing but that work."""

from __future__ import annotations

import time

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ledger.models import Event, Stream
from projects.models import Item, Project

from .listing import FIELDS


class Bare(APIView):
    """No sign-in, no rights, no rules."""

    authentication_classes = ()
    permission_classes = ()


class BareList(Bare):
    def get(self, request: Request, project_id: int) -> Response:
        return Response(list(Item.objects.filter(project_id=project_id).order_by("pk").values(*FIELDS)))


def bare_page(_request: HttpRequest, project_id: int, length: int) -> HttpResponse:
    """A list of the lines, filled up to as many bytes as the page has."""
    items = Item.objects.filter(project_id=project_id).order_by("pk").values(*FIELDS)
    return HttpResponse(PAGE.render(Context({"items": items, "filling": "x" * (length // 100 - 120)})))


def bare_nothing(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=204)


class BareTick(Bare):
    def post(self, request: Request, item_id: int) -> Response:
        with transaction.atomic():
            Item.objects.filter(pk=item_id).update(status="doing")
            Event.objects.create(stream_id=bare_stream(), seq=time.time_ns(), at=timezone.now(), verb="bare", hash="")
        return Response({"id": item_id, "status": "doing"})


class BareCreate(Bare):
    def post(self, request: Request) -> Response:
        with transaction.atomic():
            source = Project.objects.get(pk=request.data["like"])
            items = list(source.items.all())
            source.pk, source.creation_key = None, request.data["key"]
            source.stream = Stream.objects.create(kind="project", key=request.data["key"])
            source.save(force_insert=True)
            for item in items:
                item.pk, item.project = None, source
            Item.objects.bulk_create(items)
        return Response({"id": source.pk}, status=201)


PAGE = Engine().from_string(
    "<!doctype html><ul>{% for item in items %}<li>{{ item.title }} {{ item.owner__name }} {{ item.due_on }} "
    "{{ item.status }} {{ item.department_id }} {{ filling }}</li>{% endfor %}</ul>"
)
_stream: list[int] = []


def bare_stream() -> int:
    if not _stream:
        _stream.append(Stream.objects.get_or_create(kind="company", key="floor")[0].pk)
    return _stream[0]


urlpatterns = [
    path("nothing/", bare_nothing),
    path("items/<int:project_id>/", BareList.as_view()),
    path("page/<int:project_id>/<int:length>/", bare_page),
    path("tick/<int:item_id>/", BareTick.as_view()),
    path("create/", BareCreate.as_view()),
]
