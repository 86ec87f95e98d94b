"""The figures: notice, work on time, surprises and what came of them, compared with the period before."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.errors import Forbidden
from accounts.models import User
from accounts.pages import PageRequest, signed_in

from ..figures import Read
from ..periods import Period
from ..showing import Figure, figures_for

PERIODS: dict[Period, Promise] = {
    Period.QUARTER: gettext_lazy("This quarter"),
    Period.THREE: gettext_lazy("3 months"),
    Period.SIX: gettext_lazy("6 months"),
    Period.TWELVE: gettext_lazy("12 months"),
}


@require_GET
@signed_in
def insights(request: PageRequest) -> HttpResponse:
    period = asked_period(request)
    read, figures = figures_or_refusal(request.user, period)
    context: dict[str, Any] = {
        "read": read,
        "figures": figures,
        "chosen": period,
        "periods": PERIODS.items(),
        "own_name": read.names.get(read.own or 0, ""),
        "is_empty": not (read.now.launches or read.now.items or read.now.surprises),
        "report_formats": (("md", "Markdown"), ("xlsx", "Excel")),
    }
    return render(request, "records/insights.html", context)


def asked_period(request: HttpRequest) -> Period:
    try:
        return Period(request.GET.get("period", Period.QUARTER))
    except ValueError as error:
        raise BadRequest(_("A period is one of: %(periods)s.") % {"periods": ", ".join(Period)}) from error


def figures_or_refusal(user: User, period: Period) -> tuple[Read, list[Figure]]:
    try:
        return figures_for(user, period, timezone.now())
    except Forbidden as refusal:
        raise PermissionDenied(refusal.message) from refusal
