"""How the administration saves: through services, which check and write down; and what it only shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django import forms
from django.contrib import admin
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from .errors import Refusal
from .models import User

M = TypeVar("M", bound=models.Model)


class ServiceAdmin(admin.ModelAdmin[M]):
    """What the service refuses is undone and comes back beside its field; the ledger is the log, not Django's."""

    actions: Sequence[str] | None = None

    def store(self, request: HttpRequest, obj: M, form: Any, *, is_new: bool) -> None:
        raise NotImplementedError

    def save_model(self, request: HttpRequest, obj: M, form: Any, change: bool) -> None:
        self.store(request, obj, form, is_new=not change)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            with transaction.atomic():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except Refusal as refusal:
            request.refusal = refusal  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(
        self, request: HttpRequest, obj: M | None = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm[M]]:
        form = super().get_form(request, obj, change, **kwargs)
        refusal: Refusal | None = getattr(request, "refusal", None)
        return _refused(form, refusal) if refusal else form

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        target = self.target_of(self.get_object(request, object_id))
        return HttpResponseRedirect(f"{reverse('admin:ledger_event_changelist')}?{urlencode({'target': target})}")

    def target_of(self, obj: Any) -> str:
        """How events name this thing."""
        return f"{obj._meta.model_name}:{obj.pk}" if obj else ""

    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> None:  # type: ignore[override]
        """The ledger has it."""

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> None:  # type: ignore[override]
        """The ledger has it."""

    def log_deletions(self, request: HttpRequest, queryset: models.QuerySet[M]) -> None:  # type: ignore[override]
        """The ledger has it."""

    def administrator(self, request: HttpRequest) -> User:
        assert isinstance(request.user, User)  # noqa: S101 — the admin site lets nobody else in
        return request.user


class ReadOnlyAdmin(admin.ModelAdmin[M]):
    actions = None

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _refused(form: type[forms.ModelForm[M]], refusal: Refusal) -> type[forms.ModelForm[M]]:
    """The same form once more, with everything typed and the service's sentence in it."""

    class Refused(form):  # type: ignore[valid-type,misc]
        def clean(self) -> dict[str, Any] | None:
            cleaned = super().clean()
            self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)
            return cleaned  # type: ignore[no-any-return]

    return Refused
