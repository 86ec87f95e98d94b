"""Events of people, departments, closed days, invitations and tokens in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

EVENT_WORDS: dict[str, Any] = {
    "user_created": pgettext_lazy("event", "Account opened"),
    "user_updated": _("Changed"),
    "user_deactivated": pgettext_lazy("event", "Account closed"),
    "user_reopened": pgettext_lazy("event", "Account opened again"),
    "settings_updated": pgettext_lazy("event", "Own settings changed"),
    "person_invited": pgettext_lazy("event", "Invited"),
    "invitation_resent": _("Invitation sent again"),
    "invitation_withdrawn": _("Invitation withdrawn"),
    "invitation_accepted": _("Invitation accepted"),
    "department_saved": _("Department saved"),
    "calendar_day_set": _("Day of the calendar set"),
    "calendar_day_removed": _("Day of the calendar taken back"),
    "token_created": _("API token made"),
    "token_revoked": _("API token revoked"),
}
