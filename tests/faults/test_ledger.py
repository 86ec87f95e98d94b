"""F26: the record is rewritten by somebody who owns the database, and a long clean one is checked in time."""

from __future__ import annotations

import time

import pytest
from django.db import transaction
from django.utils import timezone

from ledger.exporting import history_lines
from ledger.heads import compare, heads
from ledger.models import Stream
from ledger.services import Entry, append, open_stream
from ledger.verification import verify
from ledger.verify_history import check
from tests.ledger.manipulations import MANIPULATIONS, SIX, as_owner, five_events

from .figures import record
from .sizes import size

pytestmark = [pytest.mark.faults, pytest.mark.django_db]

AT_ONCE = 1000


def test_every_manipulation_is_found_and_nothing_else() -> None:
    streams = {five_events(f"{number}"): wanted for number, wanted in enumerate(MANIPULATIONS.values())}
    clean = five_events("clean")
    with as_owner():
        for stream, manipulation in zip(streams, MANIPULATIONS, strict=True):
            manipulation(stream)
    found = dict(verify().faults)
    detected = sum(found.get(str(stream)) == wanted for stream, wanted in streams.items())
    record("F26", "ledger rewritten by the owner", len(streams), detected=detected, false_alarms=str(clean) in found)
    assert (detected, str(clean) in found) == (len(streams), False)


def test_six_manipulations_are_found_beside_heads_kept_elsewhere() -> None:
    streams = {five_events(f"kept {number}"): wanted for number, wanted in enumerate(SIX.values())}
    clean, kept = five_events("kept clean"), heads()
    with as_owner():
        for stream, manipulation in zip(streams, SIX, strict=True):
            manipulation(stream)
    found = dict(compare(kept)) | dict(verify().faults)
    detected = sum(found.get(str(stream)) == wanted for stream, wanted in streams.items())
    record("F26", "six manipulations, with kept heads", len(SIX), detected=detected, false_alarms=str(clean) in found)
    assert (detected, str(clean) in found) == (6, False)


def test_a_long_clean_chain_is_checked_in_time() -> None:
    events = size(100_000, 5_000)
    stream = open_stream(Stream.Kind.TEMPLATE, "long")
    for first in range(0, events, AT_ONCE):
        entries = [Entry("item_done", f"item:{n}", f"항목 {n}", after={"n": n}) for n in range(first, first + AT_ONCE)]
        with transaction.atomic():
            append(stream.pk, entries, by=None)
    began = time.perf_counter()
    result = verify()
    seconds = time.perf_counter() - began
    record("F26", "clean chain verified", events, faults=len(result.faults), seconds=seconds)
    assert (result.events, result.faults) == (events, [])
    began = time.perf_counter()
    told = check(history_lines(stream.pk, by="", at=timezone.now()))
    record("F26", "exported and verified offline", events, seconds=time.perf_counter() - began)
    assert (told.events, told.fault) == (events, None)
