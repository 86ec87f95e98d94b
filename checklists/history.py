"""What became of a template, in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledger.models import Event

from .models import Proposal, Template
from .services.drafts import EDITED

VERBS = {
    "template_created": gettext_lazy("Created"),
    "template_changed": gettext_lazy("Changed"),
    "template_archived": gettext_lazy("Put into the archive"),
    "template_unarchived": gettext_lazy("Brought back from the archive"),
    "template_duplicated": gettext_lazy("Made as a copy"),
    "version_published": gettext_lazy("Published"),
    EDITED: gettext_lazy("Draft edited"),
    "line_proposed": gettext_lazy("Line proposed"),
    "proposal_decided": gettext_lazy("Proposal decided"),
    "reminder_policy_saved": gettext_lazy("Reminder ladder saved"),
    "reminder_policy_removed": gettext_lazy("Reminder ladder removed"),
}


READ = 300  # events that are looked through for a page; an hour in the editor writes a hundred


@dataclass(frozen=True, slots=True)
class Told:
    """An event and what it was: a word for the deed, and what it was done to, "" where the word says it all.

    `others` counts the edits before it that the same person made the same day, with nothing else in between.
    """

    event: Event
    what: str
    detail: str
    others: int = 0


def history_of(template: Template, length: int) -> list[Told]:
    """The newest events, the newest first; a sitting in the editor is one of them."""
    events = Event.objects.filter(stream=template.stream_id).order_by("-seq")[:READ]
    sittings = [list(found) for _key, found in groupby(events, _sitting)]
    return [replace(_told(found[0]), others=len(found) - 1) for found in sittings[:length]]


def edits_of(template: Template, count: int) -> list[Told]:
    """The newest `count` edits and publications of the draft: what came between when a revision was stale."""
    events = Event.objects.filter(stream=template.stream_id, verb__in=[EDITED, "version_published"])
    return [_told(event) for event in events.order_by("-seq")[:count]]


def _sitting(event: Event) -> tuple[object, ...]:
    """What the edits of one sitting have in common; any other event stands alone."""
    return (event.actor_id, timezone.localdate(event.at)) if event.verb == EDITED else (event.seq,)


def _told(event: Event) -> Told:
    return Told(event, str(VERBS.get(event.verb, event.verb)), _detail(event))


def _detail(event: Event) -> str:
    match event.verb:
        case "version_published":
            return f"v{event.after['number']}"
        case "template_duplicated":
            return _("from %(source)s") % {"source": event.after["from"]}
        case "line_proposed":
            return str(event.after["title"])
        case "proposal_decided":
            return f"{event.after['title']} → {Proposal.Verdict(event.after['verdict']).label}"
    return str(event.after.get("what", ""))
