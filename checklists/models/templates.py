"""A template, its launch type, and its versions: one draft that is edited, published ones that never change."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ledger.models import Stream

from .language import in_reader_language


class LaunchType(models.Model):
    """A kind of launch, and the open days before D-day by which the contact centre must have been told."""

    slug = models.SlugField(_("short name"), unique=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60)
    notice_days = models.PositiveSmallIntegerField(_("notice owed (business days)"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("launch type")
        verbose_name_plural = _("launch types")

    def __str__(self) -> str:
        return self.local_name

    @property
    def local_name(self) -> str:
        return in_reader_language(self.name, self.name_en)


class Template(models.Model):
    launch_type = models.ForeignKey(LaunchType, models.PROTECT, related_name="templates", verbose_name=_("launch type"))
    slug = models.SlugField(_("short name"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=100, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    summary_en = models.TextField(_("English summary"), blank=True)
    stream = models.OneToOneField(Stream, models.PROTECT, editable=False)
    is_archived = models.BooleanField(_("archived"), default=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("template")
        verbose_name_plural = _("templates")

    def __str__(self) -> str:
        return self.local_name

    @property
    def local_name(self) -> str:
        return in_reader_language(self.name, self.name_en)

    @property
    def local_summary(self) -> str:
        return in_reader_language(self.summary, self.summary_en)

    def newest_version(self) -> TemplateVersion | None:
        """The newest published version, with who published it."""
        return self.versions.published().select_related("published_by").order_by("-number").first()


class TemplateVersionQuerySet(models.QuerySet["TemplateVersion"]):
    def published(self) -> TemplateVersionQuerySet:
        return self.filter(published_at__isnull=False)

    def drafts(self) -> TemplateVersionQuerySet:
        return self.filter(published_at__isnull=True)

    def newest(self) -> TemplateVersionQuerySet:
        """The newest published version of each template."""
        newest = self.filter(template=models.OuterRef("template"), number__isnull=False).order_by("-number")
        return self.filter(pk=models.Subquery(newest.values("pk")[:1]))

    def current(self) -> TemplateVersionQuerySet:
        """The same of the templates that are not archived."""
        return self.newest().filter(template__is_archived=False)


class TemplateVersion(models.Model):
    """One draft per template, without a number; a published version has one and never changes (database trigger)."""

    template = models.ForeignKey(Template, models.CASCADE, related_name="versions", verbose_name=_("template"))
    number = models.PositiveIntegerField(_("version number"), null=True)
    revision = models.PositiveIntegerField(default=1)  # grows with every edit of a draft
    note = models.TextField(_("note"), blank=True)
    published_at = models.DateTimeField(_("published on"), null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("published by")
    )

    objects = TemplateVersionQuerySet.as_manager()

    class Meta:
        ordering = ["template", "number"]
        verbose_name = _("template version")
        verbose_name_plural = _("template versions")
        constraints = [
            models.UniqueConstraint(fields=["template", "number"], name="one_version_per_number"),
            models.UniqueConstraint(
                fields=["template"], condition=models.Q(number__isnull=True), name="one_draft_per_template"
            ),
            models.CheckConstraint(
                condition=models.Q(number__isnull=True, published_at__isnull=True, published_by__isnull=True)
                | models.Q(number__isnull=False, published_at__isnull=False, published_by__isnull=False),
                name="published_versions_are_numbered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} v{self.number}" if self.number else f"{self.template} {_('draft')}"
