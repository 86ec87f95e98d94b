"""A mail that is sent to the alias becomes a record, once; what cannot be filed bounces with a sentence."""

from __future__ import annotations

import io
import os
import sys
from email.message import EmailMessage
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from projects.models import Project
from records.mail import read_mail
from records.models import Record


def mail(sender: str, subject: str = "배송비 화면", **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = f"박지훈 <{sender}>"
    message["To"] = "기록 <record@daon.example>, 쿠팡 박MD <md@coupang.example>"
    message["Subject"] = subject
    message["Message-ID"] = headers.pop("message_id", "<1@daon.example>")
    message["Date"] = headers.pop("date", "Tue, 24 Nov 2026 15:21:00 +0900")
    message.set_content("화면이 11월 24일에 바뀌었습니다.\n\n확인 부탁드립니다.")
    return message


@pytest.fixture
def pipe(monkeypatch: pytest.MonkeyPatch) -> Any:
    def run(message: EmailMessage | bytes, **options: Any) -> str:
        content = message if isinstance(message, bytes) else message.as_bytes()
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content)))
        out = io.StringIO()
        call_command("file_mail", stdout=out, **options)
        return out.getvalue()

    return run


def bounced(pipe: Any, message: EmailMessage | bytes, **options: Any) -> int:
    with pytest.raises(CommandError) as error:
        pipe(message, **options)
    assert str(error.value).endswith(".")
    assert not Record.objects.exists()
    return int(error.value.returncode)


def test_a_mail_is_filed_to_the_launch_of_its_subject(pipe: Any, launch: Project, people: SimpleNamespace):
    pipe(mail(people.marketer.email, f"[#{launch.pk}] 배송비 화면"))
    record = Record.objects.get()
    assert (record.project, record.created_by, str(record)) == (launch, people.marketer, "배송비 화면")
    assert (record.current.kind, record.current.held_at.isoformat()) == ("mail", "2026-11-24T06:21:00+00:00")
    assert record.current.body == "화면이 11월 24일에 바뀌었습니다.\n\n확인 부탁드립니다."
    assert [each["user"] for each in record.current.participants] == [people.marketer.pk, None, None]
    assert record.current.participants[2]["name"] == "쿠팡 박MD"


def test_the_launch_may_be_that_of_the_alias(pipe: Any, launch: Project, people: SimpleNamespace):
    pipe(mail(people.marketer.email), launch=launch.pk)
    assert Record.objects.get().project == launch


def test_delivered_twice_it_is_filed_once(pipe: Any, people: SimpleNamespace, today: object):
    for _ in range(2):
        pipe(mail(people.marketer.email.upper()))
    assert Record.objects.count() == 1
    pipe(mail(people.marketer.email, message_id="<2@daon.example>"))
    assert Record.objects.count() == 2


def test_who_may_not_write_records_bounces(pipe: Any, people: SimpleNamespace, today: object):
    for sender in (people.agent.email, people.viewer.email, "stranger@example.com", "", "kein name"):
        assert bounced(pipe, mail(sender) if "@" in sender else b"Subject: x\n\nx") == os.EX_NOPERM


def test_who_left_bounces(pipe: Any, people: SimpleNamespace, today: object):
    type(people.marketer).objects.filter(pk=people.marketer.pk).update(is_active=False)
    assert bounced(pipe, mail(people.marketer.email)) == os.EX_NOPERM


def test_a_launch_that_one_does_not_see_bounces(pipe: Any, launch: Project, people: SimpleNamespace):
    Project.objects.filter(pk=launch.pk).update(is_confidential=True)
    assert bounced(pipe, mail(people.marketer.email, f"[#{launch.pk}] 비밀")) == os.EX_DATAERR
    assert bounced(pipe, mail(people.marketer.email, "[#99999999999999999] 없음")) == os.EX_DATAERR


def test_a_mail_that_is_too_long_bounces(pipe: Any, people: SimpleNamespace, today: object):
    long = mail(people.marketer.email)
    long.set_content("가" * 20_001)
    assert bounced(pipe, long) == os.EX_DATAERR


def test_html_becomes_words_and_attachments_are_named(pipe: Any, people: SimpleNamespace, today: object):
    message = mail(people.marketer.email, "\u202e이상한 제목")
    message.set_content("<style>p{}</style><p>첫째 <b>줄</b></p><p>둘째</p><script>x()</script>", subtype="html")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="화면.pdf")
    pipe(message)
    record = Record.objects.get()
    assert record.current.body.startswith("첫째 줄\n둘째\n\n")
    assert "화면.pdf" in record.current.body
    assert str(record) == "이상한 제목"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff",
        b"From: <\nSubject: =?utf-8?B?////?=\nContent-Type: text/plain; charset=nonsense\n\n\x00x",
        b"Date: yesterday\nFrom: a@b, c@d\nContent-Type: multipart/mixed\n\nx",
        b"Content-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/html\n\n<p",
        b"Content-Transfer-Encoding: base64\n\n%%%%",
    ],
)
def test_nothing_in_a_mail_makes_it_fail(content: bytes):
    assert "\x00" not in read_mail(content).text


HEADERS = st.sampled_from([b"From", b"To", b"Subject", b"Date", b"Message-ID", b"Content-Type", b"Content-Disposition"])


@given(st.lists(st.tuples(HEADERS, st.binary(max_size=30)), max_size=6), st.binary(max_size=60))
def test_noise_is_read_as_a_mail_too(headers: list[tuple[bytes, bytes]], body: bytes):
    read_mail(b"".join(name + b": " + value + b"\n" for name, value in headers) + b"\n" + body)
