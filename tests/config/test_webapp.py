"""What a phone needs to install the site and to read pages without a connection."""

from __future__ import annotations

import re

import pytest
from django.contrib.staticfiles import finders


def test_the_manifest_names_the_site_in_the_readers_language_and_its_icons_exist(client):
    manifest = client.get("/manifest.webmanifest", headers={"Accept-Language": "ko"}).json()
    assert (manifest["name"], manifest["lang"], manifest["display"]) == ("런치레디", "ko", "standalone")
    for icon in manifest["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/")), icon
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}


def test_the_worker_is_a_script_that_knows_the_page_for_unknown_ones(client):
    answer = client.get("/service-worker.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert 'const OFFLINE = "/offline/"' in answer.content.decode()


# What must never be kept on a phone: sign-in, programs, files, and a screen's secret address.
@pytest.mark.parametrize(
    ("path", "is_kept"),
    [
        ("/launches/7/", True),
        ("/", True),
        ("/wall/", True),
        ("/account/login/", False),
        ("/admin/accounts/user/", False),
        ("/live/rail/", False),
        ("/search/", False),
        ("/api/v1/items/", False),
        ("/evidence/3/file/", False),
        ("/wall/abc/", False),
        ("/records/export/", False),
        ("/feeds/abc.ics", False),
        ("/people/invitations/abc/", False),
        ("/invitation/abc/", False),
    ],
)
def test_only_pages_are_kept(client, path, is_kept):
    worker = client.get("/service-worker.js").content.decode()
    listed = re.search(r"const NEVER = \[(.+)\];", worker)
    assert listed
    patterns = [each.replace(r"\/", "/") for each in re.findall(r"/((?:[^/\\\n]|\\.)+)/(?=[,\]])", listed[1] + "]")]
    assert patterns
    assert any(re.search(pattern, path) for pattern in patterns) is not is_kept


def test_without_a_connection_an_unknown_page_says_so(client):
    page = client.get("/offline/", headers={"Accept-Language": "ko"}).content.decode()
    assert "연결" in page
    assert "csrfmiddlewaretoken" not in page
