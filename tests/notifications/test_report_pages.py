"""The report as a page, as Markdown and over the API."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.utils import translation
from markdown_it import MarkdownIt

from benchmarks.data import copies
from notifications.report.markdown import escaped
from projects.models import Item, Project
from records.services.surprises import Report, report_surprise
from tests import factories
from tests.api.conftest import token_for
from tests.conftest import NOW, TODAY

pytestmark = pytest.mark.django_db
HOSTILE = "a|b [x](https://evil.example) # `c` <b>*d*</b> ~~e~~ \\ &amp; ![i](j)\nnext"


def paths(launch: Project) -> list[str]:
    return ["/reports/", f"/launches/{launch.pk}/report/"]


def test_both_pages_show_the_week(as_user, people, launch):
    for path in paths(launch):
        page = as_user(people.planner).get(path).content.decode()
        assert "2026.11.19 목 – 11.25 수" in page


def test_a_week_back_links_forward_to_this_one(as_user, people, launch):
    page = as_user(people.planner).get("/reports/?until=2026-11-18").content.decode()
    assert "?until=2026-11-11" in page
    assert "?until=2026-11-25" in page
    assert "/reports/report.md?until=2026-11-18" in page


@pytest.mark.parametrize("until", ["2026-13-01", "2026-11-26", "x", "0001-01-01"])
def test_a_wrong_week_is_400_with_a_sentence(as_user, people, launch, until):
    client = as_user(people.planner)
    for path in (*paths(launch), "/reports/report.md", f"/launches/{launch.pk}/report/report.md"):
        answer = client.get(path, {"until": until})
        assert answer.status_code == 400
        assert "2026-" in answer.content.decode()


def test_markdown_is_text_with_whole_addresses(as_user, people, launch, settings):
    settings.BASE_URL = "https://launch.example.com"
    answer = as_user(people.planner).get(f"/launches/{launch.pk}/report/report.md")
    assert answer["Content-Type"] == "text/markdown; charset=utf-8"
    links = re.findall(r"\]\(([^)]+)\)", answer.content.decode())
    assert links
    assert all(link.startswith("https://launch.example.com/launches/") for link in links)


def test_what_people_wrote_breaks_no_table_and_makes_no_link(as_user, people, launch):
    Project.objects.filter(pk=launch.pk).update(name=HOSTILE)
    Item.objects.filter(project=launch).update(title=HOSTILE, due_on="2026-11-20")
    for path in ("/reports/report.md", f"/launches/{launch.pk}/report/report.md"):
        text = as_user(people.planner).get(path).content.decode()
        html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text)
        assert "evil.example" in html
        assert not re.search(r'href="https://evil|<em>|<b>|<s>|<code>|<img', html)
        rows = [line for line in text.splitlines() if line.startswith("|")]
        assert all(line.endswith("|") for line in rows)
        widths = {re.subn(r"(?<!\\)\|", "", line)[1] for line in rows}
        assert len(rows) > 5
        assert widths <= {5, 6, 7, 9}


@pytest.mark.parametrize(
    "text", ["|", "[x](y)", "# h", "*a*", "_a_", "`a`", "<a>", "~~a~~", "\\", "&lt;", "a\nb", "a\x07b"]
)
def test_escaped_text_reads_as_it_was_typed(text):
    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(f"x {escaped(text)}")
    shown = re.sub(r"<[^>]+>", "", html).strip()
    wanted = " ".join(text.replace("\x07", " ").split())
    for char, entity in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        shown = shown.replace(char, entity)
    assert shown == f"x {wanted}"
    assert html.count("<") == 2


def test_the_api_gives_the_same_report(client, people, launch):
    headers = {"Authorization": f"Bearer {token_for(people.planner, 'read')}"}
    one = client.get(f"/api/v1/projects/{launch.pk}/report/", headers=headers)
    every = client.get("/api/v1/reports/?until=2026-11-25", headers=headers)
    assert (one.status_code, every.status_code) == (200, 200)
    assert json.loads(every.content)["launches"] == [json.loads(one.content)]
    assert client.get("/api/v1/reports/?until=2026-11-26", headers=headers).json()["code"] == "date_range"


def test_the_queries_of_both_pages_are_few(as_user, people, launch, django_assert_max_num_queries):
    client = as_user(people.planner)
    with translation.override("ko"):
        for path, most in zip(paths(launch), (18, 23), strict=True):
            client.get(path)
            with django_assert_max_num_queries(most):
                client.get(path)


def test_long_lists_are_cut_into_pages_and_counted_whole(as_user, people, launch, django_assert_max_num_queries):
    """53 launches with one late line each: the figures are of all, and the pages together list each line once."""
    first = factories.item(launch, "A1")
    Item.objects.filter(pk=first.pk).update(due_on=TODAY - timedelta(days=3))
    Project.objects.filter(pk=launch.pk).update(created_at=NOW - timedelta(days=20))
    copies(launch, 52)
    report_surprise(Report("모르던 기획전", "customer", department_id=people.marketing.pk), by=people.agent)
    client = as_user(people.planner)
    with django_assert_max_num_queries(20):
        page = client.get("/reports/").content.decode()
    assert page.count('<tr class="section-row">') == 1
    assert (page.count("marketing <small>53 · "), page.count('<b class="dday">')) == (1, 50)
    assert "?late=2#late-head" in page
    assert "?launches=2#launches-head" in page
    assert "?surprises=" not in page
    rest = client.get("/reports/?late=2&until=2026-11-24&launches=2").content.decode()
    assert "?until=2026-11-24&amp;late=1#late-head" in rest
    assert rest.count('<b class="dday">') == 3
    late = [
        set(re.findall(r"/launches/\d+/items/\d+/", client.get(f"/reports/?late={n}").content.decode())) for n in (1, 2)
    ]
    assert (len(late[0]), len(late[1]), len(late[0] & late[1])) == (50, 3, 0)
    assert client.get("/reports/report.md").content.decode().count("항목 A1") == 53
