"""Section 2 of reliability.md on the pages: each bad input of a form is answered by name, none with a 5xx."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from projects.models import Project

HUGE = "9" * 30
CREATE, PREVIEW = "/launches/start/create/", "/launches/start/preview/"


@pytest.fixture
def start(people, launch):
    return {
        "template": launch.template_version_id,
        "name": "새 런칭",
        "launch_on": "2027-01-20",
        "announced_on": "2026-11-25",
        "planner": people.planner.pk,
        "answered": "yes",
        "late_reason": "시험",
    }


NAMES = {
    "NUL": "a\0b",
    "right-to-left override": "영수증\u202egnp.exe",
    "isolate": "a\u2066b",
    "empty": "",
    "spaces": "   ",
    "wide spaces": "\u3000\u3000",
    "201 characters": "가" * 201,
    "a megabyte": "가" * 350_000,
}
DAYS = [
    *("2026-02-30", "2026-13-01", "0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01", "-0001-01-01"),
    *("내일", "D-3", "D--3", "d－3", "13/9", "20261209", "2026-12-09T25:00", "２０２６-12-09x", "2026-W10-1"),
    *("\0", "NaN", "9" * 5000),
]
START = (
    [(f"name {words}", {"name": name}) for words, name in (NAMES | {"101 characters": "가" * 101}).items()]
    + [(f"D-day {day[:20]!r}", {"launch_on": day}) for day in DAYS]
    + [(f"told on {day[:20]!r}", {"announced_on": day}) for day in (*DAYS, "2026-12-25")]
    + [(f"planner {who}", {"planner": who}) for who in ("0", "-1", HUGE, "x", "", "\0", "1.0")]
    + [(f"centre {who}", {"opened_to": [who]}) for who in ("0", HUGE, "x", "\0")]
    + [("person twice, and unknown", {"is_confidential": "on", "named": ["1", "1", HUGE]})]
)


@pytest.mark.parametrize("step", [PREVIEW, CREATE])
def test_a_bad_start_is_refused_and_what_was_typed_stays(send, start, step):
    for words, change in START:
        answer = send("planner", step, start | change)
        assert answer.status_code == 400, words
        assert set(change) & set(answer.context["form"].errors), words
        assert b'value="2027-01-20"' in answer.content or "launch_on" in change, words
    assert Project.objects.count() == 1


# What is not asked by a field of its own: it is dropped, or refused in the preview.
LOOSE: list[tuple[str, dict[str, Any]]] = [
    ("NUL in the reason", {"late_reason": "a\0b"}),
    ("NUL in a line's key", {"owner-\0": "1"}),
    ("NUL among the lines", {"shown": ["\0"], "keep": ["A1"]}),
    ("an owner that is none", {"owner-A1": HUGE}),
    ("an owner by name", {"owner-A1": "나"}),
    ("an owner of no line", {"owner-ZZ": "1"}),
    ("a key that is none", {"creation_key": "x"}),
    ("a step that is none", {"go": "\0"}),
    ("a role besides", {"role": "admin", "is_superuser": "1", "created_by": "1"}),
    ("the name twice", {"name": ["하나", "둘"]}),
    ("10 MB of reason", {"late_reason": "a" * 1_900_000}),
]


@pytest.mark.parametrize("step", [PREVIEW, CREATE])
def test_what_no_field_asks_for_does_no_harm(send, start, step):
    answers = {words: send("planner", step, start | change).status_code for words, change in LOOSE}
    assert set(answers.values()) <= {200, 302, 400}, answers


def test_an_unknown_template_leads_back_to_the_choice(send, start):
    for template in ("", "0", HUGE, "x", "\0", "-1", "١"):
        assert send("planner", CREATE, start | {"template": template}).headers["Location"] == "/launches/start/"


TEXTS = ["a\0b", "", "\u3000", "가" * 5001]
MISLEADING = ["a\0b", "a\u202eb", "a\u2066b", "a\nb\u2028"]
IDS = ["0", HUGE, "x", "\0", "-1"]
VERSIONS = ["", "0", "-1", "x", "\0", "1.5", "9" * 5000]
ITEM, LAUNCH, TELLING = "/launches/{launch}/items/{item}/", "/launches/{launch}/", "/settings/notifications/"
WHY, OWN = {"version": 1, "reason": "이유"}, {"language": "ko", "time_zone": "Asia/Seoul"}
TOLD = {"digest_hour": "8", "quiet_from": "21", "quiet_until": "7", "by_email": "on", "topics": ["moved"]}
AWAY = {"first_on": "2026-12-01", "last_on": "2026-12-04"}
CHANNEL = {"channel": "webhook", "name": "우리", "address": "https://example.com/hook", "carries": ["alerts"]}
HOURS = ["24", "-1", "8.5", "x", HUGE, "\0"]
TOKEN = {"name": "시험", "scopes": ["read"], "days": "30"}
# Who sends which form, as it should be, and the bad values of its fields, one at a time.
BAD: list[tuple[str, str, dict[str, Any], dict[str, list[Any]]]] = [
    ("marketer", ITEM + "complete/", {}, {"version": VERSIONS}),
    ("marketer", ITEM + "block/", WHY, {"reason": TEXTS, "by_item_id": IDS, "by_user_id": IDS, "said_by": MISLEADING}),
    ("marketer", ITEM + "comment/", {}, {"body": TEXTS}),
    ("planner", ITEM + "assign/", {"version": 1}, {"owner_id": IDS}),
    ("planner", ITEM + "set-due/", WHY, {"due_on": DAYS}),
    ("planner", ITEM + "waive/", WHY | {"fallback": "수기"}, {"follow_up_on": DAYS}),
    ("planner", LAUNCH + "move/", WHY | {"confirm": "1"}, {"launch_on": DAYS}),
    ("planner", LAUNCH + "move/", {"version": 1, "launch_on": "2026-12-16", "confirm": "1"}, {"reason": TEXTS}),
    ("planner", LAUNCH + "items/add/", {"due_on": "2026-12-08"}, {"title": list(NAMES.values())}),
    ("planner", LAUNCH + "items/add/", {"title": "하나", "due_on": "2026-12-08"}, {"section_id": IDS, "owner_id": IDS}),
    ("second_planner", LAUNCH + "decision/decide/", {}, {"verdict": ["", "x", "\0", "GO", "go "]}),
    ("second_planner", LAUNCH + "decision/decide/", {"verdict": "no_go"}, {"note": ["\0", "\u3000", "가" * 2001]}),
    ("marketing_lead", LAUNCH + "decision/sign-off/", {"verdict": "held"}, {"note": ["\0", "", "가" * 2001]}),
    ("marketing_lead", LAUNCH + "decision/sign-off/", {}, {"verdict": ["", "x", "\0"]}),
    ("marketer", "/settings/", OWN, {"language": ["", "xx", "\0"]}),
    ("marketer", "/settings/", OWN, {"time_zone": ["Mars/Olympus", "../etc/passwd", "\0"]}),
    ("marketer", TELLING, TOLD, {"digest_hour": HOURS, "quiet_from": HOURS, "topics": [["assigned"], ["x"], "\0"]}),
    ("marketer", TELLING + "absences/add/", AWAY, {"substitute_id": IDS, "last_on": [*DAYS, "2026-11-30"]}),
    ("marketer", TELLING + "channels/add/", CHANNEL, {"channel": ["", "x", "email", "\0"], "carries": [[], ["x"]]}),
    ("marketer", TELLING + "channels/add/", CHANNEL, {"name": list(NAMES.values())}),
    ("marketer", TELLING + "channels/add/", CHANNEL, {"address": ["", "x", "http://127.0.0.1/", "\0", "가" * 1001]}),
    ("planner", "/settings/tokens/create/", TOKEN, {"name": list(NAMES.values()), "days": ["99999", "0", "x"]}),
    ("planner", "/settings/tokens/create/", TOKEN, {"scopes": [["read", "root"], [], "\0"]}),
]


@pytest.mark.parametrize(
    ("who", "path", "good", "bad"), BAD, ids=[f"{path.split('/')[-2]}: {' '.join(bad)}" for _w, path, _g, bad in BAD]
)
def test_a_bad_field_is_refused_by_name(send, people, launch, who, path, good, bad):
    good = {"section_id": launch.sections.first().pk, "department_id": people.marketing.pk} | good
    for name, value in ((name, value) for name, values in bad.items() for value in values):
        answer = send(who, path, good | {name: value})
        assert answer.status_code in (400, 422), (name, value[:40])
        page = answer.content.decode()
        assert 'class="error"' in page or "form-errors" in page or "is-wrong" in page, (name, value[:40])
    assert {item.version for item in launch.items.all()} == {1}


QUERIES = [
    "?page=0",
    "?page=-1",
    "?page=" + "9" * 5000,
    "?page=x",
    "?page=%00",
    "?scope=%00",
    "?scope=x",
    "?show=%00",
    "?by=x'--",
    "?show=late&show=must",
    "?item=" + HUGE,
    "?person=%F0%9F%98%80",
    "?verb=%00",
    "?act=%00",
    "?act=x",
    "?version=" + HUGE,
    "?template=" + HUGE,
    "?template=%00&launch_on=%00",
    "?%00=%00",
    "?x=%ED%A0%80",
    "?page=１",
]
PAGES = [
    "/",
    "/launches/",
    "/launches/{launch}/",
    ITEM,
    "/launches/{launch}/history/",
    "/inbox/",
    "/launches/start/",
    "/templates/",
]


@pytest.mark.parametrize("page", PAGES)
def test_a_strange_address_is_a_page_or_none(people, launch, page):
    client = Client(raise_request_exception=False)
    client.force_login(people.planner)
    path = page.format(launch=launch.pk, item=launch.items.get(key="A1").pk)
    answers = {query: client.get(path + query).status_code for query in QUERIES}
    assert set(answers.values()) <= {200, 400, 404}, answers


CONTENT = [
    ("JSON", b'{"version": 1}', "application/json"),
    ("plain text", b"version=1", "text/plain"),
    ("no boundary", b"--x", "multipart/form-data"),
    (
        "UTF-7",
        b'--x\r\nContent-Disposition: form-data; name="reason"\r\n\r\n+2AA-\r\n--x--',
        "multipart/form-data; boundary=x; charset=utf-7",
    ),
    (
        "an escape as charset",
        b'--x\r\nContent-Disposition: form-data; name="reason"\r\n\r\n\\ud800\r\n--x--',
        "multipart/form-data; boundary=x; charset=unicode_escape",
    ),
    ("UTF-16 form", "version=1".encode("utf-16"), "application/x-www-form-urlencoded; charset=utf-16"),
    ("unknown charset", b"version=1", "application/x-www-form-urlencoded; charset=bogus"),
    ("a lone surrogate", b"version=1&reason=%ED%A0%80", "application/x-www-form-urlencoded"),
    ("3 MB", b"version=1&reason=" + b"a" * 3_000_000, "application/x-www-form-urlencoded"),
    ("6,000 fields", b"&".join(b"a%d=1" % n for n in range(6000)), "application/x-www-form-urlencoded"),
]


@pytest.mark.parametrize(("content", "kind"), [row[1:] for row in CONTENT], ids=[row[0] for row in CONTENT])
def test_a_body_that_is_no_form_is_4xx(people, launch, content, kind):
    client = Client(raise_request_exception=False)
    client.force_login(people.marketer)
    item = launch.items.get(key="A1")
    answer = client.generic("POST", f"/launches/{launch.pk}/items/{item.pk}/block/", content, kind)
    assert answer.status_code in (302, 400, 403, 413, 422)
    item.refresh_from_db()
    assert not any("\ud800" <= character <= "\udfff" for character in item.blocked_reason)


@pytest.mark.parametrize("length", ["abc", "-1", HUGE])
def test_a_length_that_is_none_is_4xx(people, launch, length):
    client = Client(raise_request_exception=False)
    client.force_login(people.salesperson)
    item = launch.items.get(key="S1")
    answer = client.generic("POST", f"/launches/{launch.pk}/items/{item.pk}/attach/", b"", CONTENT_LENGTH=length)
    assert 400 <= answer.status_code < 500


@pytest.mark.parametrize(
    "path", ["items/{other}/complete/", "items/{other}/scenarios/1/verify/", "items/{other}/comment/"]
)
def test_a_line_of_another_launch_is_not_there(send, people, launch, hidden, path):
    other = hidden["shown"].items.first()
    assert send("planner", f"/launches/{launch.pk}/" + path.format(other=other.pk), {"version": 1}).status_code == 404


@pytest.mark.parametrize("number", ["0", HUGE, "-1", "1.5", "１", "%00", "9" * 3000])
def test_a_number_that_names_nothing_is_404(send, number):
    assert send("planner", "/launches/{launch}/items/" + number + "/complete/", {"version": 1}).status_code == 404


def test_methods_and_forms_without_their_token(people, launch):
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    client.force_login(people.marketer)
    item = launch.items.get(key="A1")
    path = f"/launches/{launch.pk}/items/{item.pk}/complete/"
    assert client.post(path, {"version": 1}).status_code == 403
    assert (
        client.get(path, {"_method": "POST", "version": 1}, headers={"X-HTTP-Method-Override": "POST"}).status_code
        == 405
    )
    assert (client.head(path).status_code, client.trace(path).status_code) == (405, 405)
    item.refresh_from_db()
    assert (item.status, item.version) == ("todo", 1)
