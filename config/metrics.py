"""`/metrics` for Prometheus: to an administrator, or to whoever brings the token of the settings."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET
from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from accounts.access import Action, allows
from accounts.models import User
from notifications.gauges import gauges
from notifications.models import Channel
from notifications.services import last_tick


@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    if not (_brings_token(request) or _is_allowed(request)):
        raise PermissionDenied
    registry = CollectorRegistry()
    registry.register(Outbound())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _brings_token(request: HttpRequest) -> bool:
    brought = request.headers.get("Authorization", "").removeprefix("Bearer ")
    expected = settings.METRICS_TOKEN
    return bool(expected) and secrets.compare_digest(brought.encode(), expected.encode())


def _is_allowed(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and allows(request.user, Action.SEE_METRICS)


class Outbound:
    """What `notifications.gauges` knows, in Prometheus' words. A channel without messages says 0."""

    def collect(self) -> Iterator[Metric]:
        found = gauges()
        waiting = _by_channel("messages_waiting", "Messages waiting to be sent or being sent")
        overdue = _by_channel("messages_overdue_unattempted", "Messages due for over a minute that nobody has tried")
        for channel in Channel.values:
            waiting.add_metric([channel], found.waiting.get(channel, 0))
            overdue.add_metric([channel], found.overdue_unattempted.get(channel, 0))
        yield waiting
        yield overdue
        dwell = GaugeMetricFamily(
            "launch_ready_delivery_dwell_seconds",
            "From due to accepted, of the last hour's messages",
            labels=["channel", "quantile"],
        )
        for channel, (median, highest) in found.dwell.items():
            dwell.add_metric([channel, "0.5"], median)
            dwell.add_metric([channel, "0.99"], highest)
        yield dwell
        yield _one("dead_letters", "Failed or expired messages that nobody has settled", found.dead_letters)
        yield _one("outbound_held", "1 while an operator holds back all messages", found.is_held)
        if (age := last_tick()) is not None:
            yield _one("seconds_since_sweep", "Age of the last sweep that ran to its end", age)


def _by_channel(name: str, help_text: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"launch_ready_{name}", help_text, labels=["channel"])


def _one(name: str, help_text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"launch_ready_{name}", help_text, value=float(value))
