"""Shapes of the library’s templates."""

from __future__ import annotations

from rest_framework import serializers


class LibraryDepartmentOutput(serializers.Serializer[None]):
    slug = serializers.CharField(help_text="As the library calls it.")
    department_id = serializers.IntegerField(allow_null=True, help_text="The company’s in its place.")


class LibraryOutput(serializers.Serializer[None]):
    slug = serializers.CharField()
    name = serializers.CharField()
    summary = serializers.CharField()
    template_id = serializers.IntegerField(allow_null=True, help_text="Where it is in use.")
    items = serializers.IntegerField()
    must_haves = serializers.IntegerField()
    scenarios = serializers.IntegerField()
    questions = serializers.IntegerField()


class LibraryListOutput(serializers.Serializer[None]):
    results = LibraryOutput(many=True)


class LibraryLineOutput(serializers.Serializer[None]):
    key = serializers.CharField()
    section = serializers.CharField()
    title = serializers.CharField()
    department = serializers.CharField()
    deadline = serializers.CharField()
    is_blocker = serializers.BooleanField()


class LibraryDetailOutput(LibraryOutput):
    departments = LibraryDepartmentOutput(many=True)
    lines = LibraryLineOutput(many=True)
