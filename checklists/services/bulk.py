"""Changing many lines of a draft at once: the same department, must-have or deadline for all, or all shifted.

Each runs as one edit with one event; lines that are gone meanwhile are left out. Errors as in `services.lines`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.errors import Invalid
from accounts.models import User

from ..models import Scenario, TemplateItem, TemplateVersion
from ..schedule import FIRST_OFFSET, LAST_OFFSET
from .drafts import lock_draft, record_edit
from .line_values import checked

WRITABLE = {"department_id", "default_owner_id", "is_blocker", "rule", "evidence_kind", "approval"}


@transaction.atomic
def change_lines(template_id: int, keys: Sequence[str], *, by: User, **values: Any) -> int:
    """Give all these lines the same values (see WRITABLE); returns how many changed."""
    if unknown := values.keys() - WRITABLE:
        raise ValueError(f"not for many lines at once: {unknown}")
    draft = lock_draft(template_id, by=by)
    attributes = checked(draft, values)
    lines = list(draft.items.filter(key__in=keys))
    changed = [line for line in lines if any(getattr(line, name) != value for name, value in attributes.items())]
    for line in changed:
        line.revision += 1
        for name, value in attributes.items():
            setattr(line, name, value)
    return _write(draft, changed, [*attributes, "revision"], by=by, after={name: str(v) for name, v in values.items()})


@transaction.atomic
def shift_lines(template_id: int, keys: Sequence[str], *, by: User, days: int) -> int:
    """Move the deadlines of these lines by `days`, each in its own unit, their scenarios' with them.

    Raises Invalid, naming the lines, when one would leave FIRST_OFFSET…LAST_OFFSET; then none moves.
    """
    draft = lock_draft(template_id, by=by)
    lines = list(draft.items.filter(key__in=keys).prefetch_related("scenarios"))
    scenarios = [scenario for line in lines for scenario in line.scenarios.all() if scenario.offset is not None]
    too_far = [line.key for line in lines if not FIRST_OFFSET <= line.offset + days <= LAST_OFFSET]
    too_far += [s.item.key for s in scenarios if not FIRST_OFFSET <= (s.offset or 0) + days <= LAST_OFFSET]
    if too_far:
        sentence = _("Deadlines run from D%(first)d to D+%(last)d. These would not: %(keys)s.")
        words = {"first": FIRST_OFFSET, "last": LAST_OFFSET, "keys": ", ".join(sorted(set(too_far)))}
        raise Invalid("too_far", sentence % words, field="days")
    if days == 0:
        return 0
    for line in lines:
        line.offset += days
        line.revision += 1
    Scenario.objects.filter(pk__in=[scenario.pk for scenario in scenarios]).update(offset=F("offset") + days)
    return _write(draft, lines, ["offset", "revision"], by=by, after={"shifted_by": days})


@transaction.atomic
def remove_lines(template_id: int, keys: Sequence[str], *, by: User) -> int:
    """Take these lines out of the draft; returns how many."""
    draft = lock_draft(template_id, by=by)
    found = draft.items.filter(key__in=keys)
    words = list(found.values_list("key", flat=True))
    if words:
        found.delete()
        record_edit(draft, by=by, what=_("taken out: %(line)s") % {"line": ", ".join(words)})
    return len(words)


def _write(
    draft: TemplateVersion, lines: list[TemplateItem], fields: list[str], *, by: User, after: dict[str, Any]
) -> int:
    if lines:
        TemplateItem.objects.bulk_update(lines, fields)
        count = len(lines)
        what = ngettext("%(count)d line changed", "%(count)d lines changed", count) % {"count": count}
        record_edit(draft, by=by, what=what, after=after | {"keys": [line.key for line in lines]})
    return len(lines)
