"""Shapes of people, departments and tokens: what goes in, what comes out."""

from __future__ import annotations

from django.conf import settings
from rest_framework import serializers

from .access import Scope
from .models import Density, Department, Role, Theme
from .rest.fields import Day, Flag, Id, ManyOf, Name, OneOf, Whole
from .rest.inputs import Input, Paged, Search

LONGEST_TOKEN_DAYS = 365
MOST_INVITED = 500


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
    theme = serializers.ChoiceField(choices=Theme.choices)
    density = serializers.ChoiceField(choices=Density.choices)
    single_keys = serializers.BooleanField()
    scopes = serializers.ListField(
        child=serializers.CharField(), allow_null=True, help_text="What this token may do; null in a session."
    )


class MeInput(Input):
    """What is not given stays as it is."""

    language = OneOf(choices=settings.LANGUAGES, required=False)
    time_zone = Name(max_length=40, required=False)
    digest_hour = Whole(min_value=0, max_value=23, required=False)
    theme = OneOf(choices=Theme.choices, required=False)
    density = OneOf(choices=Density.choices, required=False)
    single_keys = Flag(required=False)


class PeopleQuery(Paged):
    q = Search()
    department = Id(required=False)
    role = OneOf(choices=Role.choices, required=False)
    is_active = Flag(required=False)


class PersonOutput(serializers.Serializer[None]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    department_id = serializers.IntegerField(allow_null=True)
    role = serializers.ChoiceField(choices=Role.choices)
    email = serializers.CharField(allow_null=True, help_text="null where the reader may not see it.")
    is_active = serializers.BooleanField()


class PersonInput(Input):
    """What is not given stays as it is."""

    name = Name(max_length=60, required=False)
    role = OneOf(choices=Role.choices, required=False)
    department_id = Id(required=False, allow_null=True)


class InviteeInput(Input):
    email = Name(max_length=254)
    role = OneOf(choices=Role.choices)
    department_id = Id(required=False, allow_null=True)
    name = Name(max_length=60, required=False, allow_blank=True)
    language = OneOf(choices=settings.LANGUAGES, required=False)


class InviteInput(Input):
    people = ManyOf(InviteeInput(), min_length=1, max_length=MOST_INVITED)


class InvitationOutput(serializers.Serializer[None]):
    id = serializers.IntegerField()
    email = serializers.CharField()
    name = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    department_id = serializers.IntegerField(allow_null=True)
    language = serializers.ChoiceField(choices=settings.LANGUAGES)
    sent_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    accepted_at = serializers.DateTimeField(allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)


class InvitedOutput(serializers.Serializer[None]):
    invitations = InvitationOutput(many=True)


class DepartmentChange(Input):
    """What is not given stays as it is. `open_weekdays`: 0 is Monday. `covers`: short names of the library."""

    slug = Name(max_length=50, required=False)
    name = Name(max_length=60, required=False)
    name_en = Name(max_length=60, required=False)
    kind = OneOf(choices=Department.Kind.choices, required=False)
    is_contact_centre = Flag(required=False)
    open_weekdays = ManyOf(Whole(min_value=0, max_value=6), min_length=1, max_length=7, required=False)
    works_holidays = Flag(required=False)
    default_owner_id = Id(required=False, allow_null=True)
    covers = ManyOf(Name(max_length=50), max_length=20, required=False)


class NewDepartmentInput(DepartmentChange):
    slug = Name(max_length=50)
    name = Name(max_length=60)
    name_en = Name(max_length=60)


class CalendarDayInput(Input):
    on = Day()
    is_open = Flag()
    name = Name(max_length=60)
    department_id = Id(required=False, allow_null=True)


class CalendarDayOutput(serializers.Serializer[None]):
    id = serializers.IntegerField()
    on = serializers.DateField()
    is_open = serializers.BooleanField()
    name = serializers.CharField()
    department_id = serializers.IntegerField(allow_null=True)


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
