"""Launch types and templates: make them, change their words, archive them, copy them.

Errors: Forbidden when `by` may not edit templates, Refusal or Invalid with a sentence; Template.DoesNotExist. All run
in one transaction, with an event in the template's stream (a launch type's in the company's).
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import access
from accounts.access import Action
from accounts.errors import Invalid
from accounts.models import User
from accounts.texts import optional, required
from ledger.models import Stream
from ledger.services import Entry, append, company_stream, open_stream

from ..models import LaunchType, Template, TemplateVersion
from .drafts import about, copy_version, lock_template

WORDS = {"name": 100, "name_en": 100, "summary": 2000, "summary_en": 2000}


@transaction.atomic
def save_launch_type(launch_type: LaunchType, *, by: User) -> LaunchType:
    """Store a new or changed kind of launch and the notice it owes."""
    access.require(by, Action.EDIT_TEMPLATE)
    launch_type.full_clean()
    launch_type.save()
    after = {"slug": launch_type.slug, "notice_days": launch_type.notice_days}
    entry = Entry("launch_type_saved", f"launch_type:{launch_type.pk}", launch_type.name, after=after)
    append(company_stream().pk, [entry], by=by)
    return launch_type


@transaction.atomic
def create_template(*, by: User, launch_type: LaunchType, name: str, slug: str = "", **words: str) -> Template:
    """A new template with an empty draft. `words`: name_en, summary, summary_en. Without a slug it gets a number."""
    access.require(by, Action.EDIT_TEMPLATE)
    if slug and Template.objects.filter(slug=slug).exists():
        raise Invalid("slug_taken", _("There is a template with this short name already."), field="slug")
    slug = slug or _free_slug(launch_type.slug)
    stream = open_stream(Stream.Kind.TEMPLATE, slug)
    checked = _words({"name": name, **words})
    template = Template.objects.create(launch_type=launch_type, slug=slug, stream=stream, **checked)
    TemplateVersion.objects.create(template=template)
    append(stream.pk, [about(template, "template_created")], by=by)
    return template


@transaction.atomic
def change_template(template_id: int, *, by: User, launch_type: LaunchType, **words: str) -> Template:
    """Other words (name, name_en, summary, summary_en) or another launch type. The same again changes nothing."""
    template = lock_template(template_id, by=by)
    before = {name: getattr(template, name) for name in WORDS} | {"launch_type": template.launch_type.slug}
    for name, text in _words(words).items():
        setattr(template, name, text)
    template.launch_type = launch_type
    after = {name: getattr(template, name) for name in WORDS} | {"launch_type": launch_type.slug}
    if changed := [name for name in after if after[name] != before[name]]:
        template.save()
        values = {"before": {n: before[n] for n in changed}, "after": {n: after[n] for n in changed}}
        append(template.stream_id, [about(template, "template_changed", **values)], by=by)
    return template


@transaction.atomic
def archive_template(template_id: int, *, by: User, is_archived: bool = True) -> Template:
    """No launch starts from an archived template; running ones go on. A second time changes nothing."""
    template = lock_template(template_id, by=by)
    if template.is_archived != is_archived:
        template.is_archived = is_archived
        template.save(update_fields=["is_archived"])
        verb = "template_archived" if is_archived else "template_unarchived"
        append(template.stream_id, [about(template, verb)], by=by)
    return template


@transaction.atomic
def duplicate_template(version: TemplateVersion, *, by: User, name: str) -> Template:
    """A new template whose draft holds what `version` holds."""
    source = version.template
    words = {"summary": source.summary, "summary_en": source.summary_en}
    made = create_template(by=by, launch_type=source.launch_type, name=name, **words)
    draft = made.versions.drafts().get()
    copy_version(version, draft)
    entry = about(made, "template_duplicated", after={"from": str(version), "template": source.pk})
    append(made.stream_id, [entry], by=by)
    return made


def _words(words: dict[str, str]) -> dict[str, str]:
    checked = {}
    for field, text in words.items():
        check = required if field == "name" else optional
        checked[field] = check(text, field, longest=WORDS[field])
    return checked


def _free_slug(base: str) -> str:
    """The launch type's short name, with the first number that no template has."""
    taken = set(Template.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for n in range(1, len(taken) + 2) if (slug := f"{base[:40]}-{n}") not in taken)
