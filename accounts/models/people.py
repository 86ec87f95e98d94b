"""People and their roles."""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .departments import Department


@cache
def time_zones() -> frozenset[str]:
    """The names of all time zones; looked up once, because that walks a folder of files."""
    return frozenset(available_timezones())


def check_time_zone(name: str) -> None:
    """A validator: only names that this machine's time zone database knows."""
    if name not in time_zones():
        raise ValidationError(_("There is no time zone of this name."))


class Role(models.TextChoices):
    ADMIN = "admin", _("Administrator")
    PLANNER = "planner", _("CX planner")
    LEAD = "lead", _("Department lead")
    MEMBER = "member", _("Member")
    PARTNER_LEAD = "partner_lead", _("Partner lead")
    PARTNER_AGENT = "partner_agent", _("Partner agent")
    VIEWER = "viewer", _("Viewer")


class Theme(models.TextChoices):
    SYSTEM = "system", _("As the system")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Density(models.TextChoices):
    COMPACT = "compact", _("Compact")
    COMFORTABLE = "comfortable", _("Comfortable")


PARTNER_ROLES = (Role.PARTNER_LEAD, Role.PARTNER_AGENT)
LEAD_ROLES = (Role.LEAD, Role.PARTNER_LEAD)


def role_fits(role: str, department: Department | None) -> bool:
    """Whether somebody of this role can be in this department: partners in partner departments, nobody else there."""
    return (department is not None and department.is_partner) == (role in PARTNER_ROLES)


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> UserQuerySet:
        return self.filter(is_active=True)

    def leads_of(self, department: Department | int) -> UserQuerySet:
        return self.active().filter(department=department, role__in=LEAD_ROLES)

    def planners(self) -> UserQuerySet:
        return self.active().filter(role=Role.PLANNER)


class UserManager(BaseUserManager["User"]):
    # Spelled out: what from_queryset() makes of a generic manager has no type.
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def active(self) -> UserQuerySet:
        return self.get_queryset().active()

    def leads_of(self, department: Department | int) -> UserQuerySet:
        return self.get_queryset().leads_of(department)

    def planners(self) -> UserQuerySet:
        return self.get_queryset().planners()

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").lower())

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, role=Role.ADMIN, **fields)


class User(AbstractBaseUser):
    """A person. What they may do follows from `role` and `department` (see `access.py`), from no flags of their own."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=60)
    role = models.CharField(_("role"), max_length=16, choices=Role, default=Role.MEMBER)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="members", verbose_name=_("department")
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="ko")
    time_zone = models.CharField(_("time zone"), max_length=40, default="Asia/Seoul", validators=[check_time_zone])
    digest_hour = models.PositiveSmallIntegerField(
        _("hour of the daily digest"), default=9, validators=[MaxValueValidator(23)]
    )
    theme = models.CharField(_("appearance"), max_length=6, choices=Theme, default=Theme.SYSTEM)
    density = models.CharField(_("row height"), max_length=11, choices=Density, default=Density.COMPACT)
    single_keys = models.BooleanField(_("single-letter keys"), default=True)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[UserManager] = UserManager()

    # What a request's token may do at most; None in a session. Set by authentication, never stored.
    scopes: frozenset[str] | None = None

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_user_per_email"),
            models.CheckConstraint(
                condition=~models.Q(role__in=["lead", "member", "partner_lead", "partner_agent"])
                | models.Q(department__isnull=False),
                name="department_roles_have_one",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """People of a partner have a partner's role, so that they never see more than what is opened to them."""
        super().clean()
        if not role_fits(self.role, self.department):
            raise ValidationError({"role": _("Partner roles and partner departments go together.")})

    @property
    def is_partner(self) -> bool:
        return self.role in PARTNER_ROLES

    @property
    def is_lead(self) -> bool:
        return self.role in LEAD_ROLES

    # The Django admin asks these three; only administrators pass.
    @property
    def is_staff(self) -> bool:
        return self.role == Role.ADMIN

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_active and self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_staff
