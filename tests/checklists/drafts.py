"""A draft of three lines and two questions, and a planner who opens it: for the tests of its pages."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client

from checklists.models import Template, TemplateItem
from tests import factories

HTMX = {"HX-Request": "true"}


@pytest.fixture
def template(people: SimpleNamespace, today) -> Template:
    version = factories.template(
        [
            factories.line("A01", "D-10 business", department=people.marketing, scenarios=["연결된다", "보인다"]),
            factories.line("A02", "D-5 business", department=people.sales, waits_for=[("A01", 2)]),
            factories.line(
                "A03", "D-3", department=people.sales, section="오픈 후", condition={"question": "overseas", "is": True}
            ),
        ],
        by=people.planner,
        questions=[
            {"key": "overseas", "text": "해외배송이 있습니까?", "kind": "yes_no"},
            {
                "key": "mall",
                "text": "어디입니까?",
                "kind": "choice",
                "choices": [{"value": "a", "label": "가몰"}, {"value": "b", "label": "나몰"}],
            },
        ],
    )
    return version.template


@pytest.fixture
def planner(as_user: Callable[..., Client], people: SimpleNamespace) -> Client:
    return as_user(people.planner)


def item(template: Template, key: str) -> TemplateItem:
    return template.versions.drafts().get().items.get(key=key)


def url(template: Template, rest: str = "") -> str:
    return f"/templates/{template.pk}/draft/{rest}"
