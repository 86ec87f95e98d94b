"""What a line's rules say: may it move, what does a tick still need, which words and dates make sense.

Source: product.md section 6. Sentences are in the reader's language. Nothing here reads the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.errors import Invalid, Refusal
from checklists.models import EvidenceKind

from .models import ALLOWED_MOVES, Status


@dataclass(frozen=True, slots=True)
class Needs:
    """What a line asks for before it counts as done: open scenarios, evidence of a kind, lines it waits for."""

    unverified: int
    evidence_kind: str
    has_evidence: bool
    waits_for: Sequence[str]

    @property
    def wants_evidence(self) -> bool:
        return self.evidence_kind != EvidenceKind.NONE and not self.has_evidence


def missing(needs: Needs) -> list[str]:
    """One phrase for each thing that a tick still needs, in the order people work; empty when it may be ticked."""
    phrases = []
    if needs.unverified:
        phrases.append(
            ngettext("%(count)d scenario is not verified", "%(count)d scenarios are not verified", needs.unverified)
            % {"count": needs.unverified}
        )
    if needs.wants_evidence:
        kind = EvidenceKind(needs.evidence_kind).label
        phrases.append(_("evidence is missing (%(kind)s)") % {"kind": kind})
    phrases += [_("“%(title)s” is not done yet") % {"title": title} for title in needs.waits_for]
    return phrases


def check_complete(needs: Needs) -> None:
    """Raise Refusal, naming everything that is missing, unless the line may be ticked."""
    phrases = missing(needs)
    if phrases:
        raise Refusal("not_ready", _("It cannot be marked done yet: %(missing)s.") % {"missing": " · ".join(phrases)})


def check_move(before: str, after: Status) -> None:
    """Raise Refusal unless a line may go from one status to the other (see ALLOWED_MOVES)."""
    if after not in ALLOWED_MOVES[Status(before)]:
        raise Refusal(
            "move_not_allowed",
            _("An item that is “%(before)s” cannot become “%(after)s”.")
            % {"before": Status(before).label, "after": after.label},
        )


def check_plannable(day: date, field: str) -> None:
    """Dates run from a year back to five years ahead (reliability.md section 2, row 31)."""
    year = timezone.localdate().year
    if not year - 1 <= day.year <= year + 5:
        raise Invalid("date_out_of_range", _("Choose a date from last year to five years ahead."), field=field)
