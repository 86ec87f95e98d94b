"""A select is drawn from strings: the same as Django's templates draw it."""

from __future__ import annotations

from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html

from config.forms import Renderer


def test_a_select_is_what_django_draws():
    choices = [
        ("", "---"),
        ("CX & <기획>", [(3, "김서연"), (4, '"송태호" <b>')]),
        (None, "아직 없음"),
        (5, "박지훈"),
    ]
    attrs = {"id": "id_owner", "class": "short", "required": True, "disabled": False, "data-x": 'a"b<'}
    one, many = forms.Select(attrs, choices), forms.SelectMultiple(attrs, choices)
    for widget, value in ((one, 4), (one, ""), (one, None), (many, [3, 5])):
        ours = widget.render("owner", value, renderer=Renderer())
        assert parse_html(ours) == parse_html(widget.render("owner", value, renderer=DjangoTemplates())), value
    assert one.render("owner", 4, renderer=Renderer()).count("selected") == 1
