"""The hash at the end of every history, mailed daily: whoever keeps the mails can tell when the database was rewritten.

A head is one line of text that `manage.py verify_ledger --heads` reads back from the mail. A confidential launch is
named by its number alone, to everybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.wording import day_long, moment
from ledger.heads import Head, heads
from projects.models import Project

from ..links import absolute
from ..wording import language

HEADS = "heads"  # the topic of its notifications
Content = tuple[str, str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class NamedHead:
    """`name` is whose history it is; `line` is the head as it can be checked."""

    name: str
    head: Head

    @property
    def line(self) -> str:
        return str(self.head)


def named_heads() -> list[NamedHead]:
    """Of all launches by their number, then of templates and the company. Two queries."""
    rows = Project.objects.order_by().values_list("stream__key", "pk", "name", "is_confidential")
    launches = {key: (pk, f"{pk}" if is_confidential else f"{pk} · {name}") for key, pk, name, is_confidential in rows}
    found = heads()
    of_launches = [head for head in found if head.stream_kind == "project" and head.stream_key in launches]
    ordered = sorted(of_launches, key=lambda head: launches[head.stream_key][0])
    named = [NamedHead(_("Launch %(name)s") % {"name": launches[head.stream_key][1]}, head) for head in ordered]
    return [*named, *_others([head for head in found if head not in set(of_launches)])]


def _others(found: list[Head]) -> Iterator[NamedHead]:
    for head in found:
        is_template = head.stream_kind == "template"
        words = _("Template %(name)s") % {"name": head.stream_key} if is_template else _("The company")
        yield NamedHead(words, head)


def heads_content(now: datetime) -> Content:
    """What the message of today says, as the histories stand at the moment of sending."""
    found = named_heads()
    count = ngettext("%(n)s history", "%(n)s histories", len(found)) % {"n": len(found)}
    subject = _("[Hashes of the history] %(count)s — %(day)s") % {
        "count": count,
        "day": day_long(timezone.localdate(now), language()),
    }
    stood_at = moment(timezone.localtime(now), language())
    url = absolute(reverse("notifications:report-portfolio"))
    return "heads", subject, {"heads": found, "stood_at": stood_at, "url": url}
