"""What a launch needs, written once: templates, their immutable versions, and the lines in them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from ledger.models import Stream

from .conditions import QuestionKind
from .schedule import Roll, Rule, Unit


def in_reader_language(korean: str, english: str) -> str:
    """Korean unless the reader reads English and there is English to read."""
    return english if english and get_language() == "en" else korean


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


class TemplateVersionQuerySet(models.QuerySet["TemplateVersion"]):
    def published(self) -> TemplateVersionQuerySet:
        return self.filter(published_at__isnull=False)

    def drafts(self) -> TemplateVersionQuerySet:
        return self.filter(published_at__isnull=True)

    def current(self) -> TemplateVersionQuerySet:
        """The newest published version of each template that is not archived."""
        newest = self.filter(template=models.OuterRef("template"), number__isnull=False).order_by("-number")
        return self.filter(template__is_archived=False, pk=models.Subquery(newest.values("pk")[:1]))


class TemplateVersion(models.Model):
    """One draft per template, without a number; a published version has one and never changes (database trigger)."""

    template = models.ForeignKey(Template, models.CASCADE, related_name="versions", verbose_name=_("template"))
    number = models.PositiveIntegerField(_("version number"), null=True)
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


class Section(models.Model):
    version = models.ForeignKey(TemplateVersion, models.CASCADE, related_name="sections")
    order = models.PositiveSmallIntegerField(_("order"))
    title = models.CharField(_("title"), max_length=60)
    title_en = models.CharField(_("English title"), max_length=60, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def __str__(self) -> str:
        return in_reader_language(self.title, self.title_en)


class Question(models.Model):
    """Asked when a launch starts; conditions on items and scenarios read the answers (see conditions.py)."""

    version = models.ForeignKey(TemplateVersion, models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField(_("order"))
    key = models.SlugField(_("short name"))
    text = models.CharField(_("question"), max_length=200)
    text_en = models.CharField(_("English question"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=8, choices=QuestionKind)
    choices = models.JSONField(_("choices"), default=list, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="one_question_per_key")]

    def __str__(self) -> str:
        return in_reader_language(self.text, self.text_en)

    @property
    def choice_values(self) -> list[str]:
        return [choice["value"] for choice in self.choices]

    def local_choices(self) -> list[tuple[str, str]]:
        """(value, words in the reader's language) of each choice."""
        return [(c["value"], in_reader_language(c["label"], c.get("label_en", ""))) for c in self.choices]


class EvidenceKind(models.TextChoices):
    NONE = "none", _("None")
    LINK_OR_FILE = "link_or_file", _("Link or file")
    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    SCORE = "score", _("Score 1–5")


class Approval(models.TextChoices):
    NONE = "none", _("None")
    DEPARTMENT = "department", _("Department lead")
    CX = "cx", _("CX planner")


class Line(models.Model):
    """What a template's line and a launch's line have in common: words, department, deadline rule, what it takes."""

    order = models.PositiveSmallIntegerField(_("order"))
    key = models.CharField(_("key"), max_length=20)
    title = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    guidance = models.TextField(_("guidance"), blank=True)
    guidance_en = models.TextField(_("English guidance"), blank=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("department"))
    offset = models.SmallIntegerField(_("days from D-day"), default=0)
    unit = models.CharField(_("unit"), max_length=8, choices=Unit, default=Unit.BUSINESS)
    roll = models.CharField(_("on closed days"), max_length=8, choices=Roll, default=Roll.DEFAULT)
    is_blocker = models.BooleanField(_("must be done before launch"), default=False)
    evidence_kind = models.CharField(_("evidence"), max_length=12, choices=EvidenceKind, default=EvidenceKind.NONE)
    approval = models.CharField(_("approval"), max_length=10, choices=Approval, default=Approval.NONE)
    brief_line = models.CharField(_("line in the brief"), max_length=300, blank=True)
    brief_line_en = models.CharField(_("English line in the brief"), max_length=300, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.local_title

    @property
    def local_title(self) -> str:
        return in_reader_language(self.title, self.title_en)

    @property
    def local_guidance(self) -> str:
        return in_reader_language(self.guidance, self.guidance_en)

    @property
    def local_brief_line(self) -> str:
        return in_reader_language(self.brief_line, self.brief_line_en)

    @property
    def rule(self) -> Rule:
        return Rule(self.offset, Unit(self.unit), Roll(self.roll))


class TemplateItem(Line):
    version = models.ForeignKey(TemplateVersion, models.CASCADE, related_name="items")
    section = models.ForeignKey(Section, models.CASCADE, related_name="items", verbose_name=_("section"))
    default_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("default owner"),
    )
    condition = models.JSONField(_("condition"), null=True, blank=True)

    class Meta:
        ordering = ["section__order", "order", "pk"]
        verbose_name = _("item")
        verbose_name_plural = _("items")
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="one_template_item_per_key")]


class Scenario(models.Model):
    """One thing to verify before a line counts as done; may have a deadline of its own."""

    item = models.ForeignKey(TemplateItem, models.CASCADE, related_name="scenarios")
    order = models.PositiveSmallIntegerField(_("order"))
    text = models.CharField(_("scenario"), max_length=300)
    text_en = models.CharField(_("English scenario"), max_length=300, blank=True)
    offset = models.SmallIntegerField(_("days from D-day"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=8, choices=Unit, default=Unit.BUSINESS)
    condition = models.JSONField(_("condition"), null=True, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")

    def __str__(self) -> str:
        return in_reader_language(self.text, self.text_en)

    @property
    def rule(self) -> Rule | None:
        return None if self.offset is None else Rule(self.offset, Unit(self.unit))


class TemplateWait(models.Model):
    """`item` waits for `predecessor`; with `days`, it is due that many business days after that one is handed in."""

    item = models.ForeignKey(TemplateItem, models.CASCADE, related_name="waits")
    predecessor = models.ForeignKey(TemplateItem, models.CASCADE, related_name="+", verbose_name=_("waits for"))
    days = models.PositiveSmallIntegerField(_("business days after"), null=True, blank=True)

    class Meta:
        verbose_name = _("wait")
        verbose_name_plural = _("waits")
        constraints = [
            models.UniqueConstraint(fields=["item", "predecessor"], name="one_template_wait_per_pair"),
            models.CheckConstraint(condition=~models.Q(item=models.F("predecessor")), name="no_line_waits_for_itself"),
            models.CheckConstraint(
                condition=models.Q(days__isnull=True) | models.Q(days__gte=1), name="template_wait_days_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} ← {self.predecessor_id}"
