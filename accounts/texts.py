"""What people write in a field: asked for, and not without end."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from .errors import Invalid
from .names import misleading


def required(text: str, field: str, *, longest: int = 2000) -> str:
    """The text without white space around it; Invalid when nothing is left, or more than `longest` characters."""
    stripped = optional(text, field, longest=longest)
    if not stripped:
        raise Invalid("required", _("Please write this."), field=field)
    return stripped


def optional(text: str, field: str, *, longest: int = 2000) -> str:
    """The same, where nothing may be written too."""
    stripped = text.strip()
    if len(stripped) > longest:
        raise Invalid("too_long", _("Please write at most %(longest)d characters.") % {"longest": longest}, field=field)
    return stripped


def required_name(text: str, field: str, *, longest: int) -> str:
    """The text as `required`; Invalid too for what `wrong_in_name` finds."""
    name = required(text, field, longest=longest)
    if sentence := wrong_in_name(name):
        raise Invalid("character", sentence, field=field)
    return name


def wrong_in_name(text: str) -> str:
    """The sentence about the first character that no name needs (see `names.misleading`); nothing without any."""
    if not (character := misleading(text)):
        return ""
    return _("This character cannot be used in a name: %(code)s.") % {"code": f"U+{ord(character):04X}"}


def link(text: str, field: str) -> str:
    """The web address without white space around it, or nothing; Invalid when it is none a browser should follow."""
    url = optional(text, field, longest=1000)
    if url:
        try:
            URLValidator(schemes=["http", "https"])(url)
        except ValidationError as error:
            raise Invalid("bad_link", _("Enter a link that begins with https:// or http://."), field=field) from error
    return url
