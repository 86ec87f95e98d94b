"""Every change to templates: new ones, edits of a draft, publishing.

Errors: Forbidden when `by` may not, Refusal or Invalid with a sentence. All run in one transaction, with an event in
the template's stream.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access
from accounts.access import Action
from accounts.calendars import Calendar
from accounts.errors import Invalid, Refusal
from accounts.models import User
from ledger.models import Stream
from ledger.services import Entry, append, company_stream, open_stream

from .conditions import check_condition
from .models import LaunchType, Question, Scenario, Section, Template, TemplateItem, TemplateVersion, TemplateWait
from .schedule import Line, ScheduleError, plan

M = TypeVar("M", bound=models.Model)


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
def create_template(*, by: User, launch_type: LaunchType, slug: str, name: str, **words: str) -> Template:
    """A new template with an empty draft. `words`: name_en, summary, summary_en."""
    access.require(by, Action.EDIT_TEMPLATE)
    if Template.objects.filter(slug=slug).exists():
        raise Invalid("slug_taken", _("There is a template with this short name already."), field="slug")
    stream = open_stream(Stream.Kind.TEMPLATE, slug)
    template = Template.objects.create(launch_type=launch_type, slug=slug, name=name, stream=stream, **words)
    TemplateVersion.objects.create(template=template)
    append(stream.pk, [_about(template, "template_created")], by=by)
    return template


@transaction.atomic
def save_template(template: Template, *, by: User) -> Template:
    """Store changed words of a template, or that it is archived: then no launch starts from it any more."""
    access.require(by, Action.EDIT_TEMPLATE)
    template.full_clean()
    template.save()
    after = {"name": template.name, "is_archived": template.is_archived}
    append(template.stream_id, [_about(template, "template_changed", after=after)], by=by)
    return template


@transaction.atomic
def record_draft_edit(version: TemplateVersion, *, by: User, what: str) -> None:
    """Write down that a draft was changed; `what` says which part, in words. Call it in the edit's transaction."""
    template = _open_draft(version, by=by)
    append(template.stream_id, [_about(template, "draft_edited", after={"what": what})], by=by)


@transaction.atomic
def fill_draft(
    version: TemplateVersion,
    *,
    by: User,
    sections: Sequence[Section],
    questions: Sequence[Question],
    items: Sequence[TemplateItem],
    scenarios: Sequence[Scenario],
    waits: Sequence[TemplateWait],
) -> None:
    """Replace everything in a draft by rows that were made but not saved; they refer to each other as objects."""
    _open_draft(version, by=by)
    version.items.all().delete()
    version.sections.all().delete()
    version.questions.all().delete()
    Section.objects.bulk_create(sections)
    Question.objects.bulk_create(questions)
    TemplateItem.objects.bulk_create(items)
    Scenario.objects.bulk_create(scenarios)
    TemplateWait.objects.bulk_create(waits)
    record_draft_edit(version, by=by, what=_("content replaced: %(count)d items") % {"count": len(items)})


@transaction.atomic
def publish_draft(template_id: int, *, by: User, note: str) -> TemplateVersion:
    """Freeze the draft as the next numbered version, and begin a new draft with the same content."""
    access.require(by, Action.EDIT_TEMPLATE)
    template = _locked(template_id)
    draft = template.versions.drafts().get()
    if not note.strip():
        raise Invalid("required", _("Please write what is new in this version."), field="note")
    _check_publishable(draft)
    newest = template.versions.published().aggregate(models.Max("number"))["number__max"] or 0
    draft.number, draft.note = newest + 1, note.strip()
    draft.published_at, draft.published_by = timezone.now(), by
    draft.save()
    copy_version(draft, TemplateVersion.objects.create(template=template))
    after = {"number": draft.number, "items": draft.items.count()}
    append(template.stream_id, [_about(template, "version_published", after=after, reason=draft.note)], by=by)
    return draft


def copy_version(source: TemplateVersion, target: TemplateVersion) -> None:
    """Copy sections, questions, items, scenarios and waits into an empty draft. Ten statements, however many lines."""
    sections = _copy(source.sections.all(), version=target)
    _copy(source.questions.all(), version=target)
    items = _copy(source.items.all(), version=target, section=sections)
    _copy(Scenario.objects.filter(item__version=source), item=items)
    _copy(TemplateWait.objects.filter(item__version=source), item=items, predecessor=items)


def _copy(rows: models.QuerySet[M], **new: models.Model | Mapping[int, models.Model]) -> dict[int, M]:
    """Insert copies of `rows`; each of `new` is one object for all, or maps the id it had to the object it gets."""
    originals = list(rows)
    names = [field.attname for field in rows.model._meta.concrete_fields if not field.primary_key]
    copies = []
    for row in originals:
        values: dict[str, Any] = {name: getattr(row, name) for name in names}
        for name, target in new.items():
            values[f"{name}_id"] = target[values[f"{name}_id"]].pk if isinstance(target, Mapping) else target.pk
        copies.append(rows.model(**values))
    made = rows.model._default_manager.bulk_create(copies)
    return {row.pk: copy for row, copy in zip(originals, made, strict=True)}


def _locked(template_id: int) -> Template:
    """The template, locked until commit: edits of its draft and publications happen one after the other."""
    return Template.objects.select_for_update(of=("self",)).get(pk=template_id)


def _open_draft(version: TemplateVersion, *, by: User) -> Template:
    access.require(by, Action.EDIT_TEMPLATE)
    template = _locked(version.template_id)
    if not template.versions.drafts().filter(pk=version.pk).exists():
        raise Refusal("published", _("A published version never changes. Edit the draft."))
    return template


def _check_publishable(draft: TemplateVersion) -> None:
    items = list(draft.items.all())
    if not items:
        raise Refusal("empty", _("The draft has no item yet."))
    questions = list(draft.questions.all())
    conditions: list[tuple[str, Any]] = [(item.key, item.condition) for item in items]
    scenarios = Scenario.objects.filter(item__version=draft, condition__isnull=False).select_related("item")
    conditions += [(scenario.item.key, scenario.condition) for scenario in scenarios]
    for key, condition in conditions:
        for sentence in check_condition(condition, questions):
            raise Invalid("bad_condition", f"{key}: {sentence}", field="condition")
    _check_waits(items, TemplateWait.objects.filter(item__version=draft))


def _check_waits(items: Iterable[TemplateItem], waits: Iterable[TemplateWait]) -> None:
    """Raise Invalid for lines that wait for each other: none of them could ever be ticked."""
    keys = {item.pk: item.key for item in items}
    follows: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for wait in waits:
        follows[keys[wait.item_id]].append((keys[wait.predecessor_id], wait.days or 1))
    try:
        plan(
            timezone.localdate(),
            [Line(item.key, item.rule, Calendar(), (), tuple(follows[item.key])) for item in items],
        )
    except ScheduleError as error:
        raise Invalid("bad_waits", str(error), field="waits") from error


def _about(template: Template, verb: str, **more: Any) -> Entry:
    return Entry(verb, target=f"template:{template.pk}", target_name=template.name, **more)
