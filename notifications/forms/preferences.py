"""The shape of how a person is told, and of an absence."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.access import Action, Reach, reach
from accounts.models import User
from projects.forms.base import ServiceForm
from projects.forms.days import DayField

from ..access import may_set_absence_of, possible_substitutes
from ..models import Preference
from ..services.preferences import SILENCEABLE
from ..wording import LABELS

HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]


class HourField(forms.TypedChoiceField):
    def __init__(self, **options: Any) -> None:
        super().__init__(coerce=int, choices=HOURS, **options)


class PreferenceForm(ServiceForm):
    digest_hour = HourField(
        label=_("Hour of the daily digest"), help_text=_("One message per working day; nothing owed, nothing sent.")
    )
    quiet_from = HourField(label=_("Quiet from"))
    quiet_until = HourField(
        label=_("Quiet until"), help_text=_("What is due at once waits until then. The same hour twice: never quiet.")
    )
    by_email = forms.BooleanField(label=_("Send me e-mail"), required=False)
    topics = forms.MultipleChoiceField(
        label=_("News that asks nothing of you"),
        required=False,
        choices=[(topic, LABELS[topic]) for topic in SILENCEABLE],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What you leave out is not sent. It is still in your inbox."),
    )

    def __init__(self, data: QueryDict | None = None, *, user: User, preference: Preference) -> None:
        initial = {name: getattr(preference, name) for name in ("quiet_from", "quiet_until", "by_email")}
        sent = [topic for topic in SILENCEABLE if topic not in preference.silenced]
        super().__init__(data, initial={**initial, "digest_hour": user.digest_hour, "topics": sent})

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        sent = given.pop("topics")
        return given | {"silenced": [topic for topic in SILENCEABLE if topic not in sent]}


class PersonField(forms.ModelChoiceField[User]):
    def label_from_instance(self, obj: User) -> str:
        return f"{obj.name} · {obj.department.local_name}" if obj.department else obj.name


class AbsenceForm(ServiceForm):
    """Leads and planners also choose whose absence it is; everybody else enters their own."""

    user_id = PersonField(label=_("Who is away"), queryset=User.objects.none())
    first_on = DayField(label=_("First day"))
    last_on = DayField(label=_("Last day"))
    substitute_id = PersonField(
        label=_("Who is told instead"), queryset=User.objects.none(), empty_label=_("Choose a person")
    )

    def __init__(self, data: QueryDict | None = None, *, user: User) -> None:
        super().__init__(data, initial={"user_id": user})
        self.user = user
        self.choose("user_id", may_set_absence_of(user).select_related("department"))
        others = possible_substitutes(user)
        if reach(user, Action.SET_ABSENCE) == Reach.OWN:
            del self.fields["user_id"]
        elif not user.is_partner:  # they may enter somebody's who is on the other side; the service looks closer
            others = User.objects.active()
        else:
            others = others | User.objects.active().filter(pk=user.pk)
        self.choose("substitute_id", others.select_related("department"))

    def arguments(self) -> dict[str, Any]:
        return {"user_id": self.user.pk} | super().arguments()
