"""The row of a line with the form of one deed open below it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from .answers import PageRequest, item_or_404, signed_in, wants_fragment
from .changes import row_of, shows_owner
from .drawer import DRAWERS, drawer_of

__all__ = ["DRAWERS", "item_drawer"]


@require_GET
@signed_in
def item_drawer(request: PageRequest, project_id: int, item_id: int, name: str) -> HttpResponse:
    """The row with the form open; without JavaScript the line's page with the same form."""
    item = item_or_404(request.user, project_id, item_id)
    row = row_of(request, item)
    if not wants_fragment(request):
        return redirect(f"{row.url}?act={name}")
    context = {"row": row, "drawer": drawer_of(item, request.user, name), "show_owner": shows_owner(request)}
    return render(request, "projects/_work_row.html", context)
