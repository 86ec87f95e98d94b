"""The shape of passing on what somebody owns, and of closing their account."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.forms import OwnForm
from accounts.models import User


class PassOnForm(OwnForm):
    """To whom everything goes; `is_needed` when that is the whole deed."""

    to = forms.TypedChoiceField(label=_("Who takes it over"), coerce=int, empty_value=None)
    reason = forms.CharField(label=_("Reason"), max_length=500)

    def __init__(
        self, data: QueryDict | None = None, *, people: Iterable[User], is_needed: bool = True, nobody: str = ""
    ) -> None:
        super().__init__(data, auto_id="id_pass_%s" if is_needed else "id_close_%s")
        self.people = {person.pk: person for person in people}
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.required = is_needed
        names = [(pk, _named(person)) for pk, person in self.people.items()]
        field.choices = [("", nobody or _now("Choose somebody")), *names]

    @property
    def successor(self) -> User | None:
        return self.people.get(self.cleaned_data["to"])


def _named(person: User) -> str:
    return f"{person.name} · {person.department.local_name}" if person.department else person.name
