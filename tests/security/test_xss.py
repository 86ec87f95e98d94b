"""Twenty payloads, in every text that people write: they come out as text, on every page and in every mail."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from django.utils import timezone

from accounts.models import User
from notifications.services import sweep
from projects.models import Comment, Decision, Evidence, Item, ItemScenario, Project, SignOff

PAYLOADS = [
    "<script>xss()</script>",
    '"><script>xss()</script>',
    "'><img src=x onerror=xss()>",
    "<svg onload=xss()>",
    "<svg/onload=xss()//",
    "</textarea><script>xss()</script>",
    "</title><script>xss()</script>",
    "<iframe src=javascript:xss()>",
    "[x](javascript:xss())",
    "[x](JaVaScRiPt:xss())",
    "[x](data:text/html,<script>xss()</script>)",
    "[x](vbscript:xss())",
    "<javascript:xss()>",
    "![x](javascript:xss())",
    "[x]: javascript:xss()\n\n[x]",
    '<a href="java&#115;cript:xss()">x</a>',
    '<a href="&#1;javascript:xss()">x</a>',
    "<style>@import'javascript:xss()'</style>",
    '" onmouseover="xss()" x="',
    "{{ 7*7 }}{% debug %}${7*7}<%= 7*7 %>",
]


class Danger(HTMLParser):
    """Elements and attributes that a browser would act upon; the page's own scripts are files or carry a nonce."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        known = dict(attributes)
        if tag in ("iframe", "object", "embed", "style", "base") or (
            tag == "script" and not {"src", "nonce"} & set(known)
        ):
            self.found.append(tag)
        for name, value in attributes:
            scheme = re.sub(r"[\x00-\x20]", "", value or "").lower()
            if name.startswith("on") or scheme.startswith(("javascript:", "vbscript:", "data:text")) or "xss()" in name:
                self.found.append(f"{tag} {name}={value}")


def poison(launch: Project, people: SimpleNamespace, text: str) -> None:
    by = people.planner
    Project.objects.filter(pk=launch.pk).update(name=text[:100], late_reason=text)
    launch.sections.update(title=text[:60])
    texts = dict.fromkeys(("title", "title_en", "guidance", "guidance_en", "brief_line"), text)
    launch.items.update(**texts)
    blocked = launch.items.filter(key="A1")
    blocked.update(status="blocked", blocked_reason=text, blocked_at=timezone.now())
    for item in launch.items.all():
        Comment.objects.create(item=item, author=by, body=text)
        Evidence.objects.create(item=item, text=text, added_by=by)
        Evidence.objects.create(item=item, url=text, added_by=by)
        ItemScenario.objects.create(item=item, order=9, text=text)
    Decision.objects.create(project=launch, verdict="no_go", note=text, by=by)
    SignOff.objects.create(project=launch, department=people.marketing, verdict="held", note=text, by=by)
    User.objects.filter(pk=people.marketer.pk).update(name=text[:60])


# A few at a time, as many as the shortest field takes, so that each page is read once for all of them.
@pytest.mark.parametrize("text", [" ".join(PAYLOADS[n : n + 3]) for n in range(0, len(PAYLOADS), 3)])
def test_a_payload_comes_out_as_text(as_user, people, launch, text):
    poison(launch, people, text)
    sweep()
    client = as_user(people.second_planner)
    item = Item.objects.get(project=launch, key="A1")
    pages = [
        "/launches/", f"/launches/{launch.pk}/", f"/launches/{launch.pk}/items/{item.pk}/?act=block",
        f"/launches/{launch.pk}/decision/", f"/launches/{launch.pk}/history/", f"/told/items/{item.pk}/",
        "/inbox/", "/", "/reports/", f"/launches/{launch.pk}/report/",
    ]  # fmt: skip
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200
        danger = Danger()
        danger.feed(answer.content.decode())
        assert danger.found == [], page
        assert "<script>xss" not in answer.content.decode()
        if "7*7" in text and f"items/{item.pk}" in page:
            assert "{{ 7*7 }}" in answer.content.decode()


def test_a_link_that_is_none_is_no_evidence(as_user, people, launch):
    item, client = launch.items.get(key="S1"), as_user(people.salesperson)
    for text in PAYLOADS:
        answer = client.post(f"/launches/{launch.pk}/items/{item.pk}/attach/", {"version": 1, "url": text})
        assert answer.status_code == 422, text
    assert not item.evidence.exists()
