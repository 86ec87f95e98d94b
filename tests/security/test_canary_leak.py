"""Canaries in everything that a person must not learn of; every page, API answer, notice and mail is read for them.

`Z-` marks what only those named may see (a confidential launch), `Y-` what partners may not: other departments' lines
and all that hangs on them, the other centre and its people, internal notes and internal addresses.
"""

from __future__ import annotations

import csv
import re
from io import BytesIO
from types import SimpleNamespace
from zipfile import ZipFile

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from notifications.mail import compose
from notifications.models import Message, MessageLine, Notification, ReportSchedule
from notifications.services import sweep
from projects.models import Comment, Decision, Evidence, Item, ItemScenario, ItemWait, Project, SignOff
from tests.api.conftest import token_for
from tests.conftest import NOW
from tests.records.things import records_things

from .test_authz_matrix import HERE, path_of

pytestmark = pytest.mark.usefixtures("plain_templates")
CANARY = re.compile(r"(?<![\w:-])[YZ]-[a-z]+")  # not in the middle of a signed token
PAGES = [row["address"] for row in csv.DictReader((HERE / "endpoints.csv").open()) if row["method"] == "GET"]
# Of other makers, or the same for everybody.
UNREAD = ("admin", "demo", "^", "account", "healthz", "api/v1/schema", "api/v1/docs")
ACTS = ("block", "assign", "waive", "set-due", "comment", "attach", "send-back", "reopen")


def mark_line(line: Item, mark: str, by: User) -> None:
    """Canaries in a line's own words and in everything that hangs on it."""
    texts = ("title", "title_en", "guidance", "guidance_en")
    Item.objects.filter(pk=line.pk).update(**{name: f"{mark}{name.replace('_', '')}" for name in texts})
    Comment.objects.create(item=line, author=by, body=f"{mark}comment")
    Evidence.objects.create(item=line, text=f"{mark}evidence", added_by=by)
    ItemScenario.objects.create(item=line, order=9, text=f"{mark}scenario")


def mark_message(line: Item, mark: str, to: User) -> None:
    """A message about a line that its reader lost sight of."""
    made = Message.objects.create(
        recipient=to, channel="email", kind="at_once", window=f"{mark}{line.pk}", due_at=NOW, state="failed",
        subject=f"{mark}subject",
    )  # fmt: skip
    told = Notification.objects.create(
        recipient=to, kind="notice", urgency="at_once", topic="mentioned", project=line.project, item=line,
        dedupe_key=f"{mark}{line.pk}", data={"comment": f"{mark}said"},
    )  # fmt: skip
    MessageLine.objects.create(message=made, notification=told)


@pytest.fixture
def planted(people: SimpleNamespace, hidden: dict[str, Project]) -> SimpleNamespace:
    shown, other, secret = hidden["shown"], hidden["other"], hidden["secret"]
    Project.objects.filter(pk=secret.pk).update(name="Z-name", late_reason="Z-reason")
    Project.objects.filter(pk=other.pk).update(name="Y-launch")
    for line in secret.items.all():
        mark_line(line, "Z-", people.planner)
    for line in (*shown.items.exclude(key="C1"), *other.items.all()):
        mark_line(line, "Y-", people.planner)
    Decision.objects.create(project=shown, verdict="no_go", note="Y-decision", by=people.second_planner)
    SignOff.objects.create(
        project=shown, department=people.marketing, verdict="held", note="Y-signoff", by=people.marketing_lead
    )
    User.objects.filter(pk=people.other_centre_lead.pk).update(name="Y-stranger")
    for person in (people.planner, people.marketer, people.salesperson):
        User.objects.filter(pk=person.pk).update(email=f"Y-mail{person.pk}@example.com")
    for launch in (shown, other, secret):
        ReportSchedule.objects.create(project=launch, created_by=people.planner)
    mark_message(secret.items.get(key="M1"), "Z-", people.marketer)
    for line in (shown.items.get(key="M1"), *other.items.all()):
        mark_message(line, "Y-", people.agent)
    # The partner's own line hangs on lines that the partner does not see.
    before, own = shown.items.get(key="M1"), shown.items.get(key="C1")
    ItemWait.objects.create(item=own, predecessor=before, days=2)
    Item.objects.filter(pk=own.pk).update(
        moved_by=before, blocked_by_item=before, status="blocked", blocked_reason="기다림", blocked_at=timezone.now()
    )
    return SimpleNamespace(shown=shown, other=other, secret=secret, own=own, before=before)


def text_of(content: bytes) -> str:
    """What can be read in an answer; of a packed one (XLSX, ZIP) in its parts."""
    if not content.startswith(b"PK"):
        return content.decode(errors="replace")
    with ZipFile(BytesIO(content)) as packed:
        return "\n".join(packed.read(name).decode(errors="replace") for name in packed.namelist())


def crawl(clients: list[Client], launches: list[Project], *, lines: int = 9) -> tuple[int, set[str]]:
    """How many addresses answered, and the canaries in their answers."""
    read, seen = 0, set()
    for path in sorted(paths_of(launches, lines)):
        for client in clients:
            answer = client.get(path)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            read += answer.status_code == 200
            seen |= {f"{found} in {path}" for found in CANARY.findall(text_of(content))}
    return read, seen


def paths_of(launches: list[Project], lines: int) -> set[str]:
    found = set()
    for launch in launches:
        for item in launch.items.order_by("key")[:lines]:
            place = SimpleNamespace(
                **records_things(item, launch.planner),
                project_id=launch.pk,
                item_id=item.pk,
                evidence_id=item.evidence.values_list("pk", flat=True).first() or 1,
                template_id=launch.template_version.template_id,
                department_id=item.department_id,
                destination_id=1,
                test_id=1,
                message_id=Message.objects.filter(lines__notification__project=launch).values_list("pk", flat=True)[0],
                schedule_id=launch.report_schedules.values_list("pk", flat=True).first() or 1,
                import_id=1,
                file_id=1,
                planned_id=1,
                proposal_id=1,
                number=1,
                year=launch.launch_on.year,
                month=launch.launch_on.month,
                view_id=1,
                display_id=1,
                user_id=item.owner_id or 1,
                people_file_id=1,
                secret="x",
                name="x",
                key=item.key,
                slug="meeting-preparation",
                question_key="asked",
                section_id=item.section_id,
                draft_section_id=1,
            )
            found |= {path_of(address, place) for address in PAGES if not address.startswith(UNREAD)}
            found |= {f"/launches/{launch.pk}/items/{item.pk}/?act={act}" for act in ACTS}
        found |= {f"/launches/{launch.pk}/export/?format={kind}" for kind in ("csv", "md", "yaml")}  # XLSX is packed
        found |= {f"/launches/{launch.pk}/?{query}" for query in ("by=department", "show=late", "show=must")}
    found |= {"/?scope=department", "/?scope=all", "/inbox/?show=needs-me", "/launches/?show=ended"}
    return found | {f"/api/v1/{path}" for path in ("items/?q=Y-", "projects/?q=Z-", "people/?q=Y-", "templates/?q=Y-")}


def clients_of(person: User) -> list[Client]:
    browser = Client()
    browser.force_login(person)
    return [browser, Client(headers={"Authorization": f"Bearer {token_for(person)}"})]


WHO = [
    ("centre_lead", "YZ"),
    ("agent", "YZ"),
    ("marketer", "Z"),
    ("viewer", "Z"),
    ("second_planner", "Z"),
    ("admin", "Z"),
]


@pytest.mark.parametrize(("who", "marks"), WHO, ids=[name for name, _marks in WHO])
def test_no_page_and_no_answer_shows_what_is_hidden(people, planted, capsys, who, marks):
    read, seen = crawl(
        clients_of(getattr(people, who)), [planted.shown, planted.other, planted.secret], lines=9 if "Y" in marks else 1
    )
    leaked = {found for found in seen if found[0] in marks}
    with capsys.disabled():
        print(f"\n{who}: {read} answers read, canaries seen {len(leaked)}")
    assert leaked == set()
    assert read > 30


def test_the_canaries_are_where_they_should_be(people, planted):
    """Or the crawl would find nothing whatever was wrong."""
    planted.secret.named.add(people.second_planner)
    _read, seen = crawl(clients_of(people.second_planner), [planted.shown, planted.secret], lines=2)
    assert {CANARY.match(found)[0] for found in seen} >= {
        "Y-title", "Y-guidance", "Y-comment", "Y-evidence", "Y-scenario", "Y-decision", "Y-signoff", "Y-stranger",
        "Y-mail", "Z-name", "Z-title", "Z-comment", "Z-evidence",
    }  # fmt: skip


def test_a_viewer_reads_no_addresses(people, planted):
    _read, seen = crawl(clients_of(people.viewer), [planted.shown], lines=1)
    assert not {found for found in seen if found.startswith("Y-mail")}


@pytest.mark.parametrize("path", ["complete/", "block/"])
def test_a_refusal_names_no_hidden_line(people, planted, path):
    own = planted.own
    Item.objects.filter(pk=own.pk).update(
        status="todo", blocked_reason="", blocked_at=None, blocked_by_item=None, moved_by=None
    )
    browser, program = clients_of(people.agent)
    words = {"reason": "기다림", "by_item_id": planted.before.pk}
    page = browser.post(f"/launches/{own.project_id}/items/{own.pk}/{path}", {"version": own.version} | words)
    headers = {"If-Match": f'"{own.version}"', "Idempotency-Key": path}
    sent = words if path == "block/" else {}
    answer = program.post(f"/api/v1/items/{own.pk}/{path}", sent, content_type="application/json", headers=headers)
    assert (page.status_code // 100, answer.status_code // 100) == (4, 4)
    assert CANARY.findall(page.content.decode() + answer.content.decode()) == []


def test_a_partner_cannot_name_a_person_of_another_centre(people, planted):
    Item.objects.filter(pk=planted.own.pk).update(status="todo", blocked_reason="", blocked_at=None)
    headers = {"If-Match": '"1"'}
    body = {"reason": "기다림", "by_user_id": people.other_centre_lead.pk}
    program = clients_of(people.agent)[1]
    answer = program.post(
        f"/api/v1/items/{planted.own.pk}/block/", body, content_type="application/json", headers=headers
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_person")


def test_notices_and_mails_to_a_partner_hold_no_canary(people, planted):
    """A sweep of all that happened, among it a date that moved because of a hidden line."""
    from ledger.services import Entry, append

    own, before = planted.own, planted.before
    after = {
        "due_on": "2026-12-11", "moved_by": before.pk, "moved_by_title": "Y-title", "owner": people.agent.pk,
        "moved_by_department": people.marketing.pk,
    }  # fmt: skip
    moved = Entry("due_moved", f"item:{own.pk}", own.title, before={"due_on": "2026-12-08"}, after=after)
    blocked = Entry(
        "item_blocked",
        f"item:{before.pk}",
        "Y-title",
        reason="Y-why",
        after={"by_item": own.pk, "by_user": people.agent.pk},
    )
    append(planted.shown.stream, [moved, blocked], by=people.planner)
    now = timezone.now()
    sweep(now)
    partners = [people.centre_lead, people.agent]
    made = Notification.objects.filter(recipient__in=partners).exclude(dedupe_key__startswith="Y-")  # those planted
    told = made.select_related("recipient", "project", "item__owner")
    assert {notification.topic for notification in told} >= {"due_changed"}
    assert crawl(clients_of(people.agent), [planted.shown])[1] == set()
    for person in partners:
        message = Message.objects.filter(recipient=person).first() or Message(recipient=person, kind="at_once")
        mail = compose(message, list(told.filter(recipient=person)), now)
        words = f"{mail.subject} {mail.body} {mail.alternatives[0].content}"
        assert CANARY.findall(words) == []
