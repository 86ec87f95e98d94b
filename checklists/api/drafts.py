"""The draft of a template over the API: read whole, its lines written one by one or many at once."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.access import Action
from accounts.models import User
from accounts.rest.endpoint import Endpoint
from accounts.rest.operation import Given, operation

from ..access import visible_templates
from ..models import TemplateItem, TemplateVersion
from ..schedule import Roll, Rule, Unit
from ..serializers.drafts import (
    RULE,
    ChangedOutput,
    ChangeLinesInput,
    DirectionInput,
    DraftLineOutput,
    DraftOutput,
    KeysInput,
    LineInput,
    MoveLineInput,
    NewLineInput,
    ShiftLinesInput,
    line_values,
)
from ..services import bulk, lines
from .draft_shapes import line_shape, question_shape, section_shape

STEPS = {"up": -1, "down": 1}


class Draft(Endpoint):
    """Everything in the draft, with the versions that changes are written against."""

    sees = Action.EDIT_TEMPLATE

    @operation(DraftOutput, is_tagged=True)
    def get(self, given: Given, template_id: int) -> dict[str, Any]:
        draft = draft_or_404(given.by, template_id)
        items = draft.items.prefetch_related("scenarios", "waits__predecessor")
        return {
            "template_id": template_id,
            "version": draft.revision,
            "sections": [section_shape(section) for section in draft.sections.all()],
            "lines": [line_shape(item) for item in items.order_by("section__order", "section", "order", "pk")],
            "questions": [question_shape(question) for question in draft.questions.all()],
        }


class DraftLines(Endpoint):
    sees = Action.EDIT_TEMPLATE

    @operation(DraftLineOutput, status=201, takes=NewLineInput, is_once=True)
    def post(self, given: Given, template_id: int) -> dict[str, Any]:
        """Add a line; its key is new and stays with it in every later version."""
        draft_or_404(given.by, template_id)
        return line_shape(lines.add_line(template_id, by=given.by, **given.values))


class DraftLine(Endpoint):
    sees = Action.EDIT_TEMPLATE

    @operation(DraftLineOutput, is_tagged=True)
    def get(self, given: Given, template_id: int, key: str) -> dict[str, Any]:
        return line_shape(line_or_404(given.by, template_id, key))

    @operation(DraftLineOutput, takes=LineInput, is_versioned=True)
    def patch(self, given: Given, template_id: int, key: str) -> dict[str, Any]:
        """Write these fields. 412 holds what somebody else wrote first."""
        item = line_or_404(given.by, template_id, key)
        values = line_values(given.values, item.rule)
        return line_shape(lines.change_line(template_id, key, by=given.by, revision=given.version, **values))

    @operation(None, status=204, is_versioned=True)
    def delete(self, given: Given, template_id: int, key: str) -> None:
        """Take the line out of the draft; published versions keep it."""
        line_or_404(given.by, template_id, key)
        lines.remove_line(template_id, key, by=given.by, revision=given.version)


class DraftLineMove(Endpoint):
    sees = Action.EDIT_TEMPLATE

    @operation(DraftLineOutput, takes=MoveLineInput)
    def post(self, given: Given, template_id: int, key: str) -> dict[str, Any]:
        """Into a section, above another line or at its end. Sent twice, it stands where it stood."""
        line_or_404(given.by, template_id, key)
        return line_shape(lines.move_line(template_id, key, by=given.by, **given.values))


class DraftLineStep(Endpoint):
    sees = Action.EDIT_TEMPLATE

    @operation(DraftLineOutput, takes=DirectionInput, is_once=True)
    def post(self, given: Given, template_id: int, key: str) -> dict[str, Any]:
        """One place up or down, over the edge of its section into the next."""
        line_or_404(given.by, template_id, key)
        return line_shape(lines.shift_line(template_id, key, by=given.by, step=STEPS[given.values["step"]]))


class DraftLineDuplicate(Endpoint):
    sees = Action.EDIT_TEMPLATE

    @operation(DraftLineOutput, status=201, is_once=True)
    def post(self, given: Given, template_id: int, key: str) -> dict[str, Any]:
        """The same line once more, below it, under a new key."""
        line_or_404(given.by, template_id, key)
        return line_shape(lines.duplicate_line(template_id, key, by=given.by))


class DraftLinesChange(Endpoint):
    sees = Action.EDIT_TEMPLATE

    @operation(ChangedOutput, takes=ChangeLinesInput)
    def post(self, given: Given, template_id: int) -> dict[str, Any]:
        """The same values for many lines; keys that are gone are left out."""
        draft_or_404(given.by, template_id)
        values = {name: value for name, value in given.values.items() if name not in ("keys", *RULE)}
        if "offset" in given.values:
            values["rule"] = Rule(
                *(kind(given.values[name]) for kind, name in zip((int, Unit, Roll), RULE, strict=True))
            )
        return {"changed": bulk.change_lines(template_id, given.values["keys"], by=given.by, **values)}


class DraftLinesShift(Endpoint):
    sees = Action.EDIT_TEMPLATE

    @operation(ChangedOutput, takes=ShiftLinesInput, is_once=True)
    def post(self, given: Given, template_id: int) -> dict[str, Any]:
        """Move the deadlines of many lines by days, each in its own unit."""
        draft_or_404(given.by, template_id)
        keys, days = given.values["keys"], given.values["days"]
        return {"changed": bulk.shift_lines(template_id, keys, by=given.by, days=days)}


class DraftLinesRemove(Endpoint):
    sees = Action.EDIT_TEMPLATE

    @operation(ChangedOutput, takes=KeysInput)
    def post(self, given: Given, template_id: int) -> dict[str, Any]:
        """Take many lines out of the draft."""
        draft_or_404(given.by, template_id)
        return {"changed": bulk.remove_lines(template_id, given.values["keys"], by=given.by)}


def draft_or_404(user: User, template_id: int) -> TemplateVersion:
    template = get_object_or_404(visible_templates(user), pk=template_id)
    draft = template.versions.drafts().get()
    draft.template = template
    return draft


def line_or_404(user: User, template_id: int, key: str) -> TemplateItem:
    item = draft_or_404(user, template_id).items.filter(key=key[:20]).first()
    if item is None:
        raise Http404
    return item
