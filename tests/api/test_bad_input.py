"""Section 2 of reliability.md, row by row: each bad input is answered by name, none with a 5xx."""

from __future__ import annotations

import json

import pytest

from tests.conftest import LAUNCH_ON

DEEP = b'{"name":' + b"[" * 5000 + b"]" * 5000 + b"}"


def body(**fields: object) -> bytes:
    """A launch as it should be, with these fields changed."""
    good = {"name": "런칭", "template_version_id": 1, "launch_on": LAUNCH_ON.isoformat(), "late_reason": "시험"}
    return json.dumps(good | fields).encode()


def raw(text: str) -> bytes:
    """The same with one more member, written by hand."""
    return body()[:-1] + b", " + text.encode() + b"}"


# (row of the table, bytes sent, status, code, field)
BODIES = [
    ("1 NUL in a name", body(name="a\0b"), 400, "nul", "name"),
    ("2 NUL in a value inside", raw(r'"answers": {"rooms": ["\u0000"]}'), 400, "nul", "answers.rooms[0]"),
    ("2 NUL in a key", raw(r'"\u0000": 1'), 400, "nul", ""),
    ("3 lone surrogate", raw(r'"time_zone": "\ud800"'), 400, "surrogate", "time_zone"),
    ("7 list", b"[]", 400, "not_an_object", ""),
    ("7 null", b"null", 400, "not_an_object", ""),
    ("7 string", b'"x"', 400, "not_an_object", ""),
    ("7 number", b"7", 400, "not_an_object", ""),
    ("7 nothing", b"", 400, "required", "name"),
    ("7 no JSON", b"{name: 1}", 400, "not_json", ""),
    ("8 10 MB", b'{"name": "' + b"a" * 10_000_000 + b'"}', 413, "too_large", ""),
    ("9 NaN", raw('"planner_id": NaN'), 400, "not_a_number", ""),
    ("9 Infinity", raw('"planner_id": -Infinity'), 400, "not_a_number", ""),
    ("9 1e400", raw('"planner_id": 1e400'), 400, "number_too_large", ""),
    ("9 5000 digits", raw('"planner_id": ' + "9" * 5000), 400, "number_too_large", ""),
    ("9 beyond bigint", raw('"planner_id": 999999999999999999'), 400, "unknown_template", "version"),
    ("9 nested 5000 deep", DEEP, 400, "too_deep", ""),
    ("10 name twice", raw('"name": "다른 이름"'), 400, "name_twice", "name"),
    ("11 unknown field", body(role="admin"), 400, "unknown", "role"),
    ("12 true as a number", body(planner_id=True), 400, "invalid", "planner_id"),
    ("12 1.0 as a number", body(planner_id=1.0), 400, "invalid", "planner_id"),
    ("12 full-width digits", body(planner_id="１２"), 400, "invalid", "planner_id"),
    ("12 a number as a flag", body(is_confidential=1), 400, "invalid", "is_confidential"),
    ("12 a word as a flag", body(is_confidential="true"), 400, "invalid", "is_confidential"),
    ("12 a number as a name", body(name=7), 400, "invalid", "name"),
    ("13 empty name", body(name=""), 400, "blank", "name"),
    ("13 spaces", body(name="   "), 400, "blank", "name"),
    ("13 wide spaces", body(name="\u3000\u3000"), 400, "blank", "name"),
    ("16 right-to-left override", body(name="영수증\u202egnp.exe"), 400, "character", "name"),
    ("16 isolate", body(name="a\u2066b"), 400, "character", "name"),
    ("16 line break in a name", body(name="a\nb"), 400, "character", "name"),
    ("18 101 characters", body(name="가" * 101), 400, "max_length", "name"),
    ("25 byte order mark", b"\xef\xbb\xbf" + body(), 400, "not_utf8", ""),
    ("25 CP949", '{"name": "가나다"}'.encode("cp949"), 400, "not_utf8", ""),
    ("25 UTF-16", '{"name": "가"}'.encode("utf-16"), 400, "not_utf8", ""),
    ("30 30 February", body(launch_on="2027-02-30"), 400, "no_such_day", "launch_on"),
    ("30 month 13", body(launch_on="2026-13-01"), 400, "no_such_day", "launch_on"),
    ("30 year 0", body(launch_on="0000-01-01"), 400, "no_such_day", "launch_on"),
    ("31 year 1", body(launch_on="0001-01-01"), 400, "date_range", "launch_on"),
    ("31 year 9999", body(launch_on="9999-12-31"), 400, "date_range", "launch_on"),
    ("31 year 10000", body(launch_on="10000-01-01"), 400, "date_format", "launch_on"),
    ("35 week date", body(launch_on="2026-W10-1"), 400, "date_format", "launch_on"),
    ("35 basic format", body(launch_on="20260301"), 400, "date_format", "launch_on"),
    ("35 full-width digits", body(launch_on="２０２６-03-01"), 400, "date_format", "launch_on"),
    ("35 with a time", body(launch_on="2026-12-09T00:00:00Z"), 400, "date_format", "launch_on"),
    ("36 Korean date", body(launch_on="2026년 3월 2일"), 400, "date_format", "launch_on"),
    ("36 tomorrow", body(launch_on="내일"), 400, "date_format", "launch_on"),
    ("36 D-3", body(launch_on="D-3"), 400, "date_format", "launch_on"),
    ("a date as a number", body(launch_on=20261209), 400, "date_format", "launch_on"),
    ("a list twice the same", body(named_ids=[1, 1]), 400, "twice", "named_ids"),
    ("28 too many ids", body(named_ids=list(range(1, 300))), 400, "max_length", "named_ids"),
    ("no such time zone", body(time_zone="Mars/Olympus"), 400, "time_zone", "time_zone"),
    ("an object as an answer", body(answers={"rooms": {"a": 1}}), 400, "invalid", "answers.rooms"),
    ("a text as owners", body(owners="me"), 400, "not_a_dict", "owners"),
]


@pytest.mark.parametrize(
    ("content", "status", "code", "field"), [row[1:] for row in BODIES], ids=[r[0] for r in BODIES]
)
def test_a_bad_body_is_refused_by_name(api, people, today, content, status, code, field):
    answer = api(people.planner).send("projects/", content)
    found = answer.json()
    assert (answer.status_code, found["code"], found["field"]) == (status, code, field), found
    assert found["message"]
    assert answer.headers["X-Request-ID"]


CONTENT_TYPES = [
    ("text/plain", 415),
    ("application/x-www-form-urlencoded", 415),
    ("multipart/form-data", 415),
    ("application/json; charset=bogus", 415),
    ("application/json; charset=utf-16", 415),
    ("application/json; charset=utf-8", 201),
]


@pytest.mark.parametrize(("content_type", "status"), CONTENT_TYPES)
def test_only_utf8_json_is_read(api, people, launch, content_type, status):
    content = body(template_version_id=launch.template_version_id)
    answer = api(people.planner).send("projects/", content, content_type)
    assert answer.status_code == status, answer.json()


FORMS = [
    ("no boundary", "multipart/form-data", b"--x\r\n", 400),
    ("a boundary that never comes", "multipart/form-data; boundary=y", b"--x\r\n", 400),
    (
        "another field",
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="role"\r\n\r\n1\r\n--x--',
        400,
    ),
]


@pytest.mark.parametrize(
    ("content_type", "content", "status"), [row[1:] for row in FORMS], ids=[row[0] for row in FORMS]
)
def test_a_bad_form_is_refused(api, people, launch, content_type, content, status):
    item = launch.items.get(key="S1")
    assert api(people.salesperson).send(f"items/{item.pk}/evidence/", content, content_type).status_code == status


QUERIES = [
    ("projects/", "ordering=secret", "ordering"),
    ("projects/", "ordering=planner__password", "ordering"),
    ("projects/", "planner__password__startswith=p", "planner__password__startswith"),
    ("projects/", "offset=-5", "offset"),
    ("projects/", "offset=100000000000000000000", "offset"),
    ("projects/", "limit=0", "limit"),
    ("projects/", "limit=501", "limit"),
    ("projects/", "limit=１０", "limit"),
    ("projects/", "limit=1e2", "limit"),
    ("projects/", "limit=10&limit=20", "limit"),
    ("projects/", "page=0", "page"),
    ("projects/", "state=secret", "state"),
    ("projects/", "launch_from=zzz", "launch_from"),
    ("projects/", "launch_type=abc", "launch_type"),
    ("projects/", "launch_type=99999999999999999999", "launch_type"),
    ("projects/", "q=%00", "q"),
    ("items/", "status=done,secret", "status[1]"),
    ("items/", "status=done,done", "status"),
    ("items/", "owner=not-a-uuid", "owner"),
    ("items/", "owner=%F0%9F%98%80", "owner"),
    ("items/", "is_late=1", "is_late"),
    ("items/", "due_before=2026-02-30", "due_before"),
    ("me/", "x=1", "x"),
]


@pytest.mark.parametrize(("path", "query", "field"), QUERIES, ids=[f"{path}?{query}" for path, query, _f in QUERIES])
def test_a_bad_parameter_is_refused_by_name(api, people, path, query, field):
    answer = api(people.planner).get(f"{path}?{query}")
    assert (answer.status_code, answer.json()["field"]) == (400, field), answer.json()


@pytest.mark.parametrize(
    "text",
    ["👨‍👩‍👧‍👦 🇰🇷", "ㅋㅋ", "ᄒᆞᆫ글", "漢字", "𝒜", "<script>alert(1)</script>", "{{7*7}} %s%n ${jndi:}", "가" * 100],
)
def test_unusual_text_is_kept_as_it_is(api, people, launch, text):
    content = body(name=text, template_version_id=launch.template_version_id)
    answer = api(people.planner).send("projects/", content)
    assert (answer.status_code, answer.json()["name"]) == (201, text)


def test_a_decomposed_name_is_stored_composed(api, people, launch):
    decomposed = "\u1112\u1161\u11ab\u1100\u1173\u11af"
    api(people.planner).send("projects/", body(name=decomposed, template_version_id=launch.template_version_id))
    assert api(people.planner).get("projects/", q="한글").json()["count"] == 1
    assert api(people.planner).get("projects/", q="ㅎㄱ").json()["count"] == 1, "as the palette finds it"


def test_a_day_that_does_not_exist_is_explained(api, people, launch):
    answer = api(people.planner).send("projects/", body(template_version_id=1, launch_on="2027-02-30"))
    assert "28" in answer.json()["message"]


def test_several_errors_come_together(api, people, launch):
    errors = api(people.planner).send("projects/", b'{"role": 1, "secret": 2}').json()["errors"]
    assert [error["field"] for error in errors] == ["role", "secret"]


METHODS = [
    ("PUT", "projects/", 405),
    ("PUT", "me/", 405),
    ("DELETE", "projects/", 405),
    ("TRACE", "projects/", 405),
    ("HEAD", "projects/", 200),
    ("HEAD", "projects/preview/", 405),
    ("OPTIONS", "projects/", 204),
    ("GET", "nowhere/", 404),
    ("POST", "nowhere/", 404),
    ("GET", "me", 404),
    ("GET", "projects//", 404),
    ("GET", "projects/..%2fme/", 404),
    ("GET", "projects/99999999999999999999/", 404),
    ("GET", "projects/" + "9" * 5000 + "/", 404),
    ("GET", "projects/１/", 404),
]


@pytest.mark.parametrize(("method", "path", "status"), METHODS, ids=[f"{m} {p[:40]}" for m, p, _s in METHODS])
def test_methods_and_addresses_that_are_none(api, people, method, path, status):
    caller = api(people.planner)
    answer = caller.client.generic(method, "/api/v1/" + path)
    assert answer.status_code == status
    assert method in ("HEAD", "OPTIONS") or answer.json()["code"]


def test_a_method_is_not_overridden_by_a_header(api, people, launch):
    answer = api(people.planner).client.get("/api/v1/projects/", headers={"X-HTTP-Method-Override": "DELETE"})
    assert answer.status_code == 200


def test_errors_are_in_the_language_asked_for(api, people, launch):
    english = api(people.planner, "read", "write:launch", language="en").send("projects/", b"[]")
    assert english.json()["message"].startswith("The body must be")
    assert english.headers["Content-Language"] == "en"
