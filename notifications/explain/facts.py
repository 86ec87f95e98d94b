"""What is known of one line and one person: the ground an explanation stands on.

What is owed is not judged a second time here: the same statement that inserts reminders is asked for the days to come
(`services.reminders.foresee`), and what was owed stands in the record.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import Q

from accounts.calendars import Calendar
from accounts.models import User
from accounts.workdays import calendars
from projects.access import visible_items, visible_projects
from projects.models import Item, Status

from ..ladder import Audience, Step, Window, effective, windows
from ..models import Absence, Notification, Preference
from ..services.ladders import ladders, usable
from ..services.reminders import Foreseen, foresee
from ..services.standing import Standing, standing_at
from ..told import Told, loaded, of_item, telling

FARTHEST = timedelta(days=90)


class Facts:
    """What is known of one line and one person at `now`. Each fact is read when it is first asked for."""

    def __init__(self, item: Item, person: User, now: datetime) -> None:
        self.item, self.person, self.now = item, person, now
        self.project = item.project
        self.today = item.project.today_at(now)

    @cached_property
    def calendar(self) -> Calendar:
        return usable(self.item.department_id, calendars(), self.today)

    @cached_property
    def standing(self) -> Standing:
        return standing_at(self.project)

    @cached_property
    def added(self) -> dict[int, tuple[Step, ...]]:
        return dict(ladders().added)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        own = self.added.get(self.item.department_id, ())
        return effective(self.standing.steps, own, is_blocker=self.item.is_blocker)

    @cached_property
    def window(self) -> Window | None:
        """The step that stands today, and for one that repeats the day it stands for."""
        found = windows(self.today, self.calendar, self.steps)
        return next((one for one in found if one.due_from <= self.item.due_on <= one.due_to), None)

    def falls_on(self, step: Step) -> date:
        return self.calendar.shift(self.item.due_on, step.offset)

    @cached_property
    def foreseen(self) -> list[Foreseen]:
        """Who will be told of this line from today on, if nothing happens until then."""
        last = max((self.falls_on(step) for step in self.steps), default=self.today) + timedelta(days=7)
        until = min(max(last, self.today), self.today + FARTHEST)
        owed = foresee(self.project, self.now, until=until, base=self.standing.steps, added=self.added)
        return [one for one in owed if one.item_id == self.item.pk]

    @cached_property
    def told(self) -> list[Told]:
        """What the person was told of the line, or somebody in their place; the latest first."""
        theirs = Notification.objects.filter(Q(recipient=self.person) | Q(instead_of=self.person))
        return [telling(found) for found in loaded(of_item(theirs, self.item))]

    @cached_property
    def reminders(self) -> list[Told]:
        """Of these the reminders for the date that stands, to the person."""
        return [
            one
            for one in self.told
            if one.notification.kind == Notification.Kind.REMINDER
            and one.notification.due_on == self.item.due_on
            and one.notification.recipient_id == self.person.pk
        ]

    @cached_property
    def sees_launch(self) -> bool:
        return visible_projects(self.person).filter(pk=self.project.pk).exists()

    @cached_property
    def sees_item(self) -> bool:
        return visible_items(self.person).filter(pk=self.item.pk).exists()

    @cached_property
    def absence(self) -> Absence | None:
        found = Absence.objects.filter(user=self.person, first_on__lte=self.today, last_on__gte=self.today)
        return found.select_related("substitute").first()

    @cached_property
    def preference(self) -> Preference:
        return Preference.objects.filter(pk=self.person.pk).first() or Preference(user=self.person)

    @cached_property
    def parts_played(self) -> frozenset[Audience]:
        """What the person is to the line. Without an owner the leads stand in, without leads the planner."""
        item, person = self.item, self.person
        owner_gap, lead_gap = not (item.owner and item.owner.is_active), not self.leads
        is_lead = person in self.leads
        is_planner = person.pk == self.project.planner_id
        centre = person.department
        played = {
            Audience.OWNER: item.owner_id == person.pk or (owner_gap and (is_lead or (lead_gap and is_planner))),
            Audience.LEAD: is_lead or (lead_gap and is_planner),
            Audience.PLANNER: is_planner,
            Audience.CENTRE_LEADS: person.is_lead and bool(centre and centre.is_contact_centre),
        }
        return frozenset(part for part, plays in played.items() if plays)

    @cached_property
    def leads(self) -> list[User]:
        return list(User.objects.leads_of(self.item.department_id))

    @property
    def is_held_up(self) -> bool:
        """Blocked by a person or another line, to whom the ladder goes instead of the owner."""
        item = self.item
        return item.status == Status.BLOCKED and bool(item.blocked_by_user_id or item.blocked_by_item_id)
