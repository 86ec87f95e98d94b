"""A template as a whole over the API: change its words, copy it, archive it."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.access import Action
from accounts.errors import Invalid
from accounts.rest.endpoint import Endpoint
from accounts.rest.operation import Given, operation

from ..access import readable_templates
from ..models import LaunchType, Template
from ..serializers.versions import DuplicateInput, TemplateInput, TemplateStateOutput
from ..services import templates
from ..views.templates import asked_version


class Edited(Endpoint):
    sees = Action.EDIT_TEMPLATE


class ChangeTemplate(Edited):
    @operation(TemplateStateOutput, takes=TemplateInput)
    def post(self, given: Given, template_id: int) -> dict[str, Any]:
        """Another name, summary or launch type; what is left out stays."""
        return template_state(templates.change_template(template_id, by=given.by, **words_of(given.values)))


class ArchiveTemplate(Edited):
    @operation(TemplateStateOutput)
    def post(self, given: Given, template_id: int) -> dict[str, Any]:
        """No launch starts from it any more; running ones go on."""
        return template_state(templates.archive_template(template_id, by=given.by))


class UnarchiveTemplate(Edited):
    @operation(TemplateStateOutput)
    def post(self, given: Given, template_id: int) -> dict[str, Any]:
        """Bring it back from the archive."""
        return template_state(templates.archive_template(template_id, by=given.by, is_archived=False))


class DuplicateTemplate(Edited):
    @operation(TemplateStateOutput, status=201, takes=DuplicateInput, is_once=True)
    def post(self, given: Given, template_id: int) -> dict[str, Any]:
        """A new template whose draft holds what a version of this one does."""
        template = get_object_or_404(readable_templates(given.by), pk=template_id)
        version = asked_version(given.by, template, str(given.values.get("number", "")))
        return template_state(templates.duplicate_template(version, by=given.by, name=given.values["name"]))


def template_state(template: Template) -> dict[str, Any]:
    names = ("slug", "launch_type_id", "is_archived")
    return {"id": template.pk, "name": template.local_name} | {name: getattr(template, name) for name in names}


def words_of(values: dict[str, Any]) -> dict[str, Any]:
    """A template's words as the services take them; Invalid for a launch type that is not there."""
    words = {name: value for name, value in values.items() if name != "launch_type_id"}
    launch_type = LaunchType.objects.filter(pk=values["launch_type_id"]).first()
    if launch_type is None:
        raise Invalid("unknown_launch_type", _("Choose a launch type."), field="launch_type_id")
    return words | {"launch_type": launch_type}
