"""What several of these services check before they write."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from .. import access
from ..access import Action
from ..errors import Invalid
from ..models import User


def require_manager(by: User | None) -> None:
    if by is not None:
        access.require(by, Action.MANAGE_PEOPLE)
    else:
        nobody_yet()


def nobody_yet() -> None:
    """Without anybody who does it, something can be entered only while the installation has no people."""
    if User.objects.exists():
        raise Invalid("needs_administrator", _("An administrator does this."))


def check_row(row: models.Model) -> None:
    try:
        row.full_clean(exclude=["password"] if isinstance(row, User) else None)
    except ValidationError as error:
        field, sentences = next(iter(error.message_dict.items()))
        raise Invalid("invalid", " ".join(sentences), field="" if field == "__all__" else field) from error
