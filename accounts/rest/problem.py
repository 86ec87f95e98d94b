"""The one shape of an error, for the documents."""

from __future__ import annotations

from rest_framework import serializers


class FieldProblem(serializers.Serializer[None]):
    code = serializers.CharField()
    field = serializers.CharField()
    message = serializers.CharField()
    hint = serializers.CharField()


class Problem(FieldProblem):
    """`message` is a sentence in the reader's language, `code` is for programs, `field` names the input it is about."""

    errors = FieldProblem(  # type: ignore[assignment]
        many=True, required=False, help_text="Every field that is wrong, when several are."
    )
    current = serializers.DictField(required=False, help_text="412 only: the values that now stand.")


MEANINGS = {
    400: "The request itself is wrong; field says where.",
    401: "No valid token or session.",
    403: "Visible, but not allowed for this person or token.",
    404: "Not there, or not visible to this person.",
    409: "Not possible in the present state; nothing was changed.",
    412: "Somebody else changed it first; current holds what now stands.",
    413: "The body is too large.",
    415: "The body is not UTF-8 JSON.",
    422: "The Idempotency-Key was used for another request.",
    428: "If-Match is missing.",
    503: "The service cannot reach its database; try again.",
}
