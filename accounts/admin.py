"""People, departments, closed days and tokens, for administrators. Every save goes through a service."""

from __future__ import annotations

from typing import Any

from allauth.account import admin as _address_admin  # noqa: F401 — as with groups
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin
from django.contrib.auth import admin as _group_admin  # noqa: F401 — registers it before it is taken out below
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from . import services
from .administration import ReadOnlyAdmin, ServiceAdmin
from .models import ApiToken, CalendarDay, Department, User

admin.site.site_header = admin.site.site_title = _("Launch Ready")
admin.site.index_title = _("Administration")
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # one sign-in, with its rate limits
# What a person may do follows from role and department, so neither of these would have any effect.
admin.site.unregister([EmailAddress, Group])


class UserForm(forms.ModelForm[User]):
    password = forms.CharField(
        label=_("New password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_(
            "Leave it empty to keep the present one. A new person can choose one through “Forgot your password?”."
        ),
    )

    class Meta:
        model = User
        fields = ("email", "name", "role", "department", "language", "time_zone", "digest_hour", "is_active")


@admin.register(User)
class UserAdmin(ServiceAdmin[User]):
    """Nobody is deleted: what they did stays on record. Clearing "active" closes the account."""

    form = UserForm
    list_display = ("name", "email", "role", "department", "is_active")
    list_filter = ("role", "department", "is_active")
    search_fields = ("name", "email")
    list_select_related = ("department",)

    def store(self, request: HttpRequest, obj: User, form: forms.ModelForm[User], *, is_new: bool) -> None:
        by = self.administrator(request)
        values = dict(form.cleaned_data)
        password = values.pop("password") or None
        if is_new:
            obj.pk = services.create_user(by=by, password=password, **values).pk
            return
        changed = {name: values[name] for name in form.changed_data if name in values}
        if changed.get("is_active") is False:
            services.deactivate_user(obj, by=by)
            changed.pop("is_active")
        if changed or password:
            services.update_user(obj, by=by, password=password, **changed)


@admin.register(Department)
class DepartmentAdmin(ServiceAdmin[Department]):
    list_display = ("name", "slug", "kind", "is_contact_centre", "default_owner")
    list_select_related = ("default_owner",)

    def store(self, request: HttpRequest, obj: Department, form: Any, *, is_new: bool) -> None:
        services.save_department(obj, by=self.administrator(request))


@admin.register(CalendarDay)
class CalendarDayAdmin(ServiceAdmin[CalendarDay]):
    """A day once given is changed to open or closed, not moved: dates already counted with it stay explainable."""

    list_display = ("on", "name", "is_open", "department")
    list_filter = ("department", "is_open")
    date_hierarchy = "on"

    def target_of(self, obj: CalendarDay | None) -> str:
        return f"day:{obj.pk}" if obj else ""

    def get_readonly_fields(self, request: HttpRequest, obj: CalendarDay | None = None) -> tuple[str, ...]:
        return ("department", "on") if obj else ()

    def store(self, request: HttpRequest, obj: CalendarDay, form: Any, *, is_new: bool) -> None:
        by = self.administrator(request)
        day = services.set_calendar_day(obj.on, by=by, is_open=obj.is_open, name=obj.name, department=obj.department)
        obj.pk = day.pk


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnlyAdmin[ApiToken]):
    list_display = ("name", "user", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at")
    list_select_related = ("user",)
    exclude = ("digest",)
