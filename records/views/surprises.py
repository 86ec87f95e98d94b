"""Surprises: the list by month, the report that takes under a minute, one with everything that belongs to it."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, F, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Action, Reach, reach
from accounts.asked import number
from accounts.errors import Refusal, Stale
from accounts.models import Department
from accounts.pages import PageRequest, signed_in, status_of
from projects.access import visible_projects

from ..access import visible_surprises
from ..access.surprises import allowed_deeds
from ..forms.surprises import ReportForm
from ..models import Surprise
from ..noticing import kind_of
from ..services.surprises import report_surprise
from ..surprise_lists import SHOWN, Asked, asked_surprises, counts_shown
from .surprise_deeds import DEEDS
from .surprise_page import page_context

PER_PAGE = 50


@require_GET
@signed_in
def surprise_list(request: PageRequest) -> HttpResponse:
    user = request.user
    asked = Asked.of(request.GET)
    shown, counts = asked_surprises(user, asked), counts_shown(user, asked)
    rows = shown.select_related("project", "department", "centre")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "chosen": asked.show,
        "department": asked.department,
        "departments": Department.objects.filter(pk__in=visible_surprises(user).order_by().values("department")),
        "filters": [(name, label, counts[name]) for name, (label, _condition) in SHOWN.items()],
        "months": _months(list(page), shown),
        "page": page,
        "may_report": reach(user, Action.REPORT) != Reach.NONE,
        "sees_all": not user.is_partner,
    }
    return render(request, "records/surprise_list.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def surprise_new(request: PageRequest) -> HttpResponse:
    user = request.user
    if reach(user, Action.REPORT) == Reach.NONE:
        raise PermissionDenied
    form = ReportForm(request.POST or None, user=user, project=_launch_asked(request))
    if not form.is_valid():
        return render(request, "records/surprise_new.html", {"form": form}, status=400 if form.is_bound else 200)
    try:
        surprise = report_surprise(form.report(), by=user, creation_key=form.cleaned_data["creation_key"])
    except Refusal as refusal:
        form.refuse(refusal)
        return render(request, "records/surprise_new.html", {"form": form}, status=status_of(request, refusal))
    messages.success(request, _("Thank you. It is on record."))
    return redirect("records:surprise-detail", surprise.pk)


@require_GET
@signed_in
def surprise_detail(request: PageRequest, surprise_id: int) -> HttpResponse:
    surprise = _surprise(request, surprise_id)
    return render(request, "records/surprise_detail.html", page_context(surprise, request.user))


@require_POST
@signed_in
def surprise_act(request: PageRequest, surprise_id: int, name: str) -> HttpResponse:
    user, deed = request.user, DEEDS[name]
    surprise = _surprise(request, surprise_id)
    if name not in allowed_deeds(user, surprise):
        raise PermissionDenied
    form = deed.form(request.POST, surprise=surprise, user=user)
    status = 400
    if form.is_valid():
        try:
            deed.run(surprise, form, user)
        except Refusal as refusal:
            form.refuse(refusal)
            if isinstance(refusal, Stale):
                form.renew(refusal.current["version"])
            status = status_of(request, refusal)
        else:
            messages.success(request, deed.said)
            return redirect("records:surprise-detail", surprise.pk)
    context = page_context(_surprise(request, surprise_id), user, failed=(name, form))
    return render(request, "records/surprise_detail.html", context, status=status)


def _surprise(request: PageRequest, surprise_id: int) -> Surprise:
    found = visible_surprises(request.user).select_related(
        "project", "department", "centre", "item", "proposal__template", "answered_by", "created_by"
    )
    return get_object_or_404(found, pk=surprise_id)


def _launch_asked(request: PageRequest) -> Any:
    pk = number(request.GET.get("project"))
    return visible_projects(request.user).filter(pk=pk).first() if pk else None


def _months(rows: list[Surprise], shown: QuerySet[Surprise]) -> list[tuple[date, Any, list[Any]]]:
    """The page's rows by month, each month with the count and the inquiries of all its rows, on this page or not."""
    zone = timezone.get_default_timezone()
    month = TruncMonth("noticed_at", tzinfo=zone)
    totals = {
        row["month"].date(): row
        for row in shown.order_by()
        .annotate(month=month)
        .values("month")
        .annotate(count=Count("pk"), asked=Sum(F("inquiries")))
    }
    found = []
    for first, group in groupby(rows, lambda row: timezone.localdate(row.noticed_at, zone).replace(day=1)):
        found.append((first, totals[first], [(row, kind_of(row)) for row in group]))
    return found
