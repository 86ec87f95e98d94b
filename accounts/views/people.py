"""The list of people."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ..access import Action, allows
from ..access.people import may_invite, may_see_contact, pending_invitations, visible_people
from ..forms.people import PeopleSearchForm
from ..pages import PageRequest, signed_in
from ..people import search_people

PER_PAGE = 50
INVITATIONS_PER_PAGE = 20


@require_GET
@signed_in
def person_list(request: PageRequest) -> HttpResponse:
    form = PeopleSearchForm(request.GET, by=request.user)
    found = search_people(visible_people(request.user), by=request.user, **form.asked).select_related("department")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    invitations = pending_invitations(request.user).prefetch_related("messages")
    context = {
        "form": form,
        "is_asked": any(request.GET.get(name) for name in form.fields),
        "page": page,
        "rows": [(person, may_see_contact(request.user, person)) for person in page],
        "may_invite": may_invite(request.user),
        "may_change": allows(request.user, Action.CHANGE_PERSON),
        "invitations": Paginator(invitations, INVITATIONS_PER_PAGE).get_page(request.GET.get("invited")),
    }
    return render(request, "accounts/person_list.html", context)
