"""How a service says no: a sentence for people, a code for programs. Pages and the API turn these into answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Refusal(Exception):
    """The change cannot be made as asked. Nothing was saved.

    `message` says what was wrong and what to do, in the reader's language; `field` names the input it belongs to.
    """

    status = 409

    def __init__(self, code: str, message: str, *, field: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.field, self.hint = code, message, field, hint


class Invalid(Refusal):
    """The input itself is wrong, whatever the state of things."""

    status = 400


class Forbidden(Refusal):
    """This person may see the thing but not do this to it."""

    status = 403


class Stale(Refusal):
    """Somebody else changed the thing first. `current` holds the values that now stand, by field name."""

    status = 412

    def __init__(self, message: str, current: Mapping[str, Any]) -> None:
        super().__init__("stale", message)
        self.current = current
