"""F25: yesterday's backup is restored. Nothing goes out until somebody has seen how much, and released it."""

from __future__ import annotations

import io
import re
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from notifications.models import Message

from . import crowd
from .figures import record
from .sizes import size
from .stack import Stack, own_database, wait_until

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

TICKS = 4.0  # seconds in which a stack that is not held back sends everything


def test_after_a_restore_nothing_is_sent_before_it_is_released(tmp_path: Path) -> None:
    people, later = size((1000, 200), (30, 5))
    told = crowd.people(people)
    crowd.launches(told)
    with Stack(tmp_path, clock_shifts=()) as stack:
        with backup() as name:
            stack.start_with_beat()
            wait_until(lambda: stack.accepted() >= people and crowd.nothing_waits(), 120)
            before = stack.accepted()
            _stop(stack)
            restore(name)
        crowd.launches(crowd.people(later))  # work goes on meanwhile, and its news are held as well
        first = _manage("hold_outbound", "restored the backup of Monday")
        stack.start_with_beat()
        wait_until(lambda: Message.objects.count() >= people + later, 60)
        time.sleep(TICKS)
        while_held = stack.accepted() - before
        shown = int(re.findall(r"(\d+) messages wait", _manage("hold_outbound", "--show"))[0])
        _manage("hold_outbound", "--release")
        wait_until(crowd.nothing_waits, 120)
        after = stack.accepted() - before
    record("F25", "restore of a backup", people, sent_before_release=while_held, operator_told=shown, sent_after=after)
    assert re.search(r"\d+ messages wait", first)
    assert (before, while_held, shown, after) == (people, 0, people + later, people + later)


def _stop(stack: Stack) -> None:
    for process in stack.processes:
        if process is not stack.sink:
            process.kill()
    stack.workers.clear()


class backup:
    """A copy of the database of the test, under another name. Nobody may be connected while it is made."""

    def __enter__(self) -> str:
        self.name = f"{connection.settings_dict['NAME']}_backup"
        _disconnect()
        _ask(f'DROP DATABASE IF EXISTS "{self.name}"')
        _ask(f'CREATE DATABASE "{self.name}" TEMPLATE "{connection.settings_dict["NAME"]}"')
        return self.name

    def __exit__(self, *_: Any) -> None:
        _ask(f'DROP DATABASE IF EXISTS "{self.name}"')


def restore(name: str) -> None:
    _disconnect()
    _ask(f'DROP DATABASE "{connection.settings_dict["NAME"]}" WITH (FORCE)')
    _ask(f'ALTER DATABASE "{name}" RENAME TO "{connection.settings_dict["NAME"]}"')


def _disconnect() -> None:
    """Also a worker that was just killed, or waits for its first task."""
    connection.close()
    _ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", connection.settings_dict["NAME"])


def _ask(sql: str, *values: str) -> None:
    server = own_database().rpartition("/")[0] + "/postgres"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(sql, values or None)  # type: ignore[arg-type]


def _manage(*argv: str) -> str:
    said = io.StringIO()
    call_command(*argv, stdout=said)
    return said.getvalue()
