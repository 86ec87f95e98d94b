"""Forms of a review meeting: which requests, which sides, and what came of one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import NameField
from accounts.models import LEAD_ROLES, Department, User
from projects.forms.base import ServiceForm
from projects.forms.days import DayField
from projects.forms.items import PersonField

from ..models import Request, RequestOption, RequestVote
from ..services.request_meetings import MOST_REQUESTS, Review, SideVote
from .request_acts import PRIORITIES, PriorityField, deliverers


class StartForm(ServiceForm):
    """The boxes of the requests stand in the page's own table."""

    title = NameField(label=_("Title of the meeting"), max_length=200, required=False)
    requests = forms.ModelMultipleChoiceField(Request.objects.none(), label=_("Requests"))
    sides = forms.ModelMultipleChoiceField(
        Department.objects.all(),
        label=_("Departments that take part"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Who asks and who delivers is asked anyway."),
    )
    creation_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, requests: Any) -> None:
        super().__init__(data, initial={"creation_key": uuid4()})
        self.choose("requests", requests)

    def clean_requests(self) -> Any:
        chosen = self.cleaned_data["requests"]
        if len(chosen) > MOST_REQUESTS:
            raise forms.ValidationError(_("At most %(most)d in one meeting.") % {"most": MOST_REQUESTS})
        return chosen


@dataclass(frozen=True, slots=True)
class SideRow:
    """One department in the form: its vote so far, and the fields for what it says now."""

    department: Department
    vote: RequestVote | None
    priority: forms.BoundField
    person: forms.BoundField | None
    words: forms.BoundField


class ReviewForm(ServiceForm):
    """`sides` are the departments that are asked; a vote that stands is sent again only when it was changed."""

    option_id = forms.ModelChoiceField(
        RequestOption.objects.none(), label=_("Option"), required=False, empty_label=None, widget=forms.RadioSelect
    )
    priority = PriorityField(required=False)
    reason = forms.CharField(
        label=_("How it was settled"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed when not all voted for it."),
    )
    owner_id = PersonField(User.objects.none(), label=_("Owner"), required=False, empty_label=_("Nobody yet"))
    promised_on = DayField(label=_("Promised date"), required=False)
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, request: Request, by: User, sides: Sequence[Department]) -> None:
        self.by, self.sides = by, sides
        self.votes = {vote.department_id: vote for vote in request.votes.all()}
        options = request.options.all()
        chosen = next((option.pk for option in options if option.is_chosen), None)
        names = ("priority", "owner_id", "promised_on", "version")
        initial = {name: getattr(request, name) for name in names} | {"option_id": chosen}
        super().__init__(data, initial=initial)
        self.choose("option_id", options)
        self.choose("owner_id", deliverers(by))
        people = _people_of(sides)
        for side in sides:
            self._ask(side, people.get(side.pk, []))

    @property
    def rows(self) -> list[SideRow]:
        return [
            SideRow(
                side,
                self.votes.get(side.pk),
                self[f"side-{side.pk}-priority"],
                self[f"side-{side.pk}-person"] if f"side-{side.pk}-person" in self.fields else None,
                self[f"side-{side.pk}-words"],
            )
            for side in self.sides
        ]

    def review(self, *, agrees: bool) -> Review:
        """`agrees` is false when only the votes are kept."""
        given = self.arguments()
        votes = [vote for side in self.sides if (vote := self._vote(side, given))]
        if not agrees:
            return Review(votes, option_id=given["option_id"])
        names = ("priority", "reason", "option_id", "owner_id", "promised_on")
        return Review(votes, **{name: given[name] for name in names})

    def _ask(self, side: Department, people: list[User]) -> None:
        vote = self.votes.get(side.pk)
        self.fields[f"side-{side.pk}-priority"] = forms.TypedChoiceField(
            label=_("Vote"),
            choices=[("", _("No vote")), *PRIORITIES],
            coerce=int,
            empty_value=None,
            required=False,
            initial=vote.priority if vote else None,
        )
        if side.pk != self.by.department_id:
            self.fields[f"side-{side.pk}-person"] = forms.TypedChoiceField(
                label=_("Who says so"),
                choices=[(person.pk, person.name) for person in people],
                coerce=int,
                empty_value=None,
                required=False,
                initial=people[0].pk if people else None,
            )
        self.fields[f"side-{side.pk}-words"] = forms.CharField(
            label=_("Position"),
            max_length=2000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 1}),
            initial=vote.words if vote else "",
        )

    def _vote(self, side: Department, given: dict[str, Any]) -> SideVote | None:
        priority, words = given[f"side-{side.pk}-priority"], given[f"side-{side.pk}-words"]
        stands = self.votes.get(side.pk)
        if priority is None or (stands and (stands.priority, stands.words) == (priority, words)):
            return None
        return SideVote(side.pk, priority, words, given.get(f"side-{side.pk}-person"))


def _people_of(sides: Sequence[Department]) -> dict[int, list[User]]:
    """The active people of each side, leads first."""
    people = User.objects.get_queryset().active().filter(department__in=sides).order_by("name")
    found: dict[int, list[User]] = {}
    for person in sorted(people, key=lambda person: person.role not in LEAD_ROLES):
        found.setdefault(person.department_id or 0, []).append(person)
    return found
