"""What the mail says that asks somebody in: who asks, as what, and until when the link works."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Invitation

from .links import absolute
from .report.mail import Content


def invitation_content(row: Invitation) -> Content:
    subject = _("[Launch Ready] %(name)s invites you") % {"name": row.invited_by.name}
    url = absolute(reverse("account_invitation", args=[row.secret]))
    return "invitation", subject, {"row": row, "url": url}
