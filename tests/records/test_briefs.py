"""Writing a draft, publishing it, and who is asked to read it."""

from __future__ import annotations

import pytest
import time_machine

from accounts.errors import Forbidden, Invalid, Refusal, Stale
from accounts.models import Role, User
from ledger.models import Event
from projects.models import Item
from records.brief_reading import reading_of
from records.models import BriefLine, Part, Receipt, Resolution
from records.services import briefs
from records.services.brief_publishing import (
    ask_all_newcomers,
    ask_newcomers,
    open_brief,
    publish_brief,
    read_brief,
    readers_of,
)
from records.services.receipts import accept_receipt
from tests import factories

from .brief_company import marked_launch, published
from .things import records_things

State = Receipt.State


@pytest.fixture
def brief(people, launch):
    return marked_launch(people, launch)


def line(launch, part) -> BriefLine:
    return launch.brief_lines.filter(part=part).latest("pk")


def words(found: BriefLine, **changed) -> dict[str, str]:
    names = ("part", "label", "text", "meanwhile")
    return {name: getattr(found, name) for name in names} | changed


def test_the_draft_is_made_of_the_launch(people, brief):
    lines = briefs.fill_draft(brief.pk, by=people.planner)
    assert [(each.part, each.label) for each in lines] == [
        (Part.SUMMARY, ""), (Part.WHEN, ""), (Part.TERMS, ""), (Part.NOT_READY, "반품 주소"),
    ]  # fmt: skip
    assert "12월 9일 (수)" in lines[0].text


def test_a_refresh_takes_new_words_and_keeps_what_was_written_by_hand(people, brief):
    briefs.fill_draft(brief.pk, by=people.planner)
    by_hand = line(brief, Part.SUMMARY)
    briefs.change_line(by_hand.pk, by=people.planner, **words(by_hand, text="쿠팡에 문을 엽니다."))
    Item.objects.filter(project=brief, key="A1").update(brief_line="혜택은 쿠폰 7,000원입니다.")
    briefs.fill_draft(brief.pk, by=people.planner)
    assert line(brief, Part.SUMMARY).text == "쿠팡에 문을 엽니다."
    assert line(brief, Part.TERMS).text == "혜택은 쿠폰 7,000원입니다."


def test_what_is_said_meanwhile_stays_and_goes_with_its_line(people, brief):
    briefs.fill_draft(brief.pk, by=people.planner)
    waiting = line(brief, Part.NOT_READY)
    briefs.change_line(waiting.pk, by=people.planner, **words(waiting, meanwhile='"내일 알려 드리겠습니다."'))
    Item.objects.filter(project=brief, key="S1").update(due_on="2026-12-07")
    briefs.fill_draft(brief.pk, by=people.planner)
    waiting.refresh_from_db()
    assert ("12월 7일" in waiting.text, waiting.meanwhile) == (True, '"내일 알려 드리겠습니다."')
    Item.objects.filter(project=brief, key="S1").update(
        status="done", done_at=brief.created_at, done_by=people.salesperson
    )
    briefs.fill_draft(brief.pk, by=people.planner)
    assert not brief.brief_lines.filter(part=Part.NOT_READY).exists()
    assert line(brief, Part.RULES).text == "반품은 〈주소〉로 받습니다."


def test_a_line_left_out_stays_out(people, brief):
    briefs.fill_draft(brief.pk, by=people.planner)
    briefs.leave_out_line(line(brief, Part.TERMS).pk, by=people.planner)
    briefs.fill_draft(brief.pk, by=people.planner)
    assert line(brief, Part.TERMS).is_left_out
    assert "쿠폰" not in str(publish_brief(brief.pk, by=people.planner, note="", after_number=0).lines)


def test_no_other_centre_is_named(people, brief):
    Item.objects.filter(project=brief, key="C1").update(
        brief_line="확인합니다.", department=people.other_centre, title="연결 시험"
    )
    lines = briefs.fill_draft(brief.pk, by=people.planner)
    assert people.other_centre.name not in " ".join(each.text for each in lines)


def test_a_line_of_the_launch_cannot_be_deleted_and_an_own_one_can(people, brief):
    briefs.fill_draft(brief.pk, by=people.planner)
    with pytest.raises(Refusal, match=r".+"):
        briefs.remove_line(line(brief, Part.TERMS).pk, by=people.planner)
    own = briefs.add_line(brief.pk, by=people.planner, part="faq", text="답입니다.")
    briefs.remove_line(own.pk, by=people.planner, version=1)
    assert not BriefLine.objects.filter(pk=own.pk).exists()
    assert Event.objects.filter(verb="brief_line_removed").get().before["text"] == "답입니다."


def test_a_line_that_somebody_else_changed_is_not_overwritten(people, brief):
    own = briefs.add_line(brief.pk, by=people.planner, part="faq", text="처음")
    briefs.change_line(own.pk, by=people.second_planner, part="faq", text="둘째", version=1)
    with pytest.raises(Stale) as stale:
        briefs.change_line(own.pk, by=people.planner, part="faq", text="셋째", version=1)
    assert stale.value.current["text"] == "둘째"


def test_lines_move_within_their_part(people, brief):
    made = [briefs.add_line(brief.pk, by=people.planner, part="faq", text=text) for text in ("가", "나", "다")]
    briefs.shift_line(made[2].pk, by=people.planner, step=-1)
    briefs.shift_line(made[0].pk, by=people.planner, step=-1)
    assert [each.text for each in briefs.draft_lines(brief)] == ["가", "다", "나"]


def test_only_a_planner_writes(people, brief):
    for person in (people.marketing_lead, people.admin, people.viewer, people.centre_lead):
        with pytest.raises(Forbidden):
            briefs.fill_draft(brief.pk, by=person)


@pytest.mark.parametrize(
    ("field", "bad"),
    [("part", "nowhere"), ("text", "  "), ("text", "가" * 5001), ("label", "가" * 201), ("meanwhile", "가" * 5001)],
)
def test_a_line_that_cannot_be_is_refused(people, brief, field, bad):
    given = {"part": "faq", "text": "답", field: bad}
    with pytest.raises(Invalid) as refused:
        briefs.add_line(brief.pk, by=people.planner, **given)
    assert refused.value.field == field


def test_a_decision_is_taken_in_by_hand_and_once(people, brief):
    things = records_things(brief.items.get(key="A1"), people.marketer)
    taken = briefs.add_resolution(brief.pk, things["resolution_id"], by=people.planner)
    assert (taken.text, taken.is_written) == ("다시 나눈다", True)
    with pytest.raises(Refusal):
        briefs.add_resolution(brief.pk, things["resolution_id"], by=people.planner)
    with pytest.raises(Resolution.DoesNotExist):
        briefs.add_resolution(brief.pk, 10**9, by=people.planner)


def test_publishing_asks_everybody_of_the_centres_that_see_the_launch(people, brief):
    inhouse = factories.department("inhouse", is_contact_centre=True)
    own = factories.user(Role.MEMBER, department=inhouse, name="인하우스")
    gone = factories.user(Role.PARTNER_AGENT, department=people.centre, is_active=False)
    version = published(people, brief)
    asked = {receipt.person for receipt in version.receipts.select_related("person")}
    assert asked == {people.centre_lead, people.agent, own}
    assert gone not in asked
    event = Event.objects.get(verb="handover_sent")
    assert event.after["given"]["lines"] == version.lines
    assert {receiver["person"] for receiver in event.after["receivers"]} == {person.pk for person in asked}


def test_a_confidential_launch_is_read_by_who_is_named_alone(people, brief):
    inhouse = factories.department("inhouse", is_contact_centre=True)
    named, _other = (factories.user(Role.MEMBER, department=inhouse) for _number in range(2))
    brief.is_confidential = True
    brief.save()
    brief.named.set([people.planner, named])
    assert [reader.person_id for reader in readers_of(brief)] == [named.pk]


def test_what_cannot_be_published(people, brief):
    def publish(**how):
        return publish_brief(brief.pk, by=people.planner, **({"note": "", "after_number": 0} | how))

    with pytest.raises(Invalid, match=r".+"):
        publish()  # nothing to publish
    briefs.fill_draft(brief.pk, by=people.planner)
    silent = line(brief, Part.NOT_READY)
    briefs.change_line(silent.pk, by=people.planner, **words(silent, meanwhile=""))
    with pytest.raises(Invalid) as refused:
        publish()
    assert refused.value.code == "meanwhile"
    briefs.leave_out_line(silent.pk, by=people.planner)
    publish()
    with pytest.raises(Stale):
        publish()  # somebody was first
    with pytest.raises(Refusal) as same:
        publish(after_number=1, note="다시")
    assert same.value.code == "nothing_changed"
    briefs.add_line(brief.pk, by=people.planner, part="faq", text="답")
    with pytest.raises(Invalid) as noteless:
        publish(after_number=1)
    assert noteless.value.field == "note"


def test_nobody_to_read_it_is_said(people, brief):
    briefs.fill_draft(brief.pk, by=people.planner)
    brief.opened_to.clear()
    with pytest.raises(Refusal) as refused:
        publish_brief(brief.pk, by=people.planner, note="", after_number=0)
    assert refused.value.code == "no_reader"


def test_who_comes_to_a_centre_later_is_asked_and_who_leaves_is_not(people, brief):
    version = published(people, brief)
    newcomer = factories.user(Role.PARTNER_AGENT, department=people.centre, name="새상담사")
    User.objects.filter(pk=people.agent.pk).update(is_active=False)
    with time_machine.travel("2026-11-27T10:00+09:00", tick=False):
        assert ask_all_newcomers() == 1
        assert ask_all_newcomers() == 0
    states = dict(version.receipts.values_list("person_id", "state"))
    assert states == {people.centre_lead.pk: State.SENT, people.agent.pk: State.CLOSED, newcomer.pk: State.SENT}
    assert str(version.receipts.get(person=newcomer).due_on) == "2026-11-30"  # the centre works on Saturdays
    User.objects.filter(pk=people.agent.pk).update(is_active=True)
    assert ask_newcomers(version.handover_id) == 1
    assert version.receipts.get(person=people.agent).state == State.SENT
    assert Event.objects.filter(verb="brief_readers_changed").count() == 2


def test_opening_it_asks_a_newcomer_at_once_and_keeps_the_moment(people, brief):
    version = published(people, brief)
    newcomer = factories.user(Role.PARTNER_AGENT, department=people.centre)
    receipt = open_brief(version.handover, by=newcomer)
    assert (receipt.state, receipt.opened_by) == (State.OPENED, newcomer)
    assert open_brief(version.handover, by=people.planner) is None


def test_everybody_confirms_the_newest_version_for_themselves(people, brief):
    published(people, brief)
    read_brief(brief.pk, by=people.agent, number=1)
    assert Receipt.objects.get(person=people.agent).state == State.ACCEPTED
    briefs.add_line(brief.pk, by=people.planner, part="faq", text="답")
    published(people, brief, note="질문 하나", after_number=1)
    with pytest.raises(Stale):
        read_brief(brief.pk, by=people.centre_lead, number=1)
    with pytest.raises(Refusal) as refused:
        read_brief(brief.pk, by=people.marketer, number=2)
    assert refused.value.code == "not_asked"
    read_brief(brief.pk, by=people.centre_lead, number=2, words="FAQ가 더 필요합니다")
    assert Receipt.objects.get(person=people.centre_lead, handed__number=2).state == State.REMARKS
    assert Receipt.objects.get(person=people.centre_lead, handed__number=1).state == State.CLOSED


def test_nobody_confirms_for_somebody_else(people, brief):
    published(people, brief)
    receipt = Receipt.objects.get(person=people.agent)
    with pytest.raises(Forbidden):
        accept_receipt(receipt.pk, by=people.centre_lead)


def test_a_centre_opened_to_later_reads_the_newest_and_not_what_was_before(people, brief):
    version = published(people, brief)
    briefs.add_line(brief.pk, by=people.planner, part="faq", text="답")
    published(people, brief, note="질문 하나", after_number=1)
    brief.opened_to.add(people.other_centre)
    ask_newcomers(version.handover_id)
    reading = reading_of(version.handover, people.other_centre_lead)
    assert [each.number for each in reading.versions] == [2]
    assert len(reading.asked) == len(reading.newest.lines)
    assert reading_of(version.handover, people.other_centre_lead, number=1) is None
