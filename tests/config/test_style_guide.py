"""The style guide shows what the files define."""

from __future__ import annotations

import re

from django.conf import settings

STATIC = settings.BASE_DIR / "static"


def test_it_shows_every_token_and_every_icon(people, as_user):
    page = as_user(people.viewer).get("/style-guide/").content.decode()
    tokens = set(re.findall(r"^  (--[\w-]+):", (STATIC / "css/tokens.css").read_text(), re.MULTILINE))
    icons = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text()))
    assert tokens
    assert {token for token in tokens if f"<code>{token}</code>" not in page} == set()
    assert {name for name in icons if f"<code>{name}</code>" not in page} == set()


def test_every_part_of_the_stylesheet_is_in_the_main_one_and_the_other_way_round():
    css = STATIC / "css"
    imported = set(re.findall(r'@import url\("([^"]+)"\)', (css / "main.css").read_text()))
    assert imported == {str(part.relative_to(css)) for part in css.rglob("*.css")} - {"main.css"}
