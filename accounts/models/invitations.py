"""Who was asked in and is not here yet."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from .departments import Department
from .people import Role, User


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def pending(self) -> InvitationQuerySet:
        """Neither accepted nor withdrawn; among them those whose time is over, which can be sent again."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)


class Invitation(models.Model):
    """Somebody asked in by mail: to this address, this role and this department, and to no other.

    Only the digest of the link's secret is stored. The secret itself follows from the row and the installation's key,
    so that the mail can be made when it goes out; another round makes another one.
    """

    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("name"), max_length=60, blank=True)
    role = models.CharField(_("role"), max_length=16, choices=Role, default=Role.MEMBER)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("department")
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="ko")
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("invited by"))
    round = models.PositiveSmallIntegerField(default=1)
    digest = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField(_("asked"), default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"))
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=models.Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="one_pending_invitation_per_email",
            )
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def secret(self) -> str:
        """What the link carries: 256 bits that hold for this address, role, department and round only."""
        bound_to = f"{self.pk}:{self.round}:{self.email}:{self.role}:{self.department_id}"
        return salted_hmac("accounts.invitation", bound_to, algorithm="sha256").hexdigest()

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()
