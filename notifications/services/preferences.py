"""How a person wants to be told, when they are away and who is told instead, and launches they want less of.

The inbox keeps everything, whatever is chosen here. Every change is on record: a person's own settings in the company's
stream, a muted launch in the launch's, so that nobody has to argue later about who had switched what off.

Errors: Forbidden when `by` may not (a token never may), Invalid for wrong input, Refusal when it does not fit what is
there. Each runs in one transaction.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Action, require
from accounts.errors import Invalid, Refusal
from accounts.models import User
from accounts.services import update_own_settings
from accounts.wording import day
from ledger.services import Entry, append, company_stream
from projects.access import visible_projects
from projects.models import Project

from ..access import may_set_absence_of, possible_substitutes
from ..models import ASKS, Absence, Mute, Preference
from ..notices import RULES
from ..record_notices import THING_RULES
from ..wording import language

# Notices that ask for nothing; the others, reminders and alerts are always sent.
_TOPICS = (topic for table in (RULES, THING_RULES) for rules in table.values() for topic, *_rest in rules)
SILENCEABLE = tuple(dict.fromkeys(topic for topic in _TOPICS if topic not in ASKS))
LONGEST_ABSENCE = timedelta(days=366)


@transaction.atomic
def save_preferences(
    by: User, *, digest_hour: int, by_email: bool, quiet_from: int, quiet_until: int, silenced: Collection[str]
) -> Preference:
    """Hours are 0 to 23 of the person's own day; equal quiet hours mean none. `silenced` are topics of SILENCEABLE."""
    require(by, Action.SET_PREFERENCES, owner_id=by.pk)
    if not set(silenced) <= set(SILENCEABLE):
        raise Invalid("always_sent", _("What asks something of you is always sent."), field="silenced")
    for field, hour in {"quiet_from": quiet_from, "quiet_until": quiet_until}.items():
        if not 0 <= hour <= 23:
            raise Invalid("hour", _("Choose an hour from 0 to 23."), field=field)
    person = User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    if person.digest_hour != digest_hour:
        person = update_own_settings(by, digest_hour=digest_hour)
    preference = Preference.objects.filter(user=person).first() or Preference(user=person)
    preference.user = person
    before = _values(preference)
    preference.by_email, preference.quiet_from, preference.quiet_until = by_email, quiet_from, quiet_until
    preference.silenced = [topic for topic in SILENCEABLE if topic in silenced]
    if (after := _values(preference)) != before:
        preference.save()
        entry = Entry("preferences_saved", f"user:{by.pk}", by.name, before=before, after=after)
        append(company_stream().pk, [entry], by=by)
    return preference


def _values(preference: Preference) -> dict[str, Any]:
    return {name: getattr(preference, name) for name in ("by_email", "quiet_from", "quiet_until", "silenced")}


@transaction.atomic
def set_absence(by: User, *, user_id: int, substitute_id: int, first_on: date, last_on: date) -> Absence:
    """Somebody else is told from `first_on` to `last_on`, both included and local to the person who is away.

    A substitute sees at least what the person sees. What they still may not see, such as a confidential launch that
    does not name them, goes to the person as if present.
    """
    person = User.objects.active().select_for_update(of=("self",)).filter(pk=user_id).first()
    if person is None:
        raise Invalid("no_such_person", _("Choose somebody whose account is open."), field="user_id")
    require(by, Action.SET_ABSENCE, department_id=person.department_id, owner_id=person.pk)
    substitute = possible_substitutes(person).filter(pk=substitute_id).first()
    if substitute is None:
        message = _("Choose somebody else who is active and sees the same launches as %(name)s.")
        raise Invalid("cannot_substitute", message % {"name": person.name}, field="substitute_id")
    _check_days(person, first_on, last_on)
    absence = Absence.objects.create(user=person, substitute=substitute, first_on=first_on, last_on=last_on)
    append(company_stream().pk, [_entry("absence_set", absence)], by=by)
    return absence


def _check_days(person: User, first_on: date, last_on: date) -> None:
    if first_on > last_on:
        raise Invalid("ends_before_it_begins", _("The last day comes before the first."), field="last_on")
    if last_on < timezone.now().astimezone(ZoneInfo(person.time_zone)).date():
        raise Invalid("already_over", _("These days have passed. Choose a last day from today on."), field="last_on")
    if last_on - first_on > LONGEST_ABSENCE:
        raise Invalid("too_long", _("An absence lasts at most a year."), field="last_on")
    other = Absence.objects.filter(user=person, first_on__lte=last_on, last_on__gte=first_on).first()
    if other is not None:
        first, last = (day(on, language()) for on in (other.first_on, other.last_on))
        words = {"first": first, "last": last, "name": other.substitute.name}
        sentence = _("There is an absence from %(first)s to %(last)s already (told instead: %(name)s).") % words
        raise Refusal("overlap", sentence, field="first_on", hint=_("Choose other days, or remove that one first."))


@transaction.atomic
def remove_absence(absence_id: int, *, by: User) -> None:
    """The person is told again themselves. Raises Absence.DoesNotExist when it is not for `by` to set."""
    people = may_set_absence_of(by)
    absence = Absence.objects.select_for_update(of=("self",)).select_related("user", "substitute")
    found = absence.get(pk=absence_id, user__in=people)
    append(company_stream().pk, [_entry("absence_removed", found)], by=by)
    found.delete()


def _entry(verb: str, absence: Absence) -> Entry:
    days = {"first_on": absence.first_on.isoformat(), "last_on": absence.last_on.isoformat()}
    after = {"substitute": absence.substitute_id, **days}
    return Entry(verb, f"user:{absence.user_id}", absence.user.name, after=after)


@transaction.atomic
def mute_launch(project_id: int, *, by: User) -> Project:
    """From now on only must-haves, alerts and what asks something of `by` go out. A second time changes nothing.

    Raises Project.DoesNotExist when `by` does not see the launch.
    """
    require(by, Action.SET_PREFERENCES, owner_id=by.pk)
    project = visible_projects(by).get(pk=project_id)
    _mute, is_new = Mute.objects.get_or_create(user=by, project=project)
    if is_new:
        append(project.stream_id, [Entry("launch_muted", f"project:{project.pk}", project.name)], by=by)
    return project


@transaction.atomic
def unmute_launch(project_id: int, *, by: User) -> Project:
    """Everything of it goes out again. A second time changes nothing. Raises as `mute_launch`."""
    require(by, Action.SET_PREFERENCES, owner_id=by.pk)
    project = visible_projects(by).get(pk=project_id)
    deleted, _rows = Mute.objects.filter(user=by, project=project).delete()
    if deleted:
        append(project.stream_id, [Entry("launch_unmuted", f"project:{project.pk}", project.name)], by=by)
    return project
