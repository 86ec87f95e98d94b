"""How long a password may be. A longer one is refused before anything is computed from it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LONGEST = 1024


class MaximumLength:
    """For AUTH_PASSWORD_VALIDATORS: at most LONGEST characters."""

    def validate(self, password: str, user: object = None) -> None:
        if len(password) > LONGEST:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self) -> str:
        return _("A password has at most %(longest)d characters.") % {"longest": LONGEST}
