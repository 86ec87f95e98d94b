"""What the worker runs. Tasks carry no data: what there is to do stands in the database, so a lost one costs a tick."""

from __future__ import annotations

from celery import shared_task

from . import services
from .models import Channel

JUST_NOW = 1.0  # seconds; ticks that gathered while no worker ran are one tick


@shared_task  # no retries: the next tick is the retry
def sweep() -> None:
    age = services.last_tick()
    if age is None or age >= JUST_NOW:
        services.sweep(services.database_now())


@shared_task
def deliver_email() -> None:
    _deliver(Channel.EMAIL)


@shared_task
def deliver_slack() -> None:
    _deliver(Channel.SLACK)


@shared_task
def deliver_teams() -> None:
    _deliver(Channel.TEAMS)


@shared_task
def deliver_webhooks() -> None:
    _deliver(Channel.WEBHOOK)


@shared_task
def deliver_others() -> None:
    _deliver(Channel.APPRISE)


def _deliver(channel: Channel) -> None:
    services.deliver_due(channel, now=services.database_now())
