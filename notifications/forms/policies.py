"""The editor of a ladder: one small form per step, and what holds for all of them.

The forms only read what was chosen; what a ladder may be is said by `ladder.limits`, for pages and API alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy, ngettext

from accounts.asked import number
from accounts.errors import Refusal
from projects.forms.base import VersionedForm

from .. import ladder
from ..ladder import Audience, Step, Urgency
from ..ladder.words import AUDIENCES, in_json, when

PREFIX = "steps"
_STEP_FIELD = re.compile(r"steps\[([0-9]+)\]\.([a-z_]+)")
TOO_MANY = gettext_lazy("A ladder has at most %(num)d steps.")
URGENCIES = [
    (Urgency.DIGEST.value, gettext_lazy("In the daily digest")),
    (Urgency.AT_ONCE.value, gettext_lazy("At once")),
]


def _offsets() -> list[tuple[int, str]]:
    return [(offset, when(offset)) for offset in range(ladder.EARLIEST, ladder.LATEST + 1)]


def _rests() -> list[tuple[int, str]]:
    days = range(1, ladder.LONGEST_PAUSE + 1)
    return [(n, ngettext("%(days)d business day", "%(days)d business days", n) % {"days": n}) for n in days]


class StepForm(forms.Form):
    use_required_attribute = False

    offset = forms.TypedChoiceField(label=gettext_lazy("When"), choices=_offsets, coerce=int)
    audience = forms.MultipleChoiceField(
        label=gettext_lazy("Who is told"),
        choices=[(part.value, part.label) for part in AUDIENCES],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    urgency = forms.ChoiceField(label=gettext_lazy("How"), choices=URGENCIES)
    repeats_daily = forms.BooleanField(label=gettext_lazy("Every business day"), required=False)
    blockers_only = forms.BooleanField(label=gettext_lazy("Must-haves only"), required=False)

    def step(self) -> Step:
        found = self.cleaned_data
        audience = frozenset(Audience(part) for part in found["audience"])
        return Step(
            found["offset"], audience, Urgency(found["urgency"]), found["repeats_daily"], found["blockers_only"]
        )


_Rows = forms.formset_factory(
    StepForm, extra=0, max_num=ladder.MOST_STEPS, absolute_max=ladder.MOST_STEPS, validate_max=True
)


def rows_of(steps: Iterable[Step]) -> Any:
    """The forms of steps that are saved or still being written, unbound."""
    return _Rows(prefix=PREFIX, initial=[in_json(step) for step in sorted(steps, key=lambda step: step.offset)])


def sent_rows(data: QueryDict) -> Any:
    """The forms as they were sent, bound."""
    return _Rows(
        data, prefix=PREFIX, error_messages={"too_many_forms": str(TOO_MANY)}, form_kwargs={"empty_permitted": False}
    )


def redrawn_rows(data: QueryDict, *, remove: int | None = None, add: dict[str, Any] | None = None) -> Any:
    """What was typed, with one step less or more; nothing is judged before it is saved or previewed."""
    rows = [_typed(data, f"{PREFIX}-{index}-") for index in range(_count(data)) if index != remove]
    if add is not None and len(rows) < ladder.MOST_STEPS:
        rows.append(add)
    return _Rows(prefix=PREFIX, initial=rows)


def next_step(data: QueryDict, *, adds_to_others: bool) -> dict[str, Any]:
    """A new row: the day after the last one. A department's own tells its lead, a ladder's next the planner too."""
    rows = [_typed(data, f"{PREFIX}-{index}-") for index in range(_count(data))]
    offsets = [int(row["offset"]) for row in rows if re.fullmatch(r"-?[0-9]{1,2}", row["offset"])]
    offset = min(max(offsets, default=0) + 1, ladder.LATEST)
    audience = (Audience.LEAD,) if adds_to_others else (Audience.LEAD, Audience.PLANNER)
    return in_json(Step(offset, frozenset(audience), Urgency.AT_ONCE))


def _count(data: QueryDict) -> int:
    return min(number(data.get(f"{PREFIX}-TOTAL_FORMS")) or 0, ladder.MOST_STEPS)


def _typed(data: QueryDict, name: str) -> dict[str, Any]:
    return {
        "offset": data.get(f"{name}offset", ""),
        "audience": data.getlist(f"{name}audience"),
        "urgency": data.get(f"{name}urgency", ""),
        "repeats_daily": f"{name}repeats_daily" in data,
        "blockers_only": f"{name}blockers_only" in data,
    }


class PolicyForm(VersionedForm):
    """What holds for the whole ladder; `rows` are its steps."""

    pause_days = forms.TypedChoiceField(
        label=gettext_lazy("Rest after an acknowledgement"),
        choices=_rests,
        coerce=int,
        help_text=gettext_lazy("Whoever confirms a reminder holds its item this long. It does not count as done."),
    )

    def __init__(self, *args: Any, rows: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows

    def is_valid(self) -> bool:
        both = [super().is_valid(), self.rows.is_valid()]
        return all(both)

    def steps(self) -> Sequence[Step]:
        return [row.step() for row in self.rows]

    def refuse(self, refusal: Refusal) -> None:
        """Put a sentence about one step beside it, one about all of them above them."""
        found = _STEP_FIELD.fullmatch(refusal.field)
        if found and int(found[1]) < len(self.rows.forms):
            cast("StepForm", self.rows.forms[int(found[1])]).add_error(found[2], refusal.message)
        elif refusal.field == PREFIX:
            self.rows.non_form_errors().append(refusal.message)
        else:
            super().refuse(refusal)
