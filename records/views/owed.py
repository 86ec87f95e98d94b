"""What a person owes outside the checklists: a page, and a part of My work."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.pages import PageRequest, signed_in

from ..access import visible_owed, waiting_positions
from ..links import owed_url
from ..models import Owed


@require_GET
@signed_in
def owed_list(request: PageRequest) -> HttpResponse:
    owed = visible_owed(request.user).select_related("project").order_by("due_on", "key")
    rows = [(each, Owed.Kind(each.kind).label, owed_url(each)) for each in owed]
    positions = waiting_positions(request.user).select_related("record__current", "record__project")
    context = {"rows": rows, "positions": positions, "count": len(rows) + len(positions), "today": timezone.localdate()}
    template = "records/_owed.html" if request.htmx else "records/owed_list.html"
    return render(request, template, context)
