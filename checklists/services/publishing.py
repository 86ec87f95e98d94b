"""From a draft to a version, and from any version back into the draft. Errors as in `services.templates`."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import Invalid, Refusal
from accounts.models import User
from accounts.texts import required
from ledger.services import append

from ..asking import conditions_in
from ..conditions import check_condition
from ..contents import content_of
from ..models import TemplateItem, TemplateVersion, TemplateWait
from ..schedule import ScheduleError, check_order
from .drafts import about, check_revision, copy_version, fill_draft, lock_draft


@transaction.atomic
def publish_draft(template_id: int, *, by: User, note: str, revision: int | None = None) -> TemplateVersion:
    """Freeze the draft as the next numbered version, and begin a new draft with the same content.

    `revision` is that of the draft as `by` read it. Refusal when the draft is empty, Invalid for conditions and
    waits that cannot be, Stale when somebody edited it meanwhile.
    """
    draft = lock_draft(template_id, by=by)
    template = draft.template
    note = required(note, "note", longest=500)
    check_revision(draft.revision, revision, {"revision": draft.revision})
    check_publishable(draft)
    newest = template.versions.aggregate(newest=Max("number"))["newest"]
    draft.number, draft.note = (newest or 0) + 1, note
    draft.published_at, draft.published_by = timezone.now(), by
    draft.save()
    # Above the revision just frozen: a page opened on the old draft can never match the new one by accident.
    copy_version(draft, TemplateVersion.objects.create(template=template, revision=draft.revision + 1))
    after = {"number": draft.number, "items": draft.items.count()}
    append(template.stream_id, [about(template, "version_published", after=after, reason=note)], by=by)
    return draft


@transaction.atomic
def restore_version(template_id: int, number: int, *, by: User, revision: int | None = None) -> TemplateVersion:
    """Put the content of a published version into the draft; what the draft held is gone, and its history says so.

    Raises TemplateVersion.DoesNotExist when there is no such number, Stale as `publish_draft`.
    """
    draft = lock_draft(template_id, by=by)
    version = draft.template.versions.published().get(number=number)
    what = _("restored from version %(number)d") % {"number": number}
    fill_draft(draft, content_of(version), by=by, what=what, revision=revision)
    return draft


def check_publishable(draft: TemplateVersion) -> None:
    """Raise the first of `problems_of`, if there is one."""
    for problem in problems_of(draft):
        raise problem


def problems_of(draft: TemplateVersion) -> list[Refusal]:
    """All that keeps a draft from being published: it is empty, or conditions and waits cannot be."""
    items = list(draft.items.all())
    if not items:
        return [Refusal("empty", _("The draft has no item yet."))]
    questions = list(draft.questions.all())
    problems: list[Refusal] = [
        Invalid("bad_condition", f"{key}: {sentence}", field="condition")
        for key, condition in conditions_in(draft)
        for sentence in check_condition(condition, questions)
    ]
    try:
        check_waits(items, TemplateWait.objects.filter(item__version=draft))
    except Invalid as problem:
        problems.append(problem)
    return problems


def check_waits(items: Iterable[TemplateItem], waits: Iterable[TemplateWait]) -> None:
    """Raise Invalid for lines that wait for each other: none of them could ever be ticked."""
    keys = {item.pk: item.key for item in items}
    follows: dict[str, list[str]] = {key: [] for key in keys.values()}
    for wait in waits:
        follows[keys[wait.item_id]].append(keys[wait.predecessor_id])
    try:
        check_order(follows)
    except ScheduleError as error:
        raise Invalid("bad_waits", str(error), field="waits") from error
