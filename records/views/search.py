"""The search page, and the same as a list under the palette's field."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.asked import number
from accounts.pages import PageRequest, signed_in, wants_fragment

from ..commands import commands_for
from ..forms.search import SearchForm
from ..searching import KINDS, search

FIRST_HITS, PALETTE_HITS, PER_PAGE = 5, 4, 50
MOST_PAGES = 10_000


@require_GET
@signed_in
def search_page(request: PageRequest) -> HttpResponse:
    """`?q=` words, `?kind=` one kind of thing with all its pages. A fragment is what the palette shows."""
    form = SearchForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {"q": "", "kind": ""}
    context = {"form": form, "query": asked["q"], "chosen": asked["kind"]}
    if wants_fragment(request):
        groups = search(request.user, asked["q"], limit=PALETTE_HITS)
        commands = commands_for(request.user, asked["q"]) if form.is_valid() else []
        found = sum(group.total for group in groups) + len(commands)
        context |= {"groups": groups, "commands": commands, "found": found}
        return render(request, "records/_found.html", context)
    limit = PER_PAGE if asked["kind"] else FIRST_HITS
    shown = _page_number(request) if asked["kind"] else 1
    groups = search(
        request.user, asked["q"], kinds=[asked["kind"]] * bool(asked["kind"]), limit=limit, offset=(shown - 1) * limit
    )
    context["kinds"] = KINDS
    if asked["kind"] and groups:
        context["page"] = Paginator(range(groups[0].total), limit).get_page(shown)
    return render(request, "records/search.html", {**context, "groups": groups}, status=400 if form.errors else 200)


def _page_number(request: PageRequest) -> int:
    """Of `?page=`; the first for anything else."""
    return number(request.GET.get("page"), most=MOST_PAGES) or 1
