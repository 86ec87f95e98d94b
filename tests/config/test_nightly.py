"""What a night clears away, and that somebody is told to do it."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from accounts.models import IdempotencyKey
from checklists.models import ImportFile
from config.celery import app
from config.queues import NIGHTLY

pytestmark = pytest.mark.django_db


def test_old_answers_and_uploads_are_forgotten_and_a_second_night_changes_nothing(people: SimpleNamespace) -> None:
    app.loader.import_default_modules()
    now = timezone.now()
    for days in (1, 8):
        at = now - timedelta(days=days)
        IdempotencyKey.objects.create(user=people.planner, key=f"k{days}", request_digest="", created_at=at)
        ImportFile.objects.create(by=people.planner, kind="checklist", name=f"{days}.csv", digest="", table={}, at=at)
    for _night in range(2):
        for name in NIGHTLY:
            app.tasks[name].apply(throw=True)
        assert list(IdempotencyKey.objects.values_list("key", flat=True)) == ["k1"]
        assert list(ImportFile.objects.values_list("name", flat=True)) == ["1.csv"]


def test_each_of_them_is_due_once_a_night_at_a_time_when_nobody_works() -> None:
    due = {entry["task"]: entry["schedule"] for entry in app.conf.beat_schedule.values()}
    assert {(min(due[name].hour), len(due[name].hour), len(due[name].minute)) for name in NIGHTLY} == {(4, 1, 1)}
