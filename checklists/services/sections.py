"""Editing the sections of a draft. Errors as in `services.lines`."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.errors import Refusal
from accounts.models import User
from accounts.texts import optional, required

from ..contents import line_content
from ..models import Scenario, Section, TemplateItem, TemplateVersion
from .drafts import check_revision, lock_draft, record_edit, scenario_rows
from .lines import next_keys, section_of
from .ordering import put, renumber

MOST_SECTIONS = 100


@transaction.atomic
def add_section(template_id: int, *, by: User, title: str, title_en: str = "") -> Section:
    """A new section at the end."""
    draft = lock_draft(template_id, by=by)
    section = _new(draft, title, title_en)
    record_edit(draft, by=by, what=_("section added: %(title)s") % {"title": section.title})
    return section


@transaction.atomic
def rename_section(
    template_id: int, section_id: int, *, by: User, title: str, title_en: str = "", revision: int | None = None
) -> Section:
    draft = lock_draft(template_id, by=by)
    section = section_of(draft, section_id)
    before = {"title": section.title, "title_en": section.title_en}
    check_revision(section.revision, revision, before | {"revision": section.revision})
    after = {"title": required(title, "title", longest=60), "title_en": optional(title_en, "title_en", longest=60)}
    if after != before:
        section.title, section.title_en, section.revision = after["title"], after["title_en"], section.revision + 1
        section.save(update_fields=["title", "title_en", "revision"])
        what = _("section renamed: %(title)s") % {"title": section.title}
        record_edit(draft, by=by, what=what, before=before, after=after)
    return section


@transaction.atomic
def shift_section(template_id: int, section_id: int, *, by: User, step: int) -> Section:
    """One place up (-1) or down (+1); at the edge nothing happens."""
    draft = lock_draft(template_id, by=by)
    section = section_of(draft, section_id)
    sections = list(draft.sections.all())
    if put(section, sections, [row.pk for row in sections].index(section.pk) + step):
        record_edit(draft, by=by, what=_("section moved: %(title)s") % {"title": section.title})
    return section


@transaction.atomic
def duplicate_section(template_id: int, section_id: int, *, by: User) -> Section:
    """The section once more, below it, its lines with new keys and their scenarios; what they wait for is left out."""
    draft = lock_draft(template_id, by=by)
    source = section_of(draft, section_id)
    copy = _new(draft, source.title, source.title_en)
    put(copy, list(draft.sections.all()), source.order)
    lines = list(
        source.items.select_related("department", "default_owner").prefetch_related("scenarios", "waits__predecessor")
    )
    rows = list(source.items.all())
    for row, key in zip(rows, next_keys(draft, len(rows)), strict=True):
        row.pk, row.section, row.key, row.revision = None, copy, key, 1
    TemplateItem.objects.bulk_create(rows)
    Scenario.objects.bulk_create(
        scenario
        for line, row in zip(lines, rows, strict=True)
        for scenario in scenario_rows(row, line_content(line).scenarios)
    )
    record_edit(draft, by=by, what=_("section copied: %(title)s") % {"title": source.title})
    return copy


@transaction.atomic
def remove_section(template_id: int, section_id: int, *, by: User) -> None:
    """Take out an empty section; one with lines is refused, so that nobody loses them by a slip."""
    draft = lock_draft(template_id, by=by)
    section = section_of(draft, section_id)
    if section.items.exists():
        raise Refusal("not_empty", _("This section still has lines. Move them or take them out first."))
    title = section.title
    section.delete()
    renumber(list(draft.sections.all()))
    record_edit(draft, by=by, what=_("section taken out: %(title)s") % {"title": title})


def _new(draft: TemplateVersion, title: str, title_en: str) -> Section:
    if draft.sections.count() >= MOST_SECTIONS:
        raise Refusal("too_many", _("A template has at most %(most)d sections.") % {"most": MOST_SECTIONS})
    last = draft.sections.aggregate(last=Max("order"))["last"] or 0
    return Section.objects.create(
        version=draft,
        order=last + 1,
        title=required(title, "title", longest=60),
        title_en=optional(title_en, "title_en", longest=60),
    )
