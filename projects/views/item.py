"""One line: its panel as a fragment, or the launch's page with the panel open."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from projects.live import one_launch, watches
from projects.models import Item

from .answers import PageRequest, item_or_404, project_or_404, signed_in, wants_fragment
from .launch import launch_context
from .panel import Opened, panel_context


@require_GET
@signed_in
@watches(one_launch)
def item_detail(request: PageRequest, project_id: int, item_id: int) -> HttpResponse:
    item = item_or_404(request.user, project_id, item_id)
    return item_page(request, item, Opened(request.GET.get("act", "")))


def item_page(request: PageRequest, item: Item, opened: Opened, *, status: int = 200) -> HttpResponse:
    context = panel_context(request, item, opened)
    if wants_fragment(request):
        return render(request, "projects/_item_panel.html", context, status=status)
    project = project_or_404(request.user, item.project_id)
    context |= launch_context(request, project, selected=item.pk)
    return render(request, "projects/item_detail.html", context, status=status)
