"""A receiver on loopback, which the setting must allow, and letters to send to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

import pytest

from notifications.channels import webhook
from notifications.letter import Entry, Group, Letter
from tests.conftest import SEOUL
from tests.receiver import Receiver

LETTER = Letter(
    kind="digest",
    reference="R-20261125-0007",
    uuid=UUID("2b1f1c1e-6f1f-4a57-9d3f-6f3f5f1d2c3b"),
    may_repeat=False,
    language="ko",
    subject="[런치레디] 지연 1 — 11월 25일 수요일",
    intro="",
    groups=(Group("지연", (Entry("2일 지연", "ARS 시험 통화", "11.23 월 · 쿠팡", "https://launch.example/1", True),)),),
    url="https://launch.example/",
    sent_for="쿠팡",
    at=datetime(2026, 11, 25, 9, tzinfo=SEOUL),
)


@dataclass
class To:
    """A destination as a channel sees it."""

    address: str
    secrets: list[str] = field(default_factory=lambda: [webhook.new_secret()])


@pytest.fixture
def letter() -> Letter:
    return LETTER


@pytest.fixture
def saying() -> Callable[..., Letter]:
    """A letter whose one entry has this title."""

    def write(title: str, **fields: object) -> Letter:
        entry = Entry("D-3", title, title, "https://launch.example/2", False)
        return replace(LETTER, groups=(Group("오늘", (entry,)),), **fields)

    return write


@pytest.fixture
def long_letter() -> Letter:
    """300 items with titles of 100 Korean characters."""
    entries = tuple(
        Entry(
            "2일 지연", f"{number} {'가' * 96}", "나" * 180, f"https://launch.example/launches/1/items/{number}/", True
        )
        for number in range(1, 301)
    )
    return replace(LETTER, language="en", groups=(Group("지연", entries[:150]), Group("오늘", entries[150:])))


@pytest.fixture
def receiver(settings: object) -> Iterator[Receiver]:
    settings.OUTBOUND_ALLOW_LOCAL = True
    with Receiver() as server:
        yield server
