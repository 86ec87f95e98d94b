"""Every change to people, departments, closed days, invitations and tokens, split by noun.

Each is written to the company's stream in its own transaction. Errors: Forbidden when `by` may not, Invalid for wrong
input.
"""

from .departments import make_usual, remove_calendar_day, save_department, set_calendar_day
from .invitations import accept_invitation, invite_people, resend_invitation, withdraw_invitation
from .people import (
    change_person,
    close_account,
    create_user,
    deactivate_user,
    reopen_account,
    update_own_settings,
    update_user,
)
from .tokens import TOKEN_DAYS, create_api_token, revoke_api_token, token_digest

__all__ = [
    "TOKEN_DAYS",
    "accept_invitation",
    "change_person",
    "close_account",
    "create_api_token",
    "create_user",
    "deactivate_user",
    "invite_people",
    "make_usual",
    "remove_calendar_day",
    "reopen_account",
    "resend_invitation",
    "revoke_api_token",
    "save_department",
    "set_calendar_day",
    "token_digest",
    "update_own_settings",
    "update_user",
    "withdraw_invitation",
]
