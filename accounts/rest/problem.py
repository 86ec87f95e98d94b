"""The one shape of an error, for the documents."""

from __future__ import annotations

from django.utils.translation import gettext_lazy
from rest_framework import serializers


class FieldProblem(serializers.Serializer[None]):
    code = serializers.CharField()
    field = serializers.CharField()
    message = serializers.CharField()
    hint = serializers.CharField()


class Problem(FieldProblem):
    """`message` is a sentence in the reader's language, `code` is for programs, `field` names the input it is about."""

    errors = FieldProblem(many=True, required=False, help_text="Every field that is wrong, when several are.")
    current = serializers.DictField(required=False, help_text="412 only: the values that now stand.")


MEANINGS = {
    400: gettext_lazy("The request itself is wrong; field says where."),
    401: gettext_lazy("No valid token or session."),
    403: gettext_lazy("Visible, but not allowed for this person or token."),
    404: gettext_lazy("Not there, or not visible to this person."),
    409: gettext_lazy("Not possible in the present state; nothing was changed."),
    412: gettext_lazy("Somebody else changed it first; current holds what now stands."),
    413: gettext_lazy("The body is too large."),
    415: gettext_lazy("The body is not UTF-8 JSON."),
    422: gettext_lazy("The Idempotency-Key was used for another request."),
    428: gettext_lazy("If-Match is missing."),
    503: gettext_lazy("The service cannot reach its database; try again."),
}
