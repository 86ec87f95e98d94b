"""Who is to receive something: people and departments named by id, turned into receipts that wait for an answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from accounts.calendars import Calendar, CalendarError
from accounts.errors import Invalid
from accounts.models import LEAD_ROLES, Department, User
from accounts.workdays import calendars
from projects.models import Project

from ..models import Receipt
from ..receiving import accept_by

MOST_RECEIVERS = 500


@dataclass(frozen=True, slots=True)
class Receiver:
    """A person of a department, or, without `person_id`, the department; there `answerable_id` answers, or its lead."""

    department_id: int
    person_id: int | None = None
    answerable_id: int | None = None


def receivers_of(
    department_ids: Sequence[int], person_ids: Sequence[int], answerable_ids: Sequence[int] = ()
) -> list[Receiver]:
    """Departments and people by id, each person of the own department. One query.

    `answerable_ids` are people who answer for their department, which is among the departments, instead of its lead.
    """
    named = {*person_ids, *answerable_ids}
    of = dict(User.objects.get_queryset().active().filter(pk__in=named).values_list("pk", "department_id"))
    if not named <= of.keys():
        raise _invalid(_("There is no such person."))
    answers = {of[pk]: pk for pk in answerable_ids}
    if not answers.keys() <= set(department_ids):
        sentence = _("Choose the department too for which this person answers.")
        raise Invalid("answerable", sentence, field="answerable_ids")
    for_departments = [Receiver(pk, answerable_id=answers.get(pk)) for pk in department_ids]
    return for_departments + [Receiver(of[pk] or 0, pk) for pk in person_ids]


def new_receipts(
    receivers: Sequence[Receiver], project: Project | None, *, accept_days: int, sent_on: date
) -> list[Receipt]:
    """A receipt for each receiver, not saved yet and of no version; one named twice gets one.

    Invalid, on the field "receivers", when nobody is named, somebody is not of the department, a department has nobody
    to answer for it, or one of them does not see the launch.
    """
    once = {(one.department_id, one.person_id): one for one in receivers}
    if not 0 < len(once) <= MOST_RECEIVERS:
        raise _invalid(_("Choose who receives it, at most %(most)d of them.") % {"most": MOST_RECEIVERS})
    departments = Department.objects.in_bulk({one.department_id for one in once.values()})
    people = User.objects.get_queryset().active().in_bulk(set(_people_in(once.values())))
    leads = _leads(departments)
    days = calendars()
    receipts = []
    for one in once.values():
        if one.department_id not in departments:
            raise _invalid(_("There is no such department."))
        department = departments[one.department_id]
        receipt = Receipt(department=department)
        if one.person_id:
            receipt.person = member(people.get(one.person_id), department)
        else:
            named = people.get(one.answerable_id) if one.answerable_id else leads.get(department.pk)
            receipt.answerable = _answerable(named, department, is_named=bool(one.answerable_id))
        receipt.due_on = _due_on(sent_on, accept_days, days, department)
        receipts.append(receipt)
    check_sight(receipts, project)
    return receipts


def member(person: User | None, department: Department) -> User:
    """The person, when they belong to the department."""
    if person is None or person.department_id != department.pk:
        raise _invalid(
            _("Choose somebody who belongs to the department. Department: %(name)s") % {"name": department.local_name}
        )
    return person


def check_sight(receipts: Iterable[Receipt], project: Project | None) -> None:
    """Raise Invalid unless each receiver sees the launch: nobody can accept what they cannot open."""
    if project is None:
        return
    opened = set(project.opened_to.values_list("pk", flat=True))
    named = set(project.named.values_list("pk", flat=True)) if project.is_confidential else set()
    for receipt in receipts:
        if receipt.department.is_partner and (project.is_confidential or receipt.department_id not in opened):
            sentence = _("Open the launch to this centre first. Centre: %(name)s")
            raise _invalid(sentence % {"name": receipt.department.local_name})
        reader = receipt.answers
        if project.is_confidential and reader and reader.pk not in named:
            sentence = _("The launch is confidential. Name this person in it first: %(name)s")
            raise _invalid(sentence % {"name": reader.name})


def due_for(department: Department, *, accept_days: int, sent_on: date) -> date:
    """The day by which this department, or somebody in it, is to answer what they get on `sent_on`."""
    return _due_on(sent_on, accept_days, calendars(), department)


def _answerable(person: User | None, department: Department, *, is_named: bool) -> User:
    if person is None and not is_named:
        sentence = _("Choose who answers for this department: it has no lead. Department: %(name)s")
        raise _invalid(sentence % {"name": department.local_name})
    return member(person, department)


def _due_on(sent_on: date, days: int, calendars_by_id: dict[int | None, Calendar], department: Department) -> date:
    try:
        return accept_by(sent_on, days, calendars_by_id[department.pk])
    except CalendarError as error:
        raise Invalid("no_such_day", str(error), field="accept_days") from error


def _people_in(receivers: Iterable[Receiver]) -> Iterable[int]:
    for one in receivers:
        yield from (pk for pk in (one.person_id, one.answerable_id) if pk)


def _leads(departments: Iterable[int]) -> dict[int, User]:
    """The first lead of each department, in the order they came to the company."""
    leads = User.objects.get_queryset().active().filter(department__in=departments, role__in=LEAD_ROLES)
    return {lead.department_id: lead for lead in leads.order_by("-pk") if lead.department_id}


def _invalid(sentence: str) -> Invalid:
    return Invalid("receivers", sentence, field="receivers")
