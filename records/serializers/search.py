"""Shape of the search over the API."""

from __future__ import annotations

from rest_framework import serializers

from accounts.rest.fields import OneOf, Whole
from accounts.rest.inputs import Query, Search

from ..searching import KINDS

KIND_KEYS = [(kind.key, kind.key) for kind in KINDS]


class SearchQuery(Query):
    q = Search()
    kind = OneOf(choices=KIND_KEYS, required=False)
    limit = Whole(min_value=1, max_value=100, default=20)
    offset = Whole(min_value=0, max_value=100_000, default=0)


class HitOutput(serializers.Serializer[None]):
    kind = serializers.ChoiceField(choices=KIND_KEYS)
    id = serializers.IntegerField()
    title = serializers.CharField()
    note = serializers.CharField(help_text="What it is, in a few words of the caller's language.")
    url = serializers.CharField(help_text="The address of its page.")
    is_over = serializers.BooleanField(help_text="Whether it is done, closed or ended.")


class GroupOutput(serializers.Serializer[None]):
    kind = serializers.ChoiceField(choices=KIND_KEYS)
    total = serializers.IntegerField()
    hits = HitOutput(many=True)


class SearchOutput(serializers.Serializer[None]):
    groups = GroupOutput(many=True)
