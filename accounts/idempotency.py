"""A request repeated with the same `Idempotency-Key` gets the answer of the first and changes nothing.

The answer is written in the transaction of the change itself: both are there after a crash, or neither. While the first
is still running, a second one is told so (409) instead of waiting; refusals are not kept, so they can be tried again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from .errors import Invalid, Refusal
from .models import IdempotencyKey, User

HEADER = "Idempotency-Key"
LONGEST_KEY = 255
KEPT_FOR = timedelta(days=7)  # nobody repeats a request after that

# One statement takes the key's lock and looks for its answer. An answer committed between the two is not seen; then the
# unique constraint refuses the second insert and its change is rolled back, which is the 409 below.
_CLAIM = """
    SELECT pg_try_advisory_xact_lock(hashtextextended(%(lock)s, 0)),
           kept.request_digest, kept.status, kept.answer::text, kept.version_tag
      FROM (SELECT 1) AS one
      LEFT JOIN accounts_idempotencykey AS kept ON kept.user_id = %(user)s AND kept.key = %(key)s
"""


class KeyReused(Refusal):
    status = 422


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: a JSON value, its status, and the version tag when the thing has one."""

    status: int
    body: Any
    version_tag: str = ""


def clear_old_answers() -> int:
    """Forget answers older than KEPT_FOR; returns how many."""
    deleted, _by_model = IdempotencyKey.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()
    return deleted


def key_of(request: Request) -> str:
    """The key of this request; Invalid when it is missing or cannot be one."""
    key = request.headers.get(HEADER)
    hint = _("Use a new random value, such as a UUID, for each change; repeat it only when you repeat the request.")
    if key is None or not key.strip():
        raise Invalid("key_required", _("Send an Idempotency-Key with this request."), field=HEADER, hint=hint)
    if len(key) > LONGEST_KEY or not key.isascii() or not key.isprintable():
        message = _("An Idempotency-Key has at most %(most)s printable ASCII characters.") % {"most": LONGEST_KEY}
        raise Invalid("key_format", message, field=HEADER, hint=hint)
    return key


def digest_of(method: str, path: str, values: Any) -> str:
    """What makes two requests the same: address and content, whatever the order of names or the spaces."""
    content = json.dumps([method, path, values], sort_keys=True, ensure_ascii=True, default=_content_of)
    return hashlib.sha256(content.encode()).hexdigest()


def answer_once(
    user: User, key: str, digest: str, act: Callable[[], Answer], *, unkept: tuple[str, ...] = ()
) -> Answer:
    """Run `act` and keep its answer, or give the answer kept before. Names in `unkept` are kept as null (secrets).

    Raises KeyReused (422) when the key came with another request, Refusal (409) while the first is still running.
    """
    with transaction.atomic():
        kept = _claim(user, key, digest)
        if kept is not None:
            return kept
        answer = act()
        body = json.loads(JSONRenderer().render(answer.body) or b"null")
        row = IdempotencyKey(
            user=user,
            key=key,
            request_digest=digest,
            status=answer.status,
            answer=body | dict.fromkeys(unkept) if unkept else body,
            version_tag=answer.version_tag,
        )
        try:
            row.save(force_insert=True)
        except IntegrityError as error:
            raise _in_flight() from error
        return answer


def _claim(user: User, key: str, digest: str) -> Answer | None:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"lock": f"{user.pk}:{key}", "user": user.pk, "key": key})
        is_ours, known_digest, status, body, version_tag = cursor.fetchone()
    if known_digest is None:
        if not is_ours:
            raise _in_flight()
        return None
    if known_digest != digest:
        message = _("This Idempotency-Key was used for another request. Nothing was changed.")
        raise KeyReused("key_reused", message, field=HEADER, hint=_("Use a new key for a new request."))
    return Answer(status, json.loads(body), version_tag)


def _in_flight() -> Refusal:
    message = _("The same request is still being worked on. Please ask again in a moment.")
    return Refusal("in_flight", message, field=HEADER)


def _content_of(value: Any) -> str:
    """A file by its content, anything else by its words."""
    if hasattr(value, "chunks"):
        found = hashlib.sha256(str(value.name).encode("utf-8", "surrogatepass"))
        for chunk in value.chunks():
            found.update(chunk)
        value.seek(0)
        return found.hexdigest()
    return str(value)
