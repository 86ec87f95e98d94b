"""The brief on its pages and over the API: what agents read, what a lead sees, how a planner writes it."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Role
from records.models import BriefLine, Part, Receipt
from records.services import briefs
from records.services.brief_publishing import read_brief
from records.services.briefs import fill_draft
from tests.api.conftest import token_for

from .brief_company import agents_of, marked_launch, published

State = Receipt.State


@pytest.fixture
def brief(people, launch):
    return marked_launch(people, launch)


def url(launch, rest="") -> str:
    return f"/launches/{launch.pk}/brief/{rest}"


def text_of(answer) -> str:
    return answer.content.decode()


def test_thirty_agents_read_two_did_not_and_a_new_version_asks_for_the_differences_only(people, brief, capsys):
    """The figures of the issue, through the pages."""
    agents, never = [*agents_of(people.centre, 29), people.agent], agents_of(people.centre, 2)
    published(people, brief)
    for agent in agents:
        client = Client()
        client.force_login(agent)
        whole = client.get(url(brief))
        assert "쿠폰 5,000원" in text_of(whole)
        assert client.post(url(brief, "confirm/"), {"number": 1}).status_code == 302

    briefs.add_line(brief.pk, by=people.planner, part=Part.FAQ, text="새 질문의 답입니다.")
    changed = brief.brief_lines.get(part=Part.SUMMARY)
    briefs.change_line(changed.pk, by=people.planner, part="summary", text="쿠팡 고객센터가 문을 엽니다.")
    version = published(people, brief, note="질문 하나와 요약", after_number=1)

    lines = len(version.lines)
    shown = {"new": 0, "changed": 0}
    for agent in agents:
        client = Client()
        client.force_login(agent)
        page = text_of(client.get(url(brief)))
        shown["new"] += "새 질문의 답입니다." in page
        shown["changed"] += "쿠팡 고객센터가 문을 엽니다." in page and changed.text in page
        assert "쿠폰 5,000원" not in page
        assert "쿠폰 5,000원" in text_of(client.get(url(brief, "?show=all")))
    for agent in never:
        client = Client()
        client.force_login(agent)
        page = text_of(client.get(url(brief)))
        assert all(words in page for words in ("쿠폰 5,000원", "새 질문의 답입니다.", "쿠팡 고객센터가 문을 엽니다."))
    of_agents = Receipt.objects.filter(person__role=Role.PARTNER_AGENT)
    asked = of_agents.filter(handed=version).waiting().count()
    read = of_agents.filter(handed__number=1, state=State.ACCEPTED).count()
    with capsys.disabled():
        print(
            f"\nbrief: {read} of {asked} agents confirmed v1; v2 has {lines} lines, of which the {read} are shown 2 "
            f"(the new one to {shown['new']}, the changed one with the words before to {shown['changed']}) and the "
            f"{len(never)} who never read all {lines}; {asked} asked to confirm v2"
        )
    assert (read, shown, asked) == (30, {"new": 30, "changed": 30}, 32)


def test_an_agent_confirms_at_the_end_and_is_thanked(people, brief, as_user):
    published(people, brief)
    client = as_user(people.agent)
    assert 'action="' + url(brief, "confirm/") in text_of(client.get(url(brief)))
    answer = client.post(url(brief, "confirm/"), {"number": 1, "words": "잘 읽었습니다"}, follow=True)
    assert Receipt.objects.get(person=people.agent).state == State.REMARKS
    assert 'action="' + url(brief, "confirm/") not in text_of(answer)


def test_confirming_a_version_that_is_no_longer_the_newest_shows_the_new_one(people, brief, as_user):
    published(people, brief)
    briefs.add_line(brief.pk, by=people.planner, part="faq", text="새 답")
    published(people, brief, note="답", after_number=1)
    answer = as_user(people.agent).post(url(brief, "confirm/"), {"number": 1})
    assert (answer.status_code, "새 답" in text_of(answer)) == (412, True)
    assert Receipt.objects.get(person=people.agent, handed__number=2).answered_at is None


@pytest.mark.parametrize("bad", ["", "x", "0", "-1", "99999999999999999999", "1\x00"])
def test_a_number_that_is_none_is_refused(people, brief, as_user, bad):
    published(people, brief)
    assert as_user(people.agent).post(url(brief, "confirm/"), {"number": bad}).status_code in (400, 412)
    assert as_user(people.agent).get(url(brief), {"version": bad or "x"}).status_code == 404


def test_older_versions_stay_readable(people, brief, as_user):
    published(people, brief)
    line = brief.brief_lines.get(part=Part.TERMS)
    briefs.change_line(line.pk, by=people.planner, part="terms", text="혜택은 쿠폰 9,000원입니다.")
    published(people, brief, note="금액", after_number=1)
    client = as_user(people.agent)
    assert "쿠폰 5,000원" in text_of(client.get(url(brief, "?version=1")))
    assert "쿠폰 9,000원" in text_of(client.get(url(brief, "print/")))
    assert "쿠폰 5,000원" in text_of(client.get(url(brief, "print/?version=1")))


def test_a_lead_sees_who_has_read_it_in_the_own_centre_alone(people, brief, as_user):
    brief.opened_to.add(people.other_centre)
    published(people, brief)
    read_brief(brief.pk, by=people.agent, number=1)
    page = text_of(as_user(people.centre_lead).get(url(brief, "readers/")))
    assert people.agent.name in page
    assert people.other_centre_lead.name not in page
    assert people.other_centre.name not in page
    page = text_of(as_user(people.planner).get(url(brief, "readers/")))
    assert people.other_centre_lead.name in page
    assert as_user(people.agent).get(url(brief, "readers/")).status_code == 403


def test_the_list_has_what_waits_first(people, brief, as_user):
    published(people, brief)
    client = as_user(people.agent)
    assert "is-waiting" in text_of(client.get("/briefs/"))
    read_brief(brief.pk, by=people.agent, number=1)
    page = text_of(client.get("/briefs/"))
    assert ("is-waiting" in page, brief.name in page) == (False, True)


def test_no_brief_yet_is_said(people, brief, as_user):
    for person in (people.agent, people.planner, people.viewer):
        assert as_user(person).get(url(brief)).status_code == 200
        page = as_user(person).get("/briefs/")
        assert page.status_code == 200
        assert (url(brief, "edit/") in page.content.decode()) == (person == people.planner)


def test_who_writes_briefs_finds_the_launches_that_have_none_until_it_is_published(people, brief, as_user):
    client = as_user(people.planner)
    assert ("아직 쓰지 않음" in text_of(client.get("/briefs/"))) is True
    assert url(brief, "publish/") not in text_of(client.get(url(brief, "preview/"))), "nothing to publish"
    fill_draft(brief.pk, by=people.planner)
    assert ("쓰는 중" in text_of(client.get("/briefs/"))) is True
    published(people, brief)
    page = text_of(client.get("/briefs/"))
    assert (url(brief, "edit/") in page, brief.name in page) == (False, True)


def test_a_planner_writes_it_on_the_page(people, brief, as_user):
    client = as_user(people.planner)
    assert client.post(url(brief, "edit/fill/")).status_code == 302
    line = {"part": "faq", "label": "환불", "text": '"3일 걸립니다."', "meanwhile": ""}
    answer = client.post(url(brief, "edit/lines/add/"), line, headers={"HX-Request": "true"})
    assert text_of(answer).lstrip().startswith('<div class="brief-draft" id="brief-draft"')
    made = BriefLine.objects.get(label="환불")
    stale = client.post(url(brief, f"edit/lines/{made.pk}/change/"), {**line, "text": "다른 말", "version": 9})
    assert stale.status_code == 400
    client.post(url(brief, f"edit/lines/{made.pk}/change/"), {**line, "text": "다른 말", "version": 1})
    assert client.post(url(brief, f"edit/lines/{made.pk}/change/"), {**line, "version": 1}).status_code == 412
    for act in ("up/", "down/", "leave-out/", "take-in/"):
        made.refresh_from_db()
        sent = client.post(url(brief, f"edit/lines/{made.pk}/{act}"), {"version": made.version})
        assert sent.status_code == 302, act
    preview = text_of(client.get(url(brief, "preview/")))
    assert ("다른 말" in preview, url(brief, "publish/") in preview) == (True, True)
    assert client.get(url(brief, "publish/")).status_code == 200
    sent = client.post(url(brief, "publish/"), {"note": "", "after_number": 0, "accept_days": 1})
    assert sent.headers["Location"] == url(brief, "readers/")
    made.refresh_from_db()
    assert client.post(url(brief, f"edit/lines/{made.pk}/remove/"), {"version": made.version}).status_code == 302
    page = text_of(client.get(url(brief, "publish/")))
    assert "diff-removed" in page


def test_a_dragged_line_goes_as_many_places_as_it_was_dragged(people, brief, as_user):
    made = [briefs.add_line(brief.pk, by=people.planner, part="faq", text=text) for text in ("가", "나", "다")]
    drags = [("up", "2", "다가나"), ("down", "1", "가다나"), ("down", "9", "가다나"), ("down", "x", "가나다")]
    for step, places, order in drags:
        sent = as_user(people.planner).post(url(brief, f"edit/lines/{made[2].pk}/{step}/"), {"places": places})
        assert sent.status_code == 302
        assert "".join(each.text for each in briefs.draft_lines(brief) if each.part == "faq") == order


def test_words_read_aloud_are_set_off_and_markup_is_harmless(people, brief, as_user):
    words = '물으면 "네, 맞습니다."라고 답합니다. <script>alert(1)</script> [x](javascript:alert(1))'
    briefs.add_line(brief.pk, by=people.planner, part="script", text=words)
    published(people, brief)
    page = text_of(as_user(people.agent).get(url(brief)))
    assert "<q>“네, 맞습니다.”</q>" in page
    assert ("<script>alert" in page, 'href="javascript:' in page) == (False, False)


def test_the_pages_ask_no_more_queries_with_more_lines(people, brief, as_user, django_assert_max_num_queries):
    published(people, brief)
    for number in range(40):
        briefs.add_line(brief.pk, by=people.planner, part="faq", text=f"답 {number}")
    published(people, brief, note="답 마흔", after_number=1)
    agents_of(people.centre, 20)
    client = as_user(people.agent)
    client.get(url(brief))
    with django_assert_max_num_queries(22):
        client.get(url(brief))
    client = as_user(people.planner)
    for rest, most in (("edit/", 30), ("readers/", 30), ("publish/", 30)):
        with django_assert_max_num_queries(most):
            client.get(url(brief, rest))


# --- API -----------------------------------------------------------------------------------------------------------


def program(person, *scopes) -> Client:
    return Client(headers={"Authorization": f"Bearer {token_for(person, *scopes)}"})


def test_the_api_gives_the_brief_and_what_differs(people, brief):
    published(people, brief)
    api = f"/api/v1/projects/{brief.pk}/brief/"
    reader = program(people.agent, "read", "write:decision")
    first = reader.get(api).json()
    assert (first["number"], first["confirmed_number"], len(first["differences"])) == (1, None, len(first["lines"]))
    once = {"content_type": "application/json"}
    said = reader.post(f"{api}confirm/", {"number": 1}, headers={"Idempotency-Key": "a"}, **once)
    assert (said.status_code, said.json()["state"]) == (200, "accepted")
    briefs.add_line(brief.pk, by=people.planner, part="faq", text="새 답")
    published(people, brief, note="답", after_number=1)
    assert [each["change"] for each in reader.get(api).json()["differences"]] == ["new"]
    late = reader.post(f"{api}confirm/", {"number": 1}, headers={"Idempotency-Key": "b"}, **once)
    assert (late.status_code, late.json()["code"]) == (412, "stale")
    readers = program(people.centre_lead, "read").get(f"{api}readers/").json()
    assert [(one["read"], one["asked"]) for one in readers["centres"]] == [(0, 2)]


def test_the_api_writes_and_publishes_a_draft(people, brief):
    api = f"/api/v1/projects/{brief.pk}/brief/"
    writer = program(people.planner, "read", "write:record")
    once = {"content_type": "application/json"}
    filled = writer.post(f"{api}draft/fill/", {}, headers={"Idempotency-Key": "fill"}, **once)
    assert [line["part"] for line in filled.json()["lines"]] == ["summary", "when", "terms", "not_ready"]
    line = {"part": "faq", "text": "답"}
    made = writer.post(f"{api}draft/lines/", line, headers={"Idempotency-Key": "add"}, **once).json()
    one = f"{api}draft/lines/{made['id']}/"
    changed = writer.put(one, line | {"text": "다른 답"}, headers={"If-Match": '"1"'}, **once)
    assert (changed.status_code, changed.json()["version"], changed.headers["ETag"]) == (200, 2, '"2"')
    assert writer.put(one, line, headers={"If-Match": '"1"'}, **once).status_code == 412
    assert writer.post(f"{one}leave-out/", {}, headers={"If-Match": '"2"'}, **once).json()["is_left_out"]
    assert writer.delete(one, headers={"If-Match": '"3"'}).status_code == 204
    sent = writer.post(f"{api}publish/", {"after_number": 0}, headers={"Idempotency-Key": "go"}, **once)
    assert (sent.status_code, sent.json()["number"], sent.json()["asked"]) == (201, 1, 2)
    assert len(writer.get(f"{api}draft/").json()["lines"]) == 4
    assert program(people.marketer, "read", "write:record").get(f"{api}draft/").status_code == 403
