"""A brief that agents read: published in versions, one receipt for each person of the contact centres.

Who belongs to a centre changes: `ask_newcomers` brings the receipts of the newest version up to it, every night and
whenever somebody without one opens the brief. Everybody confirms for themselves.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.access import Action, require
from accounts.errors import Invalid, Refusal, Stale
from accounts.models import User
from accounts.texts import optional, required
from ledger.services import UNSAID, Said, append
from projects.access import visible_projects
from projects.models import Project
from projects.services.owners import will_see

from ..access import visible_briefs
from ..brief import Line
from ..brief_differences import changes
from ..models import WAITING, Handover, HandoverVersion, Part, Receipt
from ..receiving import MOST_DAYS
from . import filing
from .briefs import draft_lines, line_values
from .receipts import accept_receipt, open_receipt
from .receivers import Receiver, due_for, new_receipts
from .sending import receiver_values, send

State = Receipt.State


def readers_of(project: Project) -> list[Receiver]:
    """Every active person of a contact centre, in-house or opened to, who sees the launch."""
    opened = set(project.opened_to.values_list("pk", flat=True))
    named = set(project.named.values_list("pk", flat=True)) if project.is_confidential else set()
    people = User.objects.active().filter(department__is_contact_centre=True).order_by("department_id", "name", "pk")
    return [
        Receiver(person.department_id, person.pk)
        for person in people
        if person.department_id
        and will_see(person, is_confidential=project.is_confidential, opened_to=opened, named=named)
    ]


@transaction.atomic
def publish_brief(
    project_id: int, *, by: User, note: str, after_number: int, accept_days: int = 2, said: Said = UNSAID
) -> HandoverVersion:
    """Publish the draft as the version after `after_number` (0 for none), to everybody of the contact centres.

    Raises Project.DoesNotExist, Forbidden, Stale when somebody published meanwhile, Invalid or Refusal for a draft that
    cannot be published: empty, the same as the version before, silent on what to say meanwhile, or with no reader.
    """
    project = visible_projects(by).select_related("stream").get(pk=project_id)
    require(by, Action.EDIT_BRIEF)
    if not 0 <= accept_days <= MOST_DAYS:
        message = _("Give 0 to %(most)d business days.") % {"most": MOST_DAYS}
        raise Invalid("accept_days", message, field="accept_days")
    brief = _locked_brief(project, by)
    newest = brief.versions.last()
    number = newest.number if newest else 0
    if number != after_number:
        raise Stale(_("Somebody else published a version first. Please look at it and try again."), {"version": number})
    lines = lines_to_publish(project)
    _check(lines, newest)
    readers = readers_of(project)
    if not readers:
        raise Refusal("no_reader", _("Nobody of a contact centre sees this launch yet. Open it to a centre first."))
    note = required(note, "note") if newest else optional(note, "note")
    brief.accept_days = accept_days
    brief.save(update_fields=["accept_days"])
    return send(brief, by=by, receivers=readers, note=note, lines=[dict(line) for line in lines], said=said)


def lines_to_publish(project: Project) -> list[Line]:
    return [line_values(line) for line in draft_lines(project) if not line.is_left_out]


def published_of(project: Project) -> tuple[Handover | None, HandoverVersion | None]:
    """The brief of a launch and its newest version, as far as there are."""
    brief = Handover.objects.filter(kind=Handover.Kind.BRIEF, project=project).first()
    return brief, brief.versions.last() if brief else None


@transaction.atomic
def ask_newcomers(brief_id: int) -> int:
    """Give who came to a centre since the newest version their receipt, and close what is waiting for who left.

    Returns how many people are asked now who were not. Nothing for a brief that was withdrawn, or an ended launch.
    """
    brief = Handover.objects.select_for_update(no_key=True, of=("self",)).select_related("project").get(pk=brief_id)
    version, project = brief.versions.last(), brief.project
    if version is None or project is None or brief.withdrawn_at or not project.is_running:
        return 0
    wanted = {(one.department_id, one.person_id): one for one in readers_of(project)}
    had = {(receipt.department_id, receipt.person_id): receipt for receipt in version.receipts.select_related("person")}
    left = [receipt for place, receipt in had.items() if place not in wanted and receipt.state in WAITING]
    answered = {receipt.person_id for receipt in had.values() if receipt.answered_at}
    back = [had[place] for place in wanted if place in had and had[place].state == State.CLOSED]
    new = [one for place, one in wanted.items() if place not in had and one.person_id not in answered]
    if not (left or back or new):
        return 0
    today = filing.today_for(project)
    asked = new_receipts(new, project, accept_days=brief.accept_days, sent_on=today) if new else []
    for receipt in asked:
        receipt.handed = version
    Receipt.objects.bulk_create(asked)
    for receipt in back:
        receipt.state = State.OPENED if receipt.opened_at else State.SENT
        receipt.due_on = due_for(receipt.department, accept_days=brief.accept_days, sent_on=today)
    Receipt.objects.bulk_update(back, ["state", "due_on"])
    Receipt.objects.filter(pk__in=[receipt.pk for receipt in left]).update(state=State.CLOSED)
    after = {
        "version": version.number,
        "receivers": [receiver_values(receipt) for receipt in (*asked, *back)],
        "closed": [receipt.pk for receipt in left],
    }
    append(brief.stream_id, [filing.about(brief, "brief_readers_changed", after=after)], by=None)
    return len(asked) + len(back)


def ask_all_newcomers() -> int:
    """The same for every brief of a running launch."""
    running = Project.objects.running().values("pk")
    briefs = Handover.objects.filter(kind=Handover.Kind.BRIEF, project__in=running, withdrawn_at__isnull=True)
    return sum(ask_newcomers(pk) for pk in briefs.order_by("pk").values_list("pk", flat=True))


def open_brief(brief: Handover, *, by: User) -> Receipt | None:
    """Keep that a reader opened the newest version; their receipt of it, or nothing when nobody asks them to read."""
    if by.scopes is not None or by.department is None or not by.department.is_contact_centre:
        return own_receipt(brief, by)
    if own_receipt(brief, by) is None:
        ask_newcomers(brief.pk)
    receipt = own_receipt(brief, by)
    return open_receipt(receipt.pk, by=by) if receipt and receipt.state == State.SENT else receipt


@transaction.atomic
def read_brief(project_id: int, *, by: User, number: int, words: str = "", said: Said = UNSAID) -> Receipt:
    """Confirm having read version `number`, with a remark if there are words. Each reader does it for themselves.

    Raises Handover.DoesNotExist when `by` sees no brief of this launch, Stale when a newer version is there, Refusal
    for who is not asked to confirm.
    """
    brief = visible_briefs(by).get(project=project_id)
    newest = brief.versions.last()
    if newest is None:
        raise Handover.DoesNotExist
    if newest.number != number:
        message = _("A newer version was published. Please read what changed in it.")
        raise Stale(message, {"number": newest.number})
    receipt = own_receipt(brief, by)
    if receipt is None:
        require(by, Action.RECEIVE, department_id=by.department_id, owner_id=by.pk)
        raise Refusal("not_asked", _("Only people of the contact centres confirm the brief."))
    return accept_receipt(receipt.pk, by=by, words=words, said=said)


def own_receipt(brief: Handover, reader: User) -> Receipt | None:
    """The reader's receipt of the newest version, unless it is closed; in the department that they are in now."""
    newest = brief.versions.order_by("-number").values("pk")[:1]
    receipts = Receipt.objects.filter(Q(handed__in=newest) & Q(person=reader)).exclude(state=State.CLOSED)
    return receipts.select_related("handed", "department").order_by("-pk").first()


def _locked_brief(project: Project, by: User) -> Handover:
    """The row that carries the versions, locked; it is made for the first of them."""
    briefs = Handover.objects.filter(kind=Handover.Kind.BRIEF, project=project)
    brief = briefs.first()
    if brief is None:
        # Whoever publishes the same brief for the first time waits here, and then finds it.
        visible_projects(by).select_for_update(no_key=True, of=("self",)).get(pk=project.pk)
        with translation.override(settings.LANGUAGE_CODE):
            title = _("Brief · %(launch)s") % {"launch": project.name}
        made = {"kind": Handover.Kind.BRIEF, "title": title, "stream": project.stream, "created_by": by}
        brief, _is_new = briefs.get_or_create(project=project, defaults=made)
    return filing.lock(briefs, brief.pk)


def _check(lines: Sequence[Line], newest: HandoverVersion | None) -> None:
    if not lines:
        raise Invalid("empty", _("There is no line to publish. Fill the draft from the launch first."))
    silent = [line["label"] or line["text"] for line in lines if _is_silent(line)]
    if silent:
        message = _("Write what agents say meanwhile. It is missing in: %(lines)s")
        raise Invalid("meanwhile", message % {"lines": ", ".join(silent[:5])})
    if newest and not changes(newest.lines, lines):
        raise Refusal("nothing_changed", _("Nothing differs from the version before."))


def _is_silent(line: Line) -> bool:
    return line["part"] == Part.NOT_READY and not line["meanwhile"]
