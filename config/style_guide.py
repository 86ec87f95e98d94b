"""The style guide: every token, shape and component in every state, drawn by the same tags and classes as the pages.

Tokens and icons are read from the files that define them, so the page cannot fall behind.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from accounts.pages import PageRequest, signed_in
from projects.models import Decision, Status
from projects.readiness import State

STATIC = settings.BASE_DIR / "static"
TOKEN = re.compile(r"^  --([\w-]+): ([^;]+);$", re.MULTILINE)
SYMBOL = re.compile(r'<symbol id="([\w-]+)"')
COLOUR = "light-dark("


class SampleForm(forms.Form):
    """One field of each kind; the wrong one shows what an error looks like."""

    name = forms.CharField(label=_("Name"), help_text=_("Shown everywhere in place of the address."))
    wrong = forms.IntegerField(label=_("Days"), widget=forms.TextInput)
    choice = forms.ChoiceField(label=_("Status"), choices=Status.choices, required=False)
    day = forms.DateField(label=_("Due date"), widget=forms.DateInput(attrs={"type": "date"}), required=False)
    words = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}), required=False)
    agreed = forms.BooleanField(label=_("Must-haves"), required=False)


@dataclass(frozen=True, slots=True)
class Due:
    on: date
    status: str


@require_GET
@signed_in
def style_guide(request: PageRequest) -> HttpResponse:
    today = timezone.localdate()
    context: dict[str, Any] = {
        "today": today,
        **_tokens(),
        "icons": SYMBOL.findall((STATIC / "icons.svg").read_text()),
        "ticks": [*Status.values, "just_done", "included", "excluded"],
        "dues": [Due(today + timedelta(days=days), "todo") for days in (12, 3, 1, 0, -2)]
        + [Due(today, status) for status in ("done", "waived")],
        "states": [state.value for state in State],
        "verdicts": [*Decision.Verdict.values, ""],
        "departments": [
            SimpleNamespace(local_name="마케팅", is_partner=False),
            SimpleNamespace(local_name="고객센터", is_partner=True),
        ],
        "form": SampleForm({"name": "쿠팡 입점 고객센터 구축", "wrong": "열흘", "words": "", "choice": "doing"}),
    }
    return render(request, "config/style_guide.html", context)


def _tokens() -> dict[str, list[tuple[str, str]]]:
    """Names and values, as tokens.css gives them first: colours, texts, and sizes of any kind."""
    sheet = (STATIC / "css" / "tokens.css").read_text()
    known = dict(reversed(TOKEN.findall(sheet)))
    tokens = [(name, known[name]) for name, _value in TOKEN.findall(sheet)]
    tokens = list(dict.fromkeys(tokens))
    colours = [token for token in tokens if token[1].startswith(COLOUR)]
    texts = [token for token in tokens if token[0].startswith("text-")]
    return {"colours": colours, "texts": texts, "sizes": [t for t in tokens if t not in colours and t not in texts]}
