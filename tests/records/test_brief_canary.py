"""Nothing but the lines of a brief reaches a partner: canaries in every other field, and all its addresses read."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from django.test import Client

from accounts.models import Department, User
from projects.models import Comment, Evidence, Item, ItemScenario
from records.models import Part, Receipt, Record, RecordRevision, Resolution
from records.services import briefs
from records.services.brief_publishing import publish_brief, read_brief
from records.services.receipts import accept_receipt
from tests import factories
from tests.api.conftest import token_for
from tests.conftest import LAUNCH_ON, TODAY

from .brief_company import agents_of, marked_launch

CANARY = re.compile(r"Y-[a-z]+")
TABLE = Path(__file__).parent.parent / "security" / "endpoints.csv"
ADDRESSES = [
    row["address"]
    for row in csv.DictReader(TABLE.open())
    if row["method"] == "GET" and ("/brief/" in row["address"] or row["address"] == "briefs/")
]
HIDDEN = ("guidance", "guidance_en", "title_en", "brief_line_en")


@pytest.fixture
def launch(people, today):
    """One line per key, and a question whose answer is nothing for agents."""
    departments = {"A1": people.marketing, "A2": people.marketing, "S1": people.sales, "C1": people.centre}
    departments |= {"S2": people.sales, "S3": people.sales}
    lines = [factories.line(key, department=department) for key, department in departments.items()]
    choices = [{"value": "a", "label": "Y-answer"}]
    asked = [{"key": "internal", "text": "Y-question", "kind": "choice", "choices": choices}]
    version = factories.template(lines, by=people.planner, questions=asked)
    days = {"launch_on": LAUNCH_ON, "announced_on": TODAY}
    opened = {"answers": {"internal": "a"}, "opened_to_ids": [people.centre.pk]}
    return factories.project(version, by=people.planner, **days, **opened)


@pytest.fixture
def planted(people, launch):
    """A published brief in its second version, and everything around it marked."""
    project = marked_launch(people, launch)
    project.opened_to.add(people.other_centre)
    Department.objects.filter(pk=people.other_centre.pk).update(name="Y-centre", name_en="Y-centreen")
    User.objects.filter(pk=people.other_centre_lead.pk).update(name="Y-stranger", email="Y-mail@example.com")
    mine = factories.user("partner_agent", department=people.other_centre, name="Y-theiragent")
    for item in project.items.all():
        Item.objects.filter(pk=item.pk).update(**{name: f"Y-{name.replace('_', '')}" for name in HIDDEN})
        Comment.objects.create(item=item, author=people.planner, body="Y-comment")
        Evidence.objects.create(item=item, text="Y-evidence", added_by=people.planner)
        ItemScenario.objects.create(item=item, order=9, text="Y-scenario")
    for key in ("A2", "S3"):  # not marked: not even their titles are told
        Item.objects.filter(project=project, key=key).update(title="Y-unmarked")
    waived = {"status": "waived", "waived_at": launch.created_at, "waived_by": people.planner}
    Item.objects.filter(project=project, key="S2").update(
        title="출고 마감", brief_line="Y-unready", waive_reason="Y-waived", waive_fallback="Y-fallback",
        follow_up_on="2026-12-20", **waived,
    )  # fmt: skip
    Item.objects.filter(project=project, key="S1").update(
        status="blocked", blocked_reason="Y-blocked", blocked_at=launch.created_at, brief_line="Y-notyet"
    )
    Item.objects.filter(project=project, key="C1").update(
        title="다른 센터 준비", brief_line="확인합니다.", department=people.other_centre
    )
    project.late_reason = "Y-late"
    project.save()
    record = Record.objects.create(project=project, stream=project.stream, created_by=people.planner)
    words = {"kind": "meeting", "title": "Y-record", "body": "Y-minutes", "held_at": launch.created_at}
    record.current = RecordRevision.objects.create(record=record, number=1, written_by=people.planner, **words)
    record.save()
    Resolution.objects.create(record=record, words="Y-decision", decided_by_name="Y-decider")
    briefs.fill_draft(project.pk, by=people.planner)
    out = briefs.add_line(project.pk, by=people.planner, part="faq", text="Y-leftout")
    briefs.leave_out_line(out.pk, by=people.planner)
    publish_brief(project.pk, by=people.planner, note="", after_number=0)
    accept_receipt(Receipt.objects.get(person=mine).pk, by=mine, words="Y-remark")
    read_brief(project.pk, by=people.agent, number=1)
    briefs.add_line(project.pk, by=people.planner, part="faq", text="보이는 답입니다.")
    publish_brief(project.pk, by=people.planner, note="질문 하나", after_number=1)
    briefs.add_line(project.pk, by=people.planner, part="faq", text="Y-draft")
    return project


def paths(project) -> list[str]:
    names = {"project_id": project.pk, "line_id": project.brief_lines.latest("pk").pk, "resolution_id": 1}
    found = ["/" + re.sub(r"<int:(\w+)>", lambda name: str(names[name[1]]), address) for address in ADDRESSES]
    brief = f"/launches/{project.pk}/brief/"
    return [
        *found, f"{brief}?version=1", f"{brief}?show=all", f"{brief}print/?version=1", f"/launches/{project.pk}/",
        f"/api/v1/projects/{project.pk}/brief/?version=1",
        *(f"{brief}export/?format={kind}" for kind in ("md", "csv")),
    ]  # fmt: skip


def read_all(person: User, project) -> tuple[int, str]:
    """How many addresses answered, and all that they said."""
    browser = Client()
    browser.force_login(person)
    count, said = 0, []
    for client in (browser, Client(headers={"Authorization": f"Bearer {token_for(person)}"})):
        for path in paths(project):
            answer = client.get(path)
            count += answer.status_code == 200
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            said.append(content.decode(errors="replace"))
    return count, " ".join(said)


def test_a_partner_reads_the_lines_and_no_canary(people, planted, capsys):
    seen: set[str] = set()
    for who in (people.centre_lead, people.agent, *agents_of(people.centre, 1)):
        read, said = read_all(who, planted)
        seen |= set(CANARY.findall(said))
        assert read >= 8
        assert "보이는 답입니다." in said
        with capsys.disabled():
            print(f"\nbrief as {who.role}: {read} answers read, canaries seen {len(set(CANARY.findall(said)))}")
    assert seen == set()


def test_the_canaries_are_where_they_should_be(people, planted):
    """Or the reading above would find nothing whatever was wrong."""
    _read, said = read_all(people.planner, planted)
    assert set(CANARY.findall(said)) >= {"Y-draft", "Y-leftout", "Y-decision", "Y-fallback", "Y-centre", "Y-answer"}


def test_what_is_not_ready_names_the_department_and_no_centre(planted):
    newest = planted.handovers.get(kind="brief").versions.last()
    missing = {line["label"]: line for line in newest.lines if line["part"] == Part.NOT_READY}
    assert set(missing) == {"반품 주소", "출고 마감", "다른 센터 준비"}
    assert "12월 20일" in missing["출고 마감"]["text"]
    assert all(line["meanwhile"] for line in missing.values())
