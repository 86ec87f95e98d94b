"""Shapes of people, departments and tokens: what goes in, what comes out."""

from __future__ import annotations

from django.conf import settings
from rest_framework import serializers

from .access import Scope
from .models import Department, Role
from .rest.fields import Id, ManyOf, Name, OneOf, Whole
from .rest.inputs import Input, Paged, Search

LONGEST_TOKEN_DAYS = 365


class DepartmentOutput(serializers.Serializer[None]):
    id = serializers.IntegerField()
    slug = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=Department.Kind.choices)
    is_contact_centre = serializers.BooleanField()


class MeOutput(serializers.Serializer[None]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    email = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    department_id = serializers.IntegerField(allow_null=True)
    language = serializers.ChoiceField(choices=settings.LANGUAGES)
    time_zone = serializers.CharField()
    digest_hour = serializers.IntegerField()
    scopes = serializers.ListField(
        child=serializers.CharField(), allow_null=True, help_text="What this token may do; null in a session."
    )


class PeopleQuery(Paged):
    q = Search()
    department = Id(required=False)


class PersonOutput(serializers.Serializer[None]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    department_id = serializers.IntegerField(allow_null=True)
    role = serializers.ChoiceField(choices=Role.choices)
    email = serializers.CharField(allow_null=True, help_text="null where the reader may not see it.")


class TokenInput(Input):
    name = Name(max_length=60)
    scopes = ManyOf(OneOf(choices=[(scope.value, scope.value) for scope in Scope]), min_length=1, max_length=len(Scope))
    days = Whole(min_value=1, max_value=LONGEST_TOKEN_DAYS, default=90)


class TokenOutput(serializers.Serializer[None]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    scopes = serializers.ListField(child=serializers.CharField())
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)


class NewTokenOutput(TokenOutput):
    secret = serializers.CharField(
        allow_null=True, help_text="Shown once; null when the request is repeated with its Idempotency-Key."
    )
