"""Who: people, their departments, the days those are closed, invitations, and the tokens programs act with."""

from .departments import CalendarDay, Department, company_week
from .invitations import Invitation, InvitationQuerySet
from .people import (
    LEAD_ROLES,
    PARTNER_ROLES,
    Density,
    Role,
    Theme,
    User,
    UserManager,
    UserQuerySet,
    check_time_zone,
    role_fits,
    time_zones,
)
from .tokens import ApiToken, IdempotencyKey

__all__ = [
    "LEAD_ROLES",
    "PARTNER_ROLES",
    "ApiToken",
    "CalendarDay",
    "Density",
    "Department",
    "IdempotencyKey",
    "Invitation",
    "InvitationQuerySet",
    "Role",
    "Theme",
    "User",
    "UserManager",
    "UserQuerySet",
    "check_time_zone",
    "company_week",
    "role_fits",
    "time_zones",
]
