"""Every address and method × nine roles × four places of the thing, against the table of reliability.md section 3.

`endpoints.csv` names the action behind each address and method; `answers.csv` says how each role is answered for it
where the thing is in its own department, in another department, in another centre, in a confidential launch:
`+` let in (an answer about the input counts, such as 409) · 3 seen but not allowed · 4 not there · L asked to sign in
(401 from the API) · `*` anything but 5xx. A token (TK: of a planner, with `read` and `write:tick`) is nobody on pages.
"""

from __future__ import annotations

import csv
import logging
import re
import uuid
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from projects.models import Project
from tests.api.conftest import token_for

from .conftest import addresses, things

pytestmark = pytest.mark.usefixtures("plain_templates")
HERE = Path(__file__).parent
ENDPOINTS = list(csv.DictReader((HERE / "endpoints.csv").open()))
ANSWERS = {row["action"]: row for row in csv.DictReader((HERE / "answers.csv").open())}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
PLACES = ("own department", "other department", "other centre", "confidential")
LIMITED = "account/"  # allauth counts attempts
OPTIONAL = "demo/"
# Not ours, or the same for every method: the framework answers.
OUTSIDE = ("admin/", "account/", "^account/", "healthz", OPTIONAL)
PEOPLE = {
    "SA": "admin", "CXP": "second_planner", "DL": "marketing_lead", "DM": "marketer", "XL": "centre_lead",
    "XA": "agent", "RO": "viewer", "TK": "second_planner",
}  # fmt: skip
OWN_LINE = {"CXP": "X1", "TK": "X1", "XL": "C1", "XA": "C1"}


def row_of(address: str) -> str:
    return "admin/*" if address.startswith("admin/") else address


def test_every_address_is_in_the_table_and_every_row_is_an_address():
    listed = {row["address"] for row in ENDPOINTS if not row["address"].startswith(OPTIONAL)}
    assert {row_of(address) for address in addresses()} - {a for a in addresses() if a.startswith(OPTIONAL)} == listed
    assert {row["action"] for row in ENDPOINTS} == set(ANSWERS)


def body(address: str, place: SimpleNamespace) -> dict[str, Any]:
    """What a careful caller would send, so that nothing but the person decides."""
    said = {"reason": "이유", "fallback": "수기", "follow_up_on": "2026-12-20"}
    new = {"title": "새 항목", "section_id": place.section_id, "department_id": place.department_id}
    launch = {"name": "새 런칭", "template_version_id": 1, "launch_on": "2027-01-20"}
    given = {"body": "내용", "department_ids": [place.department_id]}
    step = {"audience": ["owner"], "urgency": "digest"}
    asked_for = {"delivered_on": "2026-11-25", "check_on": "2026-12-20", "figure_name": "문의", "figure_before": 1}
    ladder = {"steps": [{"offset": -1} | step, {"offset": 1} | step]}
    known: dict[str, dict[str, Any]] = {
        "/block/": {"reason": "이유"},
        "items/bulk/": {"items": [place.item_id], "item_ids": [place.item_id], "deed": "start"},
        "v1/handovers/": {"title": "새 화면", "kind": "screen"} | given,
        "handovers/new/": {"title": "새 화면", "kind": "screen", "accept_days": 2} | given,
        "v1/handovers/<int:handover_id>/versions/": {"note": "바뀜"} | given,
        "handovers/<int:handover_id>/send/": {"note": "바뀜"} | given,
        "<int:handover_id>/withdraw/": {"reason": "이유"},
        "receipts/<int:receipt_id>/send-back/": {"words": "이유"},
        "v1/receipts/<int:receipt_id>/send-back/": {"reason": "이유"},
        "<int:receipt_id>/pass-on/": {"to_id": place.owner_id or 1, "reason": "이유"},
        "send-back/": {"reason": "이유"},
        "reopen/": {"reason": "이유"},
        "clear-due/": {"reason": "이유"},
        "bring-back/": {"reason": "이유"},
        "_id>/answers/": {"answers": {}, "reason": "이유"},
        "answers-preview/": {"answers": {}},
        "v1/templates/<int:template_id>/sync/": {"number": 1, "tell": False, "projects": []},
        "cancel/": {"reason": "이유"},
        "settle/": {"reason": "이유"},
        "waive/": said,
        "assign/": {"owner_id": place.owner_id},
        "set-due/": {"due_on": "2026-12-08", "reason": "이유"},
        "move/": {"launch_on": "2026-12-16", "reason": "이유"},
        "move-preview/": {"launch_on": "2026-12-16"},
        "sign-offs/": {"department_id": place.department_id, "verdict": "approved"},
        "sign-off/": {"verdict": "approved"},
        "decisions/": {"verdict": "go"},
        "decide/": {"verdict": "go"},
        "project_id>/items/": new | {"due_on": "2026-12-08"},
        "items/add/": new | {"due_on": "2026-12-08"},
        "comments/": {"body": "한마디"},
        "comment/": {"body": "한마디"},
        "evidence/": {"url": "https://example.com"},
        "attach/": {"url": "https://example.com"},
        "destination_id>/change/": {"name": "시험", "carries": ["alerts"]},
        "tokens/": {"name": "시험", "scopes": ["read"], "days": 30},
        "tokens/create/": {"name": "시험", "scopes": ["read"], "days": 30},
        "report-schedules/<int:schedule_id>/change/": {"weekday": 0, "hour": 9, "people_ids": [place.owner_id]},
        "_id>/reminders/": ladder,
        "reminders/preview/": {"project_id": place.project_id},
        "<int:project_id>/reminders/preview/": {},
        "v1/projects/": launch,
        "v1/templates/": {"name": "새 템플릿", "launch_type_id": 1},
        "proposals/": {"title": "새 항목", "note": "이유", "offset": -3, "department_id": place.department_id},
        "items/<int:item_id>/propose/": {"title": "새 항목", "note": "이유"},
        "<int:file_id>/": {"columns": {}},
        "<int:planned_id>/remove/": {},
        "people/<int:user_id>/change/": {"name": "새 이름", "role": "member", "department": place.department_id},
        "people/<int:user_id>/pass-on/": {"to": place.colleague_id, "to_id": place.colleague_id, "reason": "이유"},
        "people/<int:user_id>/close/": {"reason": "이유"},
        "v1/people/<int:user_id>/pass-on/": {"to_id": place.colleague_id, "reason": "이유"},
        "v1/people/<int:user_id>/reopen/": {},
        "v1/people/<int:user_id>/": {"name": "새 이름"},
        "v1/invitations/": {"people": [{"email": "new@example.com", "role": "viewer"}]},
        "people/invite/": {"emails": "new@example.com", "role": "viewer", "language": "ko"},
        "v1/departments/": {"slug": "new", "name": "새 부서", "name_en": "New"},
        "v1/departments/<int:department_id>/": {"works_holidays": False},
        "v1/calendar-days/": {"on": "2026-12-31", "is_open": False, "name": "휴무"},
        "planned-launches/": {"name": "계획", "launch_type_id": 1, "launch_on": "2027-01-20"},
        "projects/preview/": launch,
        "brief/confirm/": {"number": 1},
        "brief/publish/": {"after_number": 1},
        "draft/lines/": {"part": "faq", "text": "답"},
        "draft/lines/<int:line_id>/": {"part": "faq", "text": "답"},
        "shift/": {"step": "up"},
        "v1/records/": {"kind": "phone", "title": "통화"},
        "v1/feeds/": {"kind": "personal"},
        "displays/": {"name": "3층", "department_id": place.department_id},
        "displays/make/": {"name": "3층", "department_id": place.department_id},
        "v1/launch-views/": {"name": "보기"},
        "launch-changes/confirm/": {"seen": {}},
        "record_id>/correct/": {"kind": "meeting", "title": "고친 회의", "reason": "이유"},
        "position_id>/answer/": {"answer": "confirmed"},
        "resolution_id>/settle/": {},
        "open_question_id>/answer/": {"words": "답"},
        "v1/surprises/": {"title": "모르던 오픈", "found_through": "app"},
        "surprises/new/": {"title": "모르던 오픈", "found_through": "app", "creation_key": str(uuid.uuid4())},
        "surprise_id>/change/": {"title": "고친 제목", "found_through": "app"},
        "surprise_id>/count/": {"more": 1},
        "surprise_id>/department/": {"department_id": place.department_id},
        "surprise_id>/answer/": {"words": "입장"},
        "surprise_id>/link/": {"project_id": place.project_id},
        "surprise_id>/exempt/": {"reason": "이유"},
        "surprise_id>/count-again/": {"reason": "이유"},
        "surprise_id>/settle/": {"lesson": "바꿀 점"},
        "surprise_id>/propose/": {"title": "새 항목", "note": "이유", "department_id": place.department_id},
        "surprise_id>/request/": {"title": "요청", "said": "안 돼요"},
        "review/<int:day>/": {"answer_1": "답", "creation_key": str(uuid.uuid4())},
        "reviews/<int:day>/": {"answers": ["답", "", "", "", ""]},
        "<int:day>/propose/": {"title": "새 항목", "note": "이유", "department_id": place.department_id, "days": 5},
        "<int:day>/request/": {"title": "요청", "said": "안 돼요"},
        "<int:day>/decide/": {"words": "결정"},
        "v1/requests/": {"title": "요청", "said_words": "안 된다"},
        "request_id>/decline/": {"reason": "이유"},
        "request_id>/agree/": {"priority": 2},
        "request_id>/votes/": {"priority": 2},
        "request_id>/promise/": {"owner_id": place.owner_id, "promised_on": "2026-12-20"},
        "request_id>/notes/": {"text": "진행"},
        "request_id>/deliver/": asked_for,
        "request_id>/check/": {"figure_after": 1, "checked_note": "줄었다"},
        "request_id>/options/": {"text": "고친다"},
        "option_id>/": {"text": "고친다"},
        "request_id>/item/": new | {"project_id": place.project_id, "due_on": "2026-12-08"},
        "request_id>/propose/": {"template_id": place.template_id, "department_id": place.department_id, "offset": -3},
        "request-meetings/": {"request_ids": [place.request_id]},
    }
    return max(((end, sent) for end, sent in known.items() if address.endswith(end)), default=("", {}), key=_length)[1]


def _length(pair: tuple[str, Any]) -> int:
    return len(pair[0])


def path_of(address: str, place: SimpleNamespace) -> str:
    names = vars(place) | ({"section_id": place.draft_section_id} if "/draft/" in address else {})
    named = re.sub(r"<(?:int|str|slug):(\w+)>", lambda found: str(names[found[1]]), address)
    named = named.replace(
        "^account/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$", "account/password/reset/key/1-x/"
    )
    return "/" + named.replace("api/v1/", "api/v1/nowhere/", named == "api/v1/").replace("admin/*", "admin/")


def words_of(method: str, address: str, place: SimpleNamespace) -> str:
    """What a request says. The same words are asked once: the place of what they do not name changes nothing."""
    if "<" not in address:
        return address
    sent = {} if method in ("GET", "DELETE") else body(address, place)
    return f"{path_of(address, place)} {place.version} {sent}"


def ask(client: Client, method: str, address: str, place: SimpleNamespace) -> str:
    """The kind of answer; whatever it changed is taken back."""
    sent, path = body(address, place), path_of(address, place)
    headers: dict[str, str] = {}
    if address.startswith("api/"):
        headers = {"If-Match": f'"{place.version}"', "Idempotency-Key": uuid.uuid4().hex}
    else:
        sent = {"version": place.version} | sent
    if address.startswith(LIMITED):
        cache.clear()
    kind: dict[str, Any] = {} if method in ("GET", "POST") and not headers else {"content_type": "application/json"}
    cookies = client.cookies.copy()
    with transaction.atomic():
        sent = {} if method in ("GET", "DELETE") else sent
        answer = getattr(client, method.lower())(path, sent, headers=headers, **kind)
        transaction.set_rollback(True)
    client.cookies = cookies
    return kind_of(answer.status_code, answer.headers.get("Location", ""))


def kind_of(status: int, location: str) -> str:
    if status == 401 or (status == 302 and location.startswith(("/account/login/", "/admin/login/"))):
        return "L"
    return {403: "3", 404: "4", 405: "m"}.get(status, "+" if status < 500 or status == 503 else f"<{status}>")


ROLES = ("SA", "CXP", "DL", "DM", "XL", "XA", "RO", "AN", "TK")


@pytest.fixture
def place_of(people: SimpleNamespace, hidden: dict[str, Project]) -> Callable[[str], tuple[Client, list[Any]]]:
    """For a role its client, and the thing in each place."""

    def make(role: str) -> tuple[Client, list[Any]]:
        person = getattr(people, PEOPLE.get(role, ""), None)
        own = OWN_LINE.get(role, "M1")
        lines = [("shown", own), ("shown", "S1"), ("other", "C2"), ("secret", own)]
        owners = [person, people.salesperson, people.salesperson, person]
        places = [
            things(hidden[launch].items.get(key=key), owner or people.salesperson)
            for (launch, key), owner in zip(lines, owners, strict=True)
        ]
        if role == "TK":
            token = f"Bearer {token_for(person, 'read', 'write:tick')}"
            return Client(raise_request_exception=False, headers={"Authorization": token}), places
        client = Client(raise_request_exception=False)
        if person:
            client.force_login(person)
            places[3].token_id = places[1].token_id
        return client, places

    return make


@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_answered_as_the_table_says(role, place_of, capsys, caplog):
    caplog.set_level(logging.CRITICAL)
    client, places = place_of(role)
    wrong: list[str] = []
    checks = requests = 0
    for row in ENDPOINTS:
        address, method = row["address"], row["method"]
        if address.startswith(OPTIONAL):
            continue
        wanted = ANSWERS[row["action"]][role]
        is_page = not address.startswith("api/v1/") or address.startswith("api/v1/docs")
        if role == "TK" and is_page:
            wanted = ANSWERS[row["action"]]["AN"]
        answers: dict[str, str] = {}
        words = [words_of(method, address, place) for place in places]
        for said, place in zip(words, places, strict=True):
            answers[said] = answers.get(said) or ask(client, method, address, place)
        got = "".join(answers[said] for said in words)
        checks, requests = checks + len(got), requests + len(answers)
        if wanted != "****" and got != wanted:
            wrong.append(f"{method} {address} ({row['action']}) {role}: {got}, not {wanted}")
    with capsys.disabled():
        count = checks // len(PLACES)
        print(f"\n{role}: {count} endpoints × 4 = {checks} checks, {len(wrong)} wrong ({requests} requests)")
    assert not wrong, "\n" + "\n".join(wrong)


def test_a_method_that_is_not_in_the_table_is_405(place_of):
    client, places = place_of("CXP")
    listed: dict[str, set[str]] = {}
    for row in ENDPOINTS:
        listed.setdefault(row["address"], set()).add(row["method"])
    found = {
        f"{method} {address}": ask(client, method, address, places[0])
        for address, methods in listed.items()
        if not address.startswith(OUTSIDE)
        for method in (*METHODS, "TRACE")
        if method not in methods
    }
    assert {name: kind for name, kind in found.items() if kind != "m"} == {"TRACE api/v1/": "4"}


def test_the_admin_is_for_administrators_alone(place_of):
    """Every address of it, the index above among them."""
    paths = {
        "/"
        + re.sub(r"<[^>]+>", "1", address)
        .replace("^(?P<app_label>ledger|accounts|checklists|projects|notifications)/$", "accounts/")
        .replace("(?P<url>.*)$", "x")
        for address in addresses()
        if address.startswith("admin/")
    } - {reverse("admin:login"), reverse("admin:logout")}
    for role in ROLES:
        client, _places = place_of(role)
        for path in paths if role in ("DL", "AN") else {"/admin/", "/admin/projects/project/1/change/"}:
            answer = client.get(path)
            kind = kind_of(answer.status_code, answer.headers.get("Location", ""))
            assert kind == "L" or role == "SA", (role, path, answer.status_code)
