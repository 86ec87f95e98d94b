"""Departments, and the days on which they and the company are closed or work."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def company_week() -> list[int]:
    return [0, 1, 2, 3, 4]


class Department(models.Model):
    """Owns items. A partner is an outsourced contact centre: it sees only launches opened to it."""

    class Kind(models.TextChoices):
        INTERNAL = "internal", _("Internal")
        PARTNER = "partner", _("Partner")

    slug = models.SlugField(_("short name"), unique=True)
    name = models.CharField(_("name"), max_length=60, unique=True)
    name_en = models.CharField(_("English name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.INTERNAL)
    is_contact_centre = models.BooleanField(_("contact centre"), default=False)
    covers = ArrayField(
        models.SlugField(),
        default=list,
        blank=True,
        verbose_name=_("also does the work of"),
        help_text=_("Short names of library departments whose lines this department takes."),
    )
    default_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("default owner"),
    )
    open_weekdays = ArrayField(
        models.PositiveSmallIntegerField(validators=[MaxValueValidator(6)]),
        default=company_week,
        verbose_name=_("working weekdays"),
        help_text=_("0 is Monday, 6 is Sunday."),
    )
    works_holidays = models.BooleanField(_("works on public holidays"), default=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("department")
        verbose_name_plural = _("departments")

    def __str__(self) -> str:
        return self.local_name

    @property
    def local_name(self) -> str:
        return self.name_en if get_language() == "en" else self.name

    @property
    def is_partner(self) -> bool:
        return self.kind == self.Kind.PARTNER


class CalendarDay(models.Model):
    """A day that differs from the calendar: closed or worked, for the company or for one department."""

    department = models.ForeignKey(
        Department, models.CASCADE, null=True, blank=True, related_name="days", verbose_name=_("department")
    )
    on = models.DateField(_("day"))
    is_open = models.BooleanField(_("working day"), default=False)
    name = models.CharField(_("name"), max_length=60)

    class Meta:
        ordering = ["on"]
        verbose_name = _("calendar day")
        verbose_name_plural = _("days of the calendar")
        constraints = [
            models.UniqueConstraint(
                fields=["department", "on"], name="one_calendar_day_per_department", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.name}"
