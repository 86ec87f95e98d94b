"""What a contact-centre brief says when nobody has written in it yet: facts of a launch turned into lines.

A line is {"key", "part", "label", "text", "meanwhile"}; `part` is a value of `Part`, the texts are Markdown in the
language that is active. Keys are UUIDs made of what a line comes from, so that the same fact is the same line in every
version. Nothing here reads a clock or a database. Source: domain.md, section 6.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypedDict

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from accounts import wording

from .models.briefs import Part

NAMESPACE = uuid.UUID("9d2f6f0e-58c7-4d6d-9b0a-6272696566ff")
PARTS = tuple(Part)
LONGEST_LABEL = 200


class Line(TypedDict):
    key: str
    part: str
    label: str
    text: str
    meanwhile: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A line of the launch that goes into the brief. `department` is a name that every centre may read.

    `settled_on` is when it is decided: its due date, or the follow-up date of one that was waived.
    """

    id: int
    title: str
    section: str
    words: str
    department: str
    settled_on: date
    is_ready: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """`answers` are (key of the question, its text, the answer in words)."""

    name: str
    launch_type: str
    launch_on: date
    language: str
    marked: Sequence[Marked] = ()
    answers: Sequence[tuple[str, str, str]] = ()


@dataclass(frozen=True, slots=True)
class Proposed:
    """A line as the facts have it. One that agents hardly need is left out until somebody takes it in."""

    key: uuid.UUID
    part: Part
    label: str
    text: str
    meanwhile: str = ""
    item_id: int | None = None
    is_left_out: bool = False


# Words of a title, or else of its section, that name the part a line belongs to. The first that fits wins, so what is
# narrow stands before what is wide ("order" is in many titles).
WORDS: tuple[tuple[Part, str], ...] = (
    (Part.AVOID, r"금지|말하면 안|must not|forbidden"),
    (Part.CARE, r"상담사 보호|폭언|protection of agents"),
    (Part.VOLUME, r"예상 인입|상담 인력|인입량|expected (contacts|inquiries)|staffing"),
    (Part.IDENTITY, r"본인확인|마스킹|개인정보|identity|personal data"),
    (Part.AUTHORITY, r"한도|결정자|보상 기준|보상 권한|who decides|limits? of"),
    (Part.TROUBLE, r"장애|수기|쓸 수 없|못 쓸|가격 오류|도난|outage|cannot be used|fraud"),
    (Part.ESCALATION, r"이관|연락망|연락처|escalat|hand-?over of|on[- ]call"),
    (Part.PARTNER_CHANNEL, r"제휴몰 상담사|소통 채널|communication|channel"),
    (Part.FAQ, r"faq|문의 답변|자주 묻는"),
    (Part.SCRIPT, r"스크립트|첫인사|상담 안내서|script|greeting"),
    (Part.EXCEPTIONS, r"제외|예외|소진|품절|exclu|exception|sold out"),
    (Part.RULES, r"취소|교환|반품|환불|배송|출고|통관|연휴|cancel|return|refund|deliver|shipping"),
    (Part.TERMS, r"혜택|쿠폰|할인|적립|무이자|유의사항|benefit|coupon|discount|points|instal"),
    (Part.PAYMENT, r"영수증|전표|소득공제|결제|정산|receipt|payment"),
    (Part.NOTICES, r"문안|문자 원문|고지|공지|message text|notice"),
    (Part.WHEN, r"운영시간|개요|일시|시행일|hours|overview|purpose"),
    (Part.WHO, r"대상|audience|customers"),
    (Part.LOOK_UP, r"화면|어드민|매뉴얼|정보 전달|상품·정책|screen|admin|manual|product"),
    (Part.REPORTING, r"보고|report"),
)
_KNOWN = tuple((part, re.compile(words, re.IGNORECASE)) for part, words in WORDS)
# Questions whose answers agents work with, each with the heading they look it up by; what the others say is for those
# who prepare the launch.
ASKED: dict[str, tuple[Part, Any]] = {
    "mall": (Part.WHO, pgettext_lazy("brief", "Partner mall")),
    "audience": (Part.WHO, pgettext_lazy("brief", "Recipients")),
    "channels": (Part.WHO, pgettext_lazy("brief", "Channels")),
    "first_contact": (Part.ESCALATION, pgettext_lazy("brief", "Who answers first")),
    "sales_model": (Part.RULES, pgettext_lazy("brief", "Sales model")),
    "overseas": (Part.RULES, pgettext_lazy("brief", "Shipping from abroad")),
}
_BLANK = re.compile(r"〈[^〈〉]*〉")


def part_for(title: str, section: str) -> Part:
    """The part that a line of the launch goes into, by the words of its title, then by those of its section."""
    for text in (title, section):
        for part, words in _KNOWN:
            if words.search(text):
                return part
    return Part.CHANGES


def propose(facts: Facts) -> list[Proposed]:
    """The lines that these facts make, in the order of the parts.

    A marked line is told once it is ready; until then only that it is not, who settles it, by when, and what to say.
    """
    lines = [
        *_launch(facts),
        *(_ready(marked) for marked in facts.marked if marked.is_ready),
        *(_not_ready(marked, facts.language) for marked in facts.marked if not marked.is_ready),
        *(_answered(*answer) for answer in facts.answers),
    ]
    return sorted(lines, key=lambda line: PARTS.index(line.part))


def key_of(source: str) -> uuid.UUID:
    """The key of the line that comes from this: "item:12", "answer:mall", "resolution:7"."""
    return uuid.uuid5(NAMESPACE, source)


def blanks_in(texts: Iterable[str]) -> list[str]:
    """The places of a template, 〈like this〉, that nobody has filled in yet."""
    return [found for text in texts for found in _BLANK.findall(text)]


def _launch(facts: Facts) -> list[Proposed]:
    day = wording.day_long(facts.launch_on, facts.language)
    summary = _("%(name)s opens on %(day)s (%(type)s).")
    when = _("It opens on %(day)s at 〈time〉, for everybody at once or in steps, 〈steps〉. It ends 〈end〉.")
    words = {"name": facts.name, "day": day, "type": facts.launch_type}
    return [
        Proposed(key_of("launch:summary"), Part.SUMMARY, "", summary % words),
        Proposed(key_of("launch:when"), Part.WHEN, "", when % words),
    ]


def _ready(marked: Marked) -> Proposed:
    part = part_for(marked.title, marked.section)
    # Its words tell everything: a title is written for those who prepare the launch.
    return Proposed(key_of(f"item:{marked.id}"), part, "", marked.words, item_id=marked.id)


def _not_ready(marked: Marked, language: str) -> Proposed:
    words = {"department": marked.department, "day": wording.day_long(marked.settled_on, language)}
    return Proposed(
        key_of(f"not-ready:{marked.id}"),
        Part.NOT_READY,
        marked.title,
        _("%(department)s settles it by %(day)s.") % words,
        _("“We are checking this now and will tell you as soon as it is settled.”"),
        marked.id,
    )


def _answered(key: str, question: str, answer: str) -> Proposed:
    source = key_of(f"answer:{key}")
    if key in ASKED:
        part, heading = ASKED[key]
        return Proposed(source, part, str(heading), answer)
    asked, mark, _what_for = question.partition("?")
    return Proposed(source, Part.CHANGES, f"{asked}{mark}"[:LONGEST_LABEL], answer, is_left_out=True)
