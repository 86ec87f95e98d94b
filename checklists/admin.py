"""Templates, for administrators: their words, and the draft. A published version is shown and never changed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.administration import ServiceAdmin
from accounts.errors import Refusal

from . import services
from .conditions import check_condition
from .models import LaunchType, Question, Scenario, Section, Template, TemplateItem, TemplateVersion, TemplateWait


@admin.register(LaunchType)
class LaunchTypeAdmin(ServiceAdmin[LaunchType]):
    list_display = ("name", "slug", "notice_days")

    def target_of(self, obj: LaunchType | None) -> str:
        return f"launch_type:{obj.pk}" if obj else ""

    def store(self, request: HttpRequest, obj: LaunchType, form: Any, *, is_new: bool) -> None:
        services.save_launch_type(obj, by=self.administrator(request))


@admin.register(Template)
class TemplateAdmin(ServiceAdmin[Template]):
    list_display = ("name", "launch_type", "slug", "is_archived")
    list_select_related = ("launch_type",)

    def get_readonly_fields(self, request: HttpRequest, obj: Template | None = None) -> tuple[str, ...]:
        return ("slug",) if obj else ("is_archived",)

    def store(self, request: HttpRequest, obj: Template, form: Any, *, is_new: bool) -> None:
        by = self.administrator(request)
        if is_new:
            made = services.create_template(by=by, **form.cleaned_data)
            obj.pk, obj.stream = made.pk, made.stream
        else:
            services.save_template(obj, by=by)


class SectionInline(admin.TabularInline[Section, TemplateVersion]):
    model = Section
    extra = 0


class QuestionInline(admin.StackedInline[Question, TemplateVersion]):
    model = Question
    extra = 0


class DraftAdmin(ServiceAdmin[Any]):
    """Whatever belongs to a draft: every save and deletion is written to the template's stream."""

    def version_of(self, obj: Any) -> TemplateVersion:
        raise NotImplementedError

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.save()
        services.record_draft_edit(self.version_of(obj), by=self.administrator(request), what=str(obj))

    def target_of(self, obj: Any) -> str:
        return f"template:{self.version_of(obj).template_id}" if obj else ""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_editable = obj is None or self.version_of(obj).published_at is None
        return is_editable and super().has_change_permission(request, obj)


class PublishForm(ActionForm):
    note = forms.CharField(label=gettext_lazy("What is new"), required=False, max_length=500)


@admin.register(TemplateVersion)
class TemplateVersionAdmin(DraftAdmin):
    list_display = ("__str__", "number", "published_at", "published_by", "note")
    list_select_related = ("template", "published_by")
    list_filter = ("template",)
    fields = ("template", "number", "note", "published_at", "published_by")
    readonly_fields = fields
    inlines = (SectionInline, QuestionInline)
    ordering = ("template", models.F("number").desc(nulls_first=True))
    actions = ("publish",)
    action_form = PublishForm

    def version_of(self, obj: TemplateVersion) -> TemplateVersion:
        return obj

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # publishing makes the next draft

    @admin.action(description=gettext_lazy("Publish the draft"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: models.QuerySet[TemplateVersion]) -> None:
        for version in queryset.filter(published_at=None).select_related("template"):
            try:
                made = services.publish_draft(
                    version.template_id, by=self.administrator(request), note=request.POST.get("note", "")
                )
                messages.success(request, _("%(version)s is published.") % {"version": made})
            except Refusal as refusal:
                messages.error(request, f"{version.template}: {refusal.message}")


class ScenarioInline(admin.StackedInline[Scenario, TemplateItem]):
    model = Scenario
    extra = 0


class WaitInline(admin.TabularInline[TemplateWait, TemplateItem]):
    model = TemplateWait
    fk_name = "item"
    extra = 0

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "predecessor":
            kwargs["queryset"] = TemplateItem.objects.filter(version__published_at=None)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class ItemForm(forms.ModelForm[TemplateItem]):
    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        version, section = given.get("version") or self.instance.version, given.get("section")
        if section and section.version_id != version.pk:
            self.add_error("section", _("Choose a section of the same draft."))
        for sentence in check_condition(given.get("condition"), list(version.questions.all())):
            self.add_error("condition", sentence)
        return given


@admin.register(TemplateItem)
class TemplateItemAdmin(DraftAdmin):
    """The lines of drafts; those of published versions are read on the template's page."""

    form = ItemForm
    list_display = ("key", "title", "version", "section", "department", "offset", "unit", "is_blocker")
    list_display_links = ("title",)
    list_select_related = ("version__template", "section", "department")
    list_filter = ("version__template", "department", "is_blocker")
    search_fields = ("key", "title")
    inlines = (ScenarioInline, WaitInline)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[TemplateItem]:
        return super().get_queryset(request).filter(version__published_at=None)

    def version_of(self, obj: TemplateItem) -> TemplateVersion:
        return obj.version

    def get_readonly_fields(self, request: HttpRequest, obj: TemplateItem | None = None) -> tuple[str, ...]:
        return ("version",) if obj else ()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "version":
            kwargs["queryset"] = TemplateVersion.objects.drafts().select_related("template")
        if db_field.name == "section":
            kwargs["queryset"] = Section.objects.filter(version__published_at=None)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: TemplateItem | None = None) -> bool:
        return self.has_change_permission(request, obj)

    def delete_model(self, request: HttpRequest, obj: TemplateItem) -> None:
        version, words = obj.version, str(obj)
        obj.delete()
        services.record_draft_edit(
            version, by=self.administrator(request), what=_("%(item)s is taken out") % {"item": words}
        )
