"""The help: its contents, and one page each, written in both languages. Open to everybody who is signed in."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from accounts.pages import PageRequest, signed_in

from .facts import PAGES, facts_for


@require_GET
@signed_in
def contents(request: PageRequest) -> HttpResponse:
    return render(request, "help/contents.html", {"pages": PAGES.values()})


@require_GET
@signed_in
def page(request: PageRequest, slug: str) -> HttpResponse:
    if slug not in PAGES:
        raise Http404
    words = f"help/{'en' if get_language() == 'en' else 'ko'}/{slug}.html"
    context = {"here": PAGES[slug], "pages": PAGES.values(), "words": words, **facts_for(slug, request.user)}
    return render(request, "help/page.html", context)
