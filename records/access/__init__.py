"""What a person may see of records, handovers, briefs, requests and surprises: the matrix, turned into querysets.

Inside the company everything is open but what belongs to a confidential launch. A partner sees what was handed to its
centre, the briefs of launches opened to it, and what its own people asked for or reported; never a record.
"""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from accounts import access
from accounts.access import Action, Reach
from accounts.models import Department, Role, User
from projects.access import visible_projects

from ..models import (
    FeedLink,
    Handover,
    HandoverVersion,
    OpenQuestion,
    Owed,
    Position,
    Receipt,
    Record,
    Request,
    Resolution,
    Surprise,
)
from ..models.handovers import ReceiptQuerySet
from ..models.records import RecordQuerySet

Thing = TypeVar("Thing", bound=Model)


def visible_records(user: User) -> RecordQuerySet:
    if access.reach(user, Action.SEE_RECORDS) != Reach.ALL:
        return Record.objects.none()
    return Record.objects.filter(_of_visible_launch(user))


def visible_positions(user: User) -> QuerySet[Position]:
    """Those of the records somebody sees; a partner, who sees no record, is shown what is said of its own side."""
    if access.reach(user, Action.SEE_RECORDS) == Reach.ALL:
        return Position.objects.filter(_of_visible_launch(user, "record__"))
    own = Q(person=user)
    if user.is_lead:
        own |= Q(department=user.department_id or 0) | Q(person__department=user.department_id or 0)
    return Position.objects.filter(own & _of_visible_launch(user, "record__"))


def answers_for(user: User) -> Q:
    """The positions that wait for this person's answer: their own, and as a lead those of the department itself."""
    theirs = Q(person=user)
    return theirs | Q(person__isnull=True, department=user.department_id or 0) if user.is_lead else theirs


def waiting_positions(user: User) -> QuerySet[Position]:
    """What is written of this person's side, stands in the newest revision, and was not answered yet."""
    return visible_positions(user).filter(answers_for(user), until__isnull=True, answer=Position.Answer.WAITING)


def visible_handovers(user: User) -> QuerySet[Handover]:
    """Briefs among them. A partner sees what its centre, or one of its people, was handed."""
    return _seen(user, Handover.objects.all(), Q(pk__in=_handed_to(user).values("handed__handover_id")))


def visible_briefs(user: User) -> QuerySet[Handover]:
    """The briefs of the launches somebody sees, for a partner from the moment on that one is opened to its centre."""
    if access.reach(user, Action.SEE_BRIEF) == Reach.NONE:
        return Handover.objects.none()
    briefs = Handover.objects.filter(kind=Handover.Kind.BRIEF, withdrawn_at__isnull=True)
    return briefs.filter(project__in=visible_projects(user))


def visible_receipts(user: User) -> ReceiptQuerySet:
    """Who got what: a partner lead sees those of the own centre, an agent their own."""
    if access.reach(user, Action.SEE_RECORDS) == Reach.ALL:
        return Receipt.objects.filter(_of_visible_launch(user, "handed__handover__"))
    return _handed_to(user)


def visible_versions(user: User) -> QuerySet[HandoverVersion]:
    """A partner sees the versions that its centre was handed, not those that came before or after without it."""
    if access.reach(user, Action.SEE_RECORDS) == Reach.ALL:
        return HandoverVersion.objects.filter(_of_visible_launch(user, "handover__"))
    return HandoverVersion.objects.filter(pk__in=_handed_to(user).values("handed_id"))


def visible_requests(user: User) -> QuerySet[Request]:
    return _seen(user, Request.objects.all(), Q(department=user.department_id), in_opened_launches=False)


def visible_surprises(user: User) -> QuerySet[Surprise]:
    return _seen(user, Surprise.objects.all(), Q(centre=user.department_id), in_opened_launches=False)


def visible_owed(user: User) -> QuerySet[Owed]:
    """What the person themself owes outside the checklist, or, as a lead, what nobody else of the department does."""
    own = Q(person=user)
    if user.is_lead:
        own |= Q(person__isnull=True, department=user.department_id)
    return Owed.objects.filter(own & _of_visible_launch(user))


def owed_by(person: User, *, seen_by: User) -> QuerySet[Owed]:
    """What somebody else owes outside the checklist, as far as `seen_by` may know of it; to a partner its centre's."""
    found = Owed.objects.filter(Q(person=person) & _of_visible_launch(seen_by))
    is_ours = person.department_id is not None and person.department_id == seen_by.department_id
    return found if is_ours or access.reach(seen_by, Action.SEE_RECORDS) == Reach.ALL else found.none()


def may_answer_position(user: User, position: Position) -> bool:
    """Whether the side is this person, or the department that they lead, or somebody in it."""
    if access.reach(user, Action.ANSWER_POSITION) == Reach.NONE:
        return False
    departments = {position.department_id, position.person.department_id if position.person else None} - {None}
    return position.person_id == user.pk or (user.is_lead and user.department_id in departments)


def may_finish(user: User, line: Resolution | OpenQuestion) -> bool:
    """Whoever owns it, a lead of the owner's department, a planner; what nobody owns, whoever writes records."""
    if access.reach(user, Action.WRITE_RECORD) == Reach.NONE:
        return False
    owner = line.owner
    if owner is None or owner.pk == user.pk or access.allows(user, Action.TRIAGE):
        return True
    return user.is_lead and owner.department_id == user.department_id


def may_answer_receipt(user: User, receipt: Receipt) -> bool:
    """The receiver; for a department whoever is answerable, or one of its leads. Who stands in asks a lead.

    A brief is confirmed by each reader: nobody has read it for somebody else.
    """
    if receipt.handed.handover.kind == Handover.Kind.BRIEF and receipt.person_id != user.pk:
        return False
    owner_id = receipt.person_id or receipt.answerable_id
    return access.allows(user, Action.RECEIVE, department_id=receipt.department_id, owner_id=owner_id)


def is_asked(user: User) -> Q:
    """The receipts that this person is to answer: their own, and those of a department that they answer for."""
    return Q(person=user) | Q(person__isnull=True, answerable=user)


def may_stand_in(user: User) -> Q:
    """The receipts of a lead's department, which the lead may answer or pass on; nobody else's business."""
    return Q(department=user.department_id or 0) if user.is_lead else Q(pk__in=[])


def may_see_readers(user: User) -> bool:
    """Who has read a brief is for the company and for leads of a centre; an agent sees nobody."""
    return user.role != Role.PARTNER_AGENT


def departments_for(user: User) -> QuerySet[Department]:
    """Whose dates the person may subscribe to: every department's as a planner, else the own one of who works in it."""
    if user.role == Role.PLANNER:
        return Department.objects.all()
    if user.is_lead or user.role == Role.MEMBER:
        return Department.objects.filter(pk=user.department_id or 0)
    return Department.objects.none()


def is_open_to(link: FeedLink) -> bool:
    """Whether the owner may still have what the link is of."""
    if link.revoked_at is not None or access.reach(link.owner, Action.MAKE_FEED) == Reach.NONE:
        return False
    match link.kind:
        case FeedLink.Kind.DEPARTMENT:
            return departments_for(link.owner).filter(pk=link.department_id or 0).exists()
        case FeedLink.Kind.PROJECT:
            return visible_projects(link.owner).filter(pk=link.project_id or 0).exists()
        case _:
            return True


def may_continue(user: User, handover: Handover) -> bool:
    """Whether they may send its next version or withdraw it: who handed it over, their department, or a CX planner."""
    if not access.allows(user, Action.HAND_OVER):
        return False
    is_own = user.department_id is not None and user.department_id == handover.created_by.department_id
    return is_own or handover.created_by_id == user.pk or user.role == Role.PLANNER


def may_pass_on(user: User, receipt: Receipt) -> bool:
    """A lead of the department, or a CX planner."""
    return access.allows(user, Action.REASSIGN, department_id=receipt.department_id)


def opens_by_reading(user: User, receipt: Receipt) -> bool:
    """Whether reading it counts as the receiver's opening: a lead who looks in on a person's receipt opens nothing."""
    if receipt.person_id:
        return receipt.person_id == user.pk
    return may_answer_receipt(user, receipt)


def _handed_to(user: User) -> ReceiptQuerySet:
    """The receipts that a partner may see, in launches that are open to them."""
    found = Receipt.objects.filter(_of_visible_launch(user, "handed__handover__"))
    found = found.filter(department=user.department_id or 0, handed__handover__withdrawn_at__isnull=True)
    return found if user.is_lead else found.filter(Q(person=user) | Q(person__isnull=True))


def _seen(user: User, things: QuerySet[Thing], own: Q, *, in_opened_launches: bool = True) -> QuerySet[Thing]:
    """All things of visible launches for the company; for a partner its own, whether or not a launch is open to it."""
    match access.reach(user, Action.SEE_RECORDS):
        case Reach.ALL:
            return things.filter(_of_visible_launch(user))
        case Reach.CENTRE:
            return things.filter(own & _of_visible_launch(user)) if in_opened_launches else things.filter(own)
        case _:
            return things.none()


def _of_visible_launch(user: User, thing: str = "") -> Q:
    """Of no launch, or of one that the person sees; `thing` is the way from the model that is asked."""
    return Q((f"{thing}project__isnull", True)) | Q((f"{thing}project__in", visible_projects(user)))
