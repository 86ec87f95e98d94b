"""The search page, the same as a list under the palette's field, and what one person is doing."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts import access
from accounts.access import Action
from accounts.pages import PageRequest, signed_in, wants_fragment
from projects.access import nameable_people, visible_items

from ..commands import commands_for
from ..forms.search import SearchForm
from ..searching import KINDS, search

FIRST_HITS, PALETTE_HITS, PER_PAGE = 5, 4, 50


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
    number = _page_number(request) if asked["kind"] else 1
    groups = search(
        request.user, asked["q"], kinds=[asked["kind"]] * bool(asked["kind"]), limit=limit, offset=(number - 1) * limit
    )
    context["kinds"] = KINDS
    if asked["kind"] and groups:
        context["page"] = Paginator(range(groups[0].total), limit).get_page(number)
    return render(request, "records/search.html", {**context, "groups": groups}, status=400 if form.errors else 200)


@require_GET
@signed_in
def search_person(request: PageRequest, person_id: int) -> HttpResponse:
    """Somebody that the reader may name: who they are, and the open lines that the reader sees of them."""
    person = get_object_or_404(nameable_people(request.user), pk=person_id)
    items = visible_items(request.user).running().open().filter(owner=person).select_related("project")
    contact = access.allows(request.user, Action.SEE_CONTACT, department_id=person.department_id, owner_id=person.pk)
    page = Paginator(items.order_by("due_on", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = {"person": person, "page": page, "sees_contact": contact, "today": timezone.localdate()}
    return render(request, "records/search_person.html", context)


def _page_number(request: PageRequest) -> int:
    """Of `?page=`; the first for anything else."""
    written = request.GET.get("page", "")
    return (
        min(int(written), 10_000)
        if written.isascii() and written.isdigit() and 0 < len(written) < 6 and int(written)
        else 1
    )
