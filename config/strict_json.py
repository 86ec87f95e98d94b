"""JSON as the API reads it: one UTF-8 object, each name once, every number finite, every string NFC and storable.

Refusals are sentences: 400 for content, 413 for size, 415 for another encoding. Source: reliability.md, section 2.
"""

from __future__ import annotations

import codecs
import json
import math
import unicodedata
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.utils.http import parse_header_parameters
from django.utils.translation import gettext as _
from rest_framework.parsers import BaseParser

from accounts.errors import Invalid, Refusal

LONGEST_NUMBER = 18
DEEPEST = 20


class TooLarge(Refusal):
    status = 413


class NotUtf8(Refusal):
    status = 415


class StrictJSONParser(BaseParser):
    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        charset = parse_header_parameters(media_type or "")[1].get("charset", "utf-8")
        if not _is_utf8(charset):
            raise NotUtf8("not_utf8", _("Send UTF-8 JSON, not %(charset)s.") % {"charset": charset[:40]})
        return loads(_read(stream))


def loads(content: bytes) -> dict[str, Any]:
    """The object in `content`. Raises Invalid naming the path of what cannot be taken."""
    if content.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Invalid("not_utf8", _("Send UTF-8 JSON without a byte order mark."))
    try:
        value = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_object,
            parse_int=_whole,
            parse_float=_fraction,
            parse_constant=_no_number,
        )
    except UnicodeDecodeError as error:
        raise Invalid("not_utf8", _("Send UTF-8 JSON; byte %(at)s is none.") % {"at": error.start}) from error
    except json.JSONDecodeError as error:
        where = {"line": error.lineno, "column": error.colno}
        raise Invalid("not_json", _("This is no JSON: line %(line)s, column %(column)s.") % where) from error
    except RecursionError as error:
        raise _too_deep() from error
    if not isinstance(value, dict):
        raise Invalid("not_an_object", _("The body must be a JSON object: {…}."))
    clean: dict[str, Any] = _clean(value, "", 0)
    return clean


def _is_utf8(charset: str) -> bool:
    try:
        return codecs.lookup(charset).name == "utf-8"
    except (LookupError, ValueError):
        return False


def _read(stream: IO[Any]) -> bytes:
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
    content: bytes = stream.read(most + 1)
    if len(content) > most:
        raise TooLarge("too_large", _("A request has at most %(most)s MB.") % {"most": most // 2**20})
    return content


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Invalid("name_twice", _("This name comes twice in one object."), field=_shown(twice))
    return found


def _whole(text: str) -> int:
    if len(text.lstrip("-")) > LONGEST_NUMBER:
        raise Invalid("number_too_large", _("A number has at most %(most)s digits.") % {"most": LONGEST_NUMBER})
    return int(text)


def _fraction(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise Invalid("number_too_large", _("This number is too large: %(number)s.") % {"number": text[:40]})
    return value


def _no_number(text: str) -> float:
    raise Invalid("not_a_number", _("%(word)s is no number in JSON.") % {"word": text})


def _clean(value: Any, path: str, depth: int) -> Any:
    """The same value with every string composed (NFC); Invalid for what PostgreSQL cannot store."""
    if depth > DEEPEST:
        raise _too_deep()
    if isinstance(value, str):
        return _text(value, path)
    if isinstance(value, list):
        return [_clean(inner, f"{path}[{index}]", depth + 1) for index, inner in enumerate(value)]
    if isinstance(value, dict):
        return {_text(name, path): _clean(inner, _join(path, name), depth + 1) for name, inner in value.items()}
    return value


def _text(text: str, path: str) -> str:
    if "\0" in text:
        raise Invalid("nul", _("The character NUL cannot be used."), field=_shown(path))
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise Invalid("surrogate", _("Half a character (a lone surrogate) cannot be used."), field=_shown(path))
    return unicodedata.normalize("NFC", text)


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _shown(path: str) -> str:
    """A path that can itself be answered with, whatever was in its names."""
    return path.replace("\0", "\\u0000").encode("utf-8", "backslashreplace").decode()[:200]


def _too_deep() -> Invalid:
    return Invalid("too_deep", _("Objects are nested at most %(most)s deep.") % {"most": DEEPEST})
