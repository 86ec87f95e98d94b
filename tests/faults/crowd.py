"""Many people who are owed something now, wherever on earth it is the middle of a working day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import Department, User
from ledger.models import Stream
from notifications.models import Destination, Message, StreamCursor
from notifications.services import skip_history
from projects.models import Item, Project
from tests import factories

from .noon import zone_in_the_middle_of_a_working_day

LINES = 100  # of one launch


def at_work() -> Department:
    """A department that works every day, so that business days are days."""
    return factories.department("crowd", open_weekdays=list(range(7)), works_holidays=True)


def today() -> date:
    zone, _hour = zone_in_the_middle_of_a_working_day()
    return datetime.now(ZoneInfo(zone)).date()


def people(count: int, name: str = "person", **fields: object) -> list[User]:
    """They live where it is their digest hour, and the mail sink goes by the `name` in their address."""
    zone, hour = zone_in_the_middle_of_a_working_day()
    lives = {"department": at_work(), "role": "member", "time_zone": zone, "digest_hour": hour} | fields
    begin = User.objects.count()
    return User.objects.bulk_create(
        User(email=f"{name}.{begin + n}@example.com", name=f"사람{begin + n}", **lives) for n in range(count)
    )


def planner() -> User:
    """One who works at this hour too; the same every time."""
    zone, hour = zone_in_the_middle_of_a_working_day()
    found = User.objects.filter(role="planner").first()
    return found or factories.planner(time_zone=zone, digest_hour=hour)


def launches(
    owners: Sequence[User], due: str = "D-5", *, days: int = 60, announced: int = 0, lines: int = LINES
) -> list[Project]:
    """One line for each of `owners`, in launches of at most so many `lines`, `days` from now.

    Each owner is owed the news that lines are theirs, at once; `due` decides which reminders are.
    """
    zone, _hour = zone_in_the_middle_of_a_working_day()
    by, department, made = planner(), at_work(), []
    for start in range(0, len(owners), lines):
        share = {f"L{n}": owner.pk for n, owner in enumerate(owners[start : start + lines])}
        version = factories.template([factories.line(key, due, department=department) for key in share], by=by)
        dates = {"launch_on": today() + timedelta(days=days), "announced_on": today() - timedelta(days=announced)}
        made.append(factories.project(version, by=by, owners=share, time_zone=zone, **dates))
    return made


def due_in(days: int, owners: Sequence[User], lines: int = LINES) -> list[Project]:
    """Lines of theirs that are due in so many days (less than none: late); the news of the launches is told already."""
    made = launches(owners, f"D-{20 - days}", days=20, announced=40, lines=lines)
    made_on = today() + timedelta(days=days)
    assert set(Item.objects.filter(project__in=made).values_list("due_on", flat=True)) == {made_on}
    skip_history()
    return made


def hook(owner: User, url: str, channel: str = "slack", **fields: object) -> Destination:
    """A personal channel of theirs, at an address that no form would take: a receiver on this machine."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" if channel == "webhook" else ""
    values = {"channel": channel, "name": url[-60:], "address": url, "hint": "…", "user": owner, "secret": secret}
    return Destination.objects.create(**values | {"created_by": owner} | fields)


def messages_of(owners: Iterable[User]) -> set[str]:
    """References of all mails to them that were made and not merged into another."""
    found = Message.objects.filter(recipient__in=[owner.pk for owner in owners], destination=None)
    return {message.reference for message in found.exclude(state=Message.State.SUPERSEDED)}


def nothing_waits() -> bool:
    return not Message.objects.filter(state__in=[Message.State.DUE, Message.State.LEASED]).exists()


def all_news_is_told() -> bool:
    """A sweep has read all that happened."""
    read = StreamCursor.objects.filter(stream=OuterRef("pk"), seq=OuterRef("head_seq"))
    return not Stream.objects.filter(~Exists(read), kind=Stream.Kind.PROJECT, head_seq__gt=0).exists()


def everybody_has_a_message(owners: Sequence[User]) -> bool:
    wanted = [owner.pk for owner in owners]
    return Message.objects.filter(recipient__in=wanted).values("recipient").distinct().count() == len(wanted)


def hurry() -> None:
    """What waits for its next try need not wait; as if the time had passed."""
    Message.objects.filter(state=Message.State.DUE).update(next_try_at=timezone.now() - timedelta(seconds=1))
