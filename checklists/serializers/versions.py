"""Shapes of versions, of what differs between two, and of a template as a whole."""

from __future__ import annotations

from django.core.validators import RegexValidator
from rest_framework import serializers

from accounts.rest.fields import Id, Name, Text, Whole
from accounts.rest.inputs import Input, Query

from ..compare import Kind

NUMBER_OR_DRAFT = RegexValidator(r"^([0-9]{1,9}|draft)$")


class VersionOutput(serializers.Serializer[None]):
    template_id = serializers.IntegerField()
    template_version_id = serializers.IntegerField()
    number = serializers.IntegerField()
    note = serializers.CharField()
    published_at = serializers.DateTimeField()
    published_by_id = serializers.IntegerField()
    items = serializers.IntegerField()


class CompareQuery(Query):
    before = Text(max_length=9, validators=[NUMBER_OR_DRAFT], help_text="A version’s number, or draft for editors.")
    after = Text(max_length=9, validators=[NUMBER_OR_DRAFT], help_text="The same.")


class FieldChangeOutput(serializers.Serializer[None]):
    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    before = serializers.ListField(child=serializers.CharField())
    after = serializers.ListField(child=serializers.CharField())


class ChangeOutput(serializers.Serializer[None]):
    of = serializers.ChoiceField(choices=["section", "line", "question"])
    change = serializers.ChoiceField(choices=[kind.value for kind in Kind if kind != Kind.SAME])
    key = serializers.CharField(help_text="Empty for a section.")
    title = serializers.CharField()
    section = serializers.CharField(help_text="Of a line: the title of its section.")
    came_from = serializers.CharField(help_text="Of a line that left its section: that one’s title.")
    is_moved = serializers.BooleanField()
    fields_changed = FieldChangeOutput(many=True)


class ComparisonOutput(serializers.Serializer[None]):
    before = serializers.CharField()
    after = serializers.CharField()
    version = serializers.IntegerField(help_text="The draft’s, to publish it or to restore into it with.")
    changes = ChangeOutput(many=True)


class PublishInput(Input):
    note = Text(max_length=500)


class DraftStateOutput(serializers.Serializer[None]):
    template_id = serializers.IntegerField()
    version = serializers.IntegerField(help_text="The draft’s.")


class TemplateStateOutput(serializers.Serializer[None]):
    id = serializers.IntegerField()
    slug = serializers.CharField()
    name = serializers.CharField()
    launch_type_id = serializers.IntegerField()
    is_archived = serializers.BooleanField()


class TemplateInput(Input):
    name = Name(max_length=100)
    launch_type_id = Id()
    name_en = Name(max_length=100, required=False, allow_blank=True)
    summary = Text(max_length=2000, required=False, allow_blank=True)
    summary_en = Text(max_length=2000, required=False, allow_blank=True)


class DuplicateInput(Input):
    name = Name(max_length=100)
    number = Whole(min_value=1, required=False, help_text="A version; the newest when left out.")
