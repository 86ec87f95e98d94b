"""Editing the lines of a draft: add, change, copy, take out, move.

A line is addressed by its key, which it keeps when the draft is published, restored or filled anew. Every change locks
the template, checks the `revision` that was read (None: not read), writes one event and returns what stands now.

Errors: Forbidden, Template.DoesNotExist, Refusal("gone") when the line was taken out meanwhile, Invalid with the field,
Stale with the values that stand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.errors import Invalid, Refusal
from accounts.models import Department, User

from ..content import ScenarioContent, WaitContent
from ..contents import line_content
from ..models import Scenario, Section, TemplateItem, TemplateVersion, TemplateWait
from .drafts import check_revision, lock_draft, record_edit, scenario_rows
from .line_values import checked, values_of
from .ordering import place
from .publishing import check_waits

MOST_LINES = 2000


@transaction.atomic
def add_line(
    template_id: int, *, by: User, section_id: int, title: str, department_id: int | None = None, after: str = ""
) -> TemplateItem:
    """A new line at the end of a section, or below the line `after`, whose department and deadline it then begins with.

    Without a department and a line to follow, it goes to CX, who then choose.
    """
    draft = lock_draft(template_id, by=by)
    section = section_of(draft, section_id)
    if draft.items.count() >= MOST_LINES:
        raise Refusal("too_many", _("A template holds at most %(most)d lines.") % {"most": MOST_LINES})
    neighbour = section.items.filter(key=after).first() or section.items.order_by("-order", "-pk").first()
    item = TemplateItem(version=draft, section=section, order=_last(section) + 1, key=next_key(draft))
    item.department = _department(department_id, neighbour)
    if neighbour:
        item.offset, item.unit, item.roll = neighbour.offset, neighbour.unit, neighbour.roll
    for name, value in checked(draft, {"title": title}).items():
        setattr(item, name, value)
    item.save()
    if after and neighbour:
        place(item, section, below=neighbour)
    record_edit(draft, by=by, what=_("added: %(line)s") % {"line": f"{item.key} {item.title}"})
    return item


@transaction.atomic
def change_line(template_id: int, key: str, *, by: User, revision: int | None, **values: Any) -> TemplateItem:
    """Write the given fields of a line; the same again changes nothing.

    `values`: title, title_en, guidance, guidance_en, brief_line, brief_line_en, department_id, default_owner_id,
    rule (schedule.Rule), is_blocker, evidence_kind, approval, condition, scenarios (ScenarioContent, …) and waits
    (WaitContent, …).
    """
    draft = lock_draft(template_id, by=by)
    item = line_of(draft, key)
    check_revision(item.revision, revision, values_of(item) | {"revision": item.revision})
    before = values_of(item)
    scenarios: tuple[ScenarioContent, ...] | None = values.pop("scenarios", None)
    waits: tuple[WaitContent, ...] | None = values.pop("waits", None)
    for name, value in checked(draft, values, scenarios=scenarios).items():
        setattr(item, name, value)
    if scenarios is not None and scenarios != line_content(item).scenarios:
        item.scenarios.all().delete()
        Scenario.objects.bulk_create(scenario_rows(item, scenarios))
    if waits is not None:
        _write_waits(draft, item, waits)
    item = _fresh(item)
    after = values_of(item)
    if changed := [name for name in after if after[name] != before[name]]:
        item.revision += 1
        item.save(update_fields=["revision"])
        _record_change(draft, item, by, {n: before[n] for n in changed}, {n: after[n] for n in changed})
    return item


@transaction.atomic
def duplicate_line(template_id: int, key: str, *, by: User) -> TemplateItem:
    """The same line once more, below it, with its scenarios and what it waits for."""
    draft = lock_draft(template_id, by=by)
    source = line_of(draft, key)
    content = line_content(source)
    waits = list(source.waits.all())
    copy = TemplateItem.objects.get(pk=source.pk)
    copy.pk, copy.key, copy.revision = None, next_key(draft), 1
    copy._state.adding = True
    copy.save()
    Scenario.objects.bulk_create(scenario_rows(copy, content.scenarios))
    TemplateWait.objects.bulk_create(
        TemplateWait(item=copy, predecessor_id=wait.predecessor_id, days=wait.days) for wait in waits
    )
    place(copy, source.section, below=source)
    record_edit(draft, by=by, what=_("copied: %(line)s") % {"line": f"{source.key} → {copy.key} {copy.title}"})
    return copy


@transaction.atomic
def remove_line(template_id: int, key: str, *, by: User, revision: int | None = None) -> None:
    """Take a line out of the draft. Lines that waited for it no longer do; published versions keep it."""
    draft = lock_draft(template_id, by=by)
    item = line_of(draft, key)
    check_revision(item.revision, revision, values_of(item) | {"revision": item.revision})
    words = f"{item.key} {item.title}"
    before = values_of(item)
    item.delete()
    record_edit(draft, by=by, what=_("taken out: %(line)s") % {"line": words}, before=before)


@transaction.atomic
def move_line(template_id: int, key: str, *, by: User, section_id: int, before: str = "") -> TemplateItem:
    """Put a line into a section: above the line `before`, or at its end."""
    draft = lock_draft(template_id, by=by)
    item = line_of(draft, key)
    section = section_of(draft, section_id)
    above = section.items.filter(key=before).first() if before else None
    if before and above is None:
        raise _gone(before)
    if place(item, section, above=above):
        record_edit(draft, by=by, what=_("moved: %(line)s") % {"line": f"{item.key} {item.title}"})
    return item


@transaction.atomic
def shift_line(template_id: int, key: str, *, by: User, step: int) -> TemplateItem:
    """One line up (-1) or down (+1), over the edge of a section into the next. At the very edge nothing happens."""
    draft = lock_draft(template_id, by=by)
    item = line_of(draft, key)
    order = list(draft.items.order_by("section__order", "section", "order", "pk"))
    sections = list(draft.sections.all())
    siblings = [line for line in order if line.section_id == item.section_id]
    place_now = [line.key for line in siblings].index(item.key)
    target = place_now + step
    if 0 <= target < len(siblings):
        other = siblings[target]
        moved = place(item, item.section, above=other) if step < 0 else place(item, item.section, below=other)
    else:
        nearby = [section.pk for section in sections].index(item.section_id) + step
        if not 0 <= nearby < len(sections):
            return item
        first = next((line for line in order if line.section_id == sections[nearby].pk), None)
        moved = place(item, sections[nearby], above=first if step > 0 else None)
    if moved:
        record_edit(draft, by=by, what=_("moved: %(line)s") % {"line": f"{item.key} {item.title}"})
    return item


def line_of(draft: TemplateVersion, key: str) -> TemplateItem:
    items = draft.items.select_related("section", "department", "default_owner")
    found = items.prefetch_related("scenarios", "waits__predecessor").filter(key=key).first()
    if found is None:
        raise _gone(key)
    found.version = draft
    return found


def section_of(draft: TemplateVersion, section_id: int) -> Section:
    found = draft.sections.filter(pk=section_id).first()
    if found is None:
        raise Refusal("section_gone", _("This section is not in the draft any more. Please load the page again."))
    return found


def next_key(draft: TemplateVersion) -> str:
    return next_keys(draft, 1)[0]


def next_keys(draft: TemplateVersion, count: int) -> list[str]:
    """The next free keys in the series of the template: P54 → P55; a template without lines begins with A01.

    Keys of published versions are not given again: a running launch would take the new line for the old one.
    """
    keys = (
        TemplateItem.objects.filter(version__template=draft.template_id).order_by("-pk").values_list("key", flat=True)
    )
    series = [match for key in keys if (match := re.fullmatch(r"([^\W\d]+)0*(\d+)", key))]
    prefix = series[0][1] if series else "A"
    last = max((int(match[2]) for match in series if match[1] == prefix), default=0)
    return [f"{prefix}{last + n:02d}" for n in range(1, count + 1)]


def _write_waits(draft: TemplateVersion, item: TemplateItem, waits: tuple[WaitContent, ...]) -> None:
    others = {line.key: line for line in draft.items.exclude(pk=item.pk)}
    if unknown := [wait.key for wait in waits if wait.key not in others]:
        sentence = _("“%(key)s” is no other line of this template.") % {"key": unknown[0]}
        raise Invalid("unknown_wait", sentence, field="waits")
    item.waits.all().delete()
    by_key = {wait.key: wait for wait in waits}  # the last one counts, as in a form that names a line twice
    TemplateWait.objects.bulk_create(
        TemplateWait(item=item, predecessor=others[key], days=wait.days) for key, wait in by_key.items()
    )
    check_waits([*others.values(), item], TemplateWait.objects.filter(item__version=draft))


def _record_change(
    draft: TemplateVersion, item: TemplateItem, by: User, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    what = _("changed: %(line)s") % {"line": f"{item.key} {item.title}"}
    record_edit(draft, by=by, what=what, before=before, after={**after, "keys": [item.key]})


def _fresh(item: TemplateItem) -> TemplateItem:
    """The line as it now stands, saved, with nothing of it remembered from before."""
    item.save()
    return line_of(item.version, item.key)


def _department(department_id: int | None, neighbour: TemplateItem | None) -> Department:
    if department_id is None and neighbour:
        return neighbour.department
    found = Department.objects.filter(pk=department_id) if department_id else Department.objects.filter(slug="cx")
    department = found.first() or (None if department_id else Department.objects.order_by("pk").first())
    if department is None:
        raise Invalid("unknown_department", _("Choose a department."), field="department")
    return department


def _last(section: Section) -> int:
    return section.items.aggregate(last=Max("order"))["last"] or 0


def _gone(key: str) -> Refusal:
    return Refusal(
        "gone", _("The line %(key)s is not in the draft any more. Please load the page again.") % {"key": key}
    )
