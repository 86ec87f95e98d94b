"""The draft of a template as a whole: lock it, write down that it changed, fill it, copy it.

Every edit of a draft first locks the template's row, so that edits and publications happen one after the other. Lock
order is always template → rows → ledger stream. Errors as in `services.templates`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts import access
from accounts.access import Action
from accounts.access.people import possible_owners
from accounts.errors import Invalid, Refusal, Stale
from accounts.models import Department, User
from ledger.services import Entry, append

from ..content import Content, LineContent, QuestionContent, ScenarioContent
from ..models import Question, Scenario, Section, Template, TemplateItem, TemplateVersion, TemplateWait
from ..schedule import Unit

M = TypeVar("M", bound=models.Model)
EDITED = "draft_edited"


def lock_template(template_id: int, *, by: User) -> Template:
    """The template, locked until commit. Raises Template.DoesNotExist, Forbidden when `by` may not edit."""
    access.require(by, Action.EDIT_TEMPLATE)
    return Template.objects.select_for_update(of=("self",)).get(pk=template_id)


def lock_draft(template_id: int, *, by: User) -> TemplateVersion:
    """The template's draft, locked until commit. Raises Refusal when the template is archived."""
    template = lock_template(template_id, by=by)
    if template.is_archived:
        raise Refusal("archived", _("This template is archived. Restore it from the archive first."))
    draft = template.versions.drafts().get()
    draft.template = template
    return draft


def record_edit(
    draft: TemplateVersion,
    *,
    by: User,
    what: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Write down an edit; `what` says in words which part. Its transaction holds the template's lock."""
    draft.revision += 1
    draft.save(update_fields=["revision"])
    entry = about(draft.template, EDITED, before=before or {}, after={"what": what, **(after or {})})
    append(draft.template.stream_id, [entry], by=by)


def about(template: Template, verb: str, **more: Any) -> Entry:
    """An event about a template."""
    return Entry(verb, target=f"template:{template.pk}", target_name=template.name, **more)


def check_revision(found: int, revision: int | None, current: Mapping[str, Any]) -> None:
    """Raise Stale when somebody edited the thing after `revision` was read; None means that the caller did not read."""
    if revision is not None and revision != found:
        raise Stale(_("Somebody else changed it first. Please look at what stands now and try again."), current)


@transaction.atomic
def fill_draft(
    draft: TemplateVersion,
    content: Content,
    *,
    by: User,
    what: str = "",
    revision: int | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Replace everything in a draft by `content`, whose lines name departments by short name.

    `what` and `after` are for its history.

    Raises Refusal for a published version, Invalid when a department is unknown or a line waits for none, Stale when
    the draft changed since `revision`. An owner who cannot own lines any more is left out.
    """
    locked = lock_draft(draft.template_id, by=by)
    if locked.pk != draft.pk:
        raise Refusal("published", _("A published version never changes. Edit the draft."))
    check_revision(locked.revision, revision, {"revision": locked.revision})
    for parts in (draft.items, draft.sections, draft.questions):
        parts.all().delete()
    _insert(draft, content, locked.revision + 1)
    count = sum(1 for _line in content.lines())
    record_edit(locked, by=by, what=what or _("content replaced: %(count)d items") % {"count": count}, after=after)
    draft.revision = locked.revision


def copy_version(source: TemplateVersion, target: TemplateVersion) -> None:
    """Copy sections, questions, items, scenarios and waits into an empty draft. Ten statements, however many lines."""
    sections = _copy(source.sections.all(), version=target)
    _copy(source.questions.all(), version=target)
    items = _copy(source.items.all(), version=target, section=sections)
    _copy(Scenario.objects.filter(item__version=source), item=items)
    _copy(TemplateWait.objects.filter(item__version=source), item=items, predecessor=items)


def scenario_rows(item: TemplateItem, scenarios: tuple[ScenarioContent, ...]) -> list[Scenario]:
    return [
        Scenario(
            item=item,
            order=order,
            text=scenario.text,
            text_en=scenario.text_en,
            offset=scenario.rule.offset if scenario.rule else None,
            unit=scenario.rule.unit if scenario.rule else Unit.BUSINESS,
            condition=scenario.condition,
        )
        for order, scenario in enumerate(scenarios, 1)
    ]


def wait_rows(item: TemplateItem, line: LineContent, items: Mapping[str, TemplateItem]) -> list[TemplateWait]:
    """Raises Invalid for a wait for itself or for a line that is not among `items`."""
    rows = []
    for wait in line.waits:
        if wait.key not in items or wait.key == line.key:
            sentence = _("“%(key)s” waits for “%(other)s”, which is no other line of this template.")
            raise Invalid("unknown_wait", sentence % {"key": line.key, "other": wait.key}, field="waits")
        rows.append(TemplateWait(item=item, predecessor=items[wait.key], days=wait.days))
    return rows


def question_row(draft: TemplateVersion, order: int, question: QuestionContent) -> Question:
    choices = [{"value": c.value, "label": c.label, "label_en": c.label_en} for c in question.choices]
    return Question(
        version=draft,
        order=order,
        key=question.key,
        text=question.text,
        text_en=question.text_en,
        kind=question.kind,
        choices=choices,
    )


def item_row(draft: TemplateVersion, section: Section, order: int, line: LineContent) -> TemplateItem:
    """Without its department and owner, which a Content knows by name only."""
    return TemplateItem(
        version=draft,
        section=section,
        order=order,
        key=line.key,
        title=line.title,
        title_en=line.title_en,
        guidance=line.guidance,
        guidance_en=line.guidance_en,
        offset=line.rule.offset,
        unit=line.rule.unit,
        roll=line.rule.roll,
        is_blocker=line.is_blocker,
        evidence_kind=line.evidence_kind,
        approval=line.approval,
        brief_line=line.brief_line,
        brief_line_en=line.brief_line_en,
        condition=line.condition,
    )


def _insert(draft: TemplateVersion, content: Content, revision: int) -> None:
    """`revision` is above that of every row before, so that no page opened earlier matches by accident."""
    lines = list(content.lines())
    departments = _departments({line.department for line in lines})
    owners = {user.email: user for user in possible_owners().filter(email__in={x.default_owner for x in lines})}
    sections, items = [], {}
    for number, words in enumerate(content.sections, 1):
        section = Section(version=draft, order=number, title=words.title, title_en=words.title_en, revision=revision)
        sections.append(section)
        for order, line in enumerate(words.lines, 1):
            item = item_row(draft, section, order, line)
            item.department, item.default_owner = departments[line.department], owners.get(line.default_owner)
            item.revision = revision
            items[line.key] = item
    Section.objects.bulk_create(sections)
    questions = [question_row(draft, n, question) for n, question in enumerate(content.questions, 1)]
    for row in questions:
        row.revision = revision
    Question.objects.bulk_create(questions)
    TemplateItem.objects.bulk_create(items.values())
    Scenario.objects.bulk_create(row for line in lines for row in scenario_rows(items[line.key], line.scenarios))
    TemplateWait.objects.bulk_create(row for line in lines for row in wait_rows(items[line.key], line, items))


def _departments(slugs: set[str]) -> dict[str, Department]:
    found = {department.slug: department for department in Department.objects.filter(slug__in=slugs)}
    if missing := sorted(slugs - found.keys()):
        names = ", ".join(missing)
        raise Invalid("unknown_department", _("There is no such department: %(names)s.") % {"names": names})
    return found


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
