"""The ways a request can be met: written, changed, removed, and one of them chosen. Errors as in `request_writing`."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.errors import Refusal
from accounts.models import User
from ledger.services import UNSAID, Said

from ..models import Request, RequestOption
from .request_writing import open_for, options_of, save_move
from .requests import MOST_OPTIONS, OptionDraft, option_words, too_many_options


@transaction.atomic
def add_option(request_id: int, draft: OptionDraft, *, by: User, said: Said = UNSAID) -> RequestOption:
    request = open_for("edit_options", request_id, by=by)
    before = options_of(request)
    if len(before) >= MOST_OPTIONS:
        raise too_many_options()
    order = (request.options.aggregate(last=Max("order"))["last"] or 0) + 1
    option = RequestOption.objects.create(request=request, **option_words(draft, order))
    _save(request, "edit_options", "request_option_added", before, by=by, said=said)
    return option


@transaction.atomic
def change_option(
    request_id: int,
    option_id: int,
    draft: OptionDraft,
    *,
    by: User,
    version: int | None = None,
    said: Said = UNSAID,
) -> RequestOption:
    """Write an option anew. RequestOption.DoesNotExist when the request has none of this id."""
    request = open_for("edit_options", request_id, by=by, version=version)
    option, before = request.options.get(pk=option_id), options_of(request)
    for name, value in option_words(draft, option.order).items():
        setattr(option, name, value)
    option.save()
    _save(request, "edit_options", "request_option_changed", before, by=by, said=said)
    return option


@transaction.atomic
def remove_option(
    request_id: int, option_id: int, *, by: User, version: int | None = None, said: Said = UNSAID
) -> Request:
    """Take an option out; the events keep it. Refusal for the one that was chosen."""
    request = open_for("edit_options", request_id, by=by, version=version)
    option, before = request.options.get(pk=option_id), options_of(request)
    if option.is_chosen:
        raise Refusal("chosen", _("This option is chosen. Choose another one first."))
    option.delete()
    return _save(request, "edit_options", "request_option_removed", before, by=by, said=said)


@transaction.atomic
def choose_option(
    request_id: int, option_id: int, *, by: User, version: int | None = None, said: Said = UNSAID
) -> Request:
    """Say which option it is to be. One that is chosen already stays as it is."""
    request = open_for("choose", request_id, by=by, version=version)
    option, before = request.options.get(pk=option_id), options_of(request)
    if option.is_chosen:
        return request
    request.options.update(is_chosen=False)
    request.options.filter(pk=option.pk).update(is_chosen=True)
    return _save(request, "choose", "request_option_chosen", before, by=by, said=said)


def _save(request: Request, deed: str, verb: str, before: list[dict[str, Any]], *, by: User, said: Said) -> Request:
    more = {"options": options_of(request), "options_before": before}
    return save_move(request, deed, verb, {}, by=by, more=more, said=said)
