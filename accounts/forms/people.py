"""The shape of what is asked about people: whom to find, whom to invite, and what somebody is."""

from __future__ import annotations

import re
from email.utils import parseaddr
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..access import Action, Reach, reach
from ..access.people import departments_to_invite_to, departments_to_search, roles_to_give, roles_to_search
from ..models import Department, Role, User
from ..services.invitations import MOST, Invitee, problems_of
from .base import NameField, OwnForm
from .settings import LANGUAGES


class PeopleSearchForm(forms.Form):
    """Whom the list shows. A value that is not offered shows everybody."""

    STATES = {"": _("Active"), "closed": _("Closed accounts"), "all": _("All")}

    q = forms.CharField(label=_("Name or e-mail"), required=False, max_length=100)
    department = forms.TypedChoiceField(label=_("Department"), required=False, coerce=int, empty_value=None)
    role = forms.ChoiceField(label=_("Role"), required=False)
    state = forms.ChoiceField(label=_("Account"), required=False, choices=list(STATES.items()))

    def __init__(self, data: QueryDict, *, by: User) -> None:
        super().__init__(data)
        departments = _choices(departments_to_search(by))
        _offer(self, "department", [("", _now("All departments")), *departments])
        _offer(self, "role", [("", _now("All roles")), *((role.value, role.label) for role in roles_to_search(by))])
        if len(departments) == 1:  # nothing to choose
            del self.fields["department"]

    @property
    def asked(self) -> dict[str, Any]:
        """For `people.search_people`; what is wrong counts as not asked."""
        values = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        is_active = {"closed": False, "all": None}.get(values.get("state", ""), True)
        return {
            "q": values.get("q", ""),
            "department_id": values.get("department"),
            "role": values.get("role", ""),
            "is_active": is_active,
        }


class InviteForm(OwnForm):
    """One or several addresses, all with the same role and department."""

    emails = forms.CharField(
        label=_("E-mail addresses"),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("One per line, or with commas between them. “Name <address>” is understood too."),
        max_length=60_000,
    )
    role = forms.ChoiceField(label=_("Role"), initial=Role.MEMBER)
    department = forms.TypedChoiceField(label=_("Department"), required=False, coerce=int, empty_value=None)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, initial="ko")

    def __init__(self, data: QueryDict | None = None, *, by: User, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.by = by
        self.departments = {department.pk: department for department in departments_to_invite_to(by)}
        none = [("", _now("None"))] if reach(by, Action.INVITE) == Reach.ALL else []
        _offer(self, "role", [(role.value, role.label) for role in roles_to_give(by)])
        _offer(self, "department", [*none, *_choices(self.departments.values())])

    def clean(self) -> dict[str, Any]:
        """Everything that is wrong with any address, so that they are corrected in one go."""
        values = super().clean() or self.cleaned_data
        if self.errors:
            return values
        invitees = self.invitees()
        if not 0 < len(invitees) <= MOST:
            self.add_error("emails", _now("Invite between 1 and %(most)d people at once.") % {"most": MOST})
            return values
        for problem in problems_of(invitees, by=self.by):
            if problem.field in ("role", "department"):
                if not self.has_error(problem.field):
                    self.add_error(problem.field, problem.sentence)
            else:
                self.add_error("emails", f"{invitees[problem.index].email[:80]}: {problem.sentence}")
        return values

    def invitees(self) -> list[Invitee]:
        values = self.cleaned_data
        return [
            Invitee(address, values["role"], self.departments.get(values["department"]), name, values["language"])
            for name, address in addresses_in(values["emails"])
        ]


def addresses_in(text: str) -> list[tuple[str, str]]:
    """(name, address) of everything between commas, semicolons and line breaks; the same address once."""
    found: dict[str, str] = {}
    for part in re.split(r"[,;\n\r\t]+", text):
        if not part.strip():
            continue
        name, address = parseaddr(part.strip()) if "<" in part else ("", part.strip())
        found.setdefault((address or part.strip()).lower(), name)
    return [(name, address) for address, name in found.items()]


class PersonForm(OwnForm):
    """What somebody is called and where they stand."""

    name = NameField(label=_("Name"), max_length=60)
    role = forms.ChoiceField(label=_("Role"))
    department = forms.TypedChoiceField(label=_("Department"), required=False, coerce=int, empty_value=None)

    def __init__(self, data: QueryDict | None = None, *, person: User, by: User) -> None:
        initial = {"name": person.name, "role": person.role, "department": person.department_id}
        super().__init__(data, initial=initial)
        self.departments = {department.pk: department for department in Department.objects.all()}
        roles = {role.value: role.label for role in roles_to_give(by)} | {person.role: person.get_role_display()}
        if person.pk == by.pk:  # nobody changes where they stand themselves
            roles = {person.role: person.get_role_display()}
            self.departments = {pk: each for pk, each in self.departments.items() if pk == person.department_id}
        _offer(self, "role", list(roles.items()))
        _offer(self, "department", [("", _now("None")), *_choices(self.departments.values())])

    def arguments(self) -> dict[str, Any]:
        """For `services.change_person`."""
        values = self.cleaned_data
        department = self.departments.get(values["department"])
        return {"name": values["name"], "role": values["role"], "department": department}


class AcceptForm(OwnForm):
    """How somebody who was invited comes in. Address, role and department are the invitation's and are not asked."""

    name = NameField(label=_("Name"), max_length=60)
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters. A few words in a row are easy to remember and hard to guess."),
    )


def invited(count: int) -> str:
    return ngettext("%(count)d invitation goes out.", "%(count)d invitations go out.", count) % {"count": count}


def _choices(departments: Any) -> list[tuple[int, str]]:
    return [(department.pk, department.local_name) for department in departments]


def _offer(form: forms.Form, name: str, choices: list[Any]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101
    field.choices = choices
