"""What a line of a draft may hold: each value checked before it is written, and named as the history names it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from accounts.access.people import require_owner
from accounts.errors import Invalid
from accounts.models import Department, User
from accounts.texts import optional, required

from ..conditions import check_condition
from ..content import ScenarioContent
from ..contents import line_content
from ..models import Approval, EvidenceKind, TemplateItem, TemplateVersion
from ..schedule import FIRST_OFFSET, LAST_OFFSET, Rule

LENGTHS = {"title_en": 200, "guidance": 5000, "guidance_en": 5000, "brief_line": 300, "brief_line_en": 300}
MOST_SCENARIOS = 50


def values_of(item: TemplateItem) -> dict[str, Any]:
    """A line as the ledger and a page that lost a race are told of it."""
    values = asdict(line_content(item))
    del values["key"]
    values["rule"] = str(item.rule)
    for scenario in values["scenarios"]:
        scenario["rule"] = str(Rule(**scenario["rule"])) if scenario["rule"] else ""
    return values | {"scenarios": list(values["scenarios"]), "waits": list(values["waits"])}


def checked(
    draft: TemplateVersion, values: Mapping[str, Any], *, scenarios: tuple[ScenarioContent, ...] | None = None
) -> dict[str, Any]:
    """The attributes to set on a line; Invalid, with the field, for what it cannot hold."""
    questions = list(draft.questions.all()) if scenarios or values.get("condition") else []
    for scenario in scenarios or ():
        _check_scenario(scenario, questions)
    if len(scenarios or ()) > MOST_SCENARIOS:
        sentence = _("A line has at most %(most)d scenarios.") % {"most": MOST_SCENARIOS}
        raise Invalid("too_many", sentence, field="scenarios")
    found: dict[str, Any] = {}
    for name, value in values.items():
        found |= _checked_one(name, value, questions)
    return found


def _checked_one(name: str, value: Any, questions: list[Any]) -> dict[str, Any]:
    match name:
        case "title":
            return {"title": required(value, "title", longest=200)}
        case "rule":
            check_rule(value, "rule")
            return {"offset": value.offset, "unit": value.unit, "roll": value.roll}
        case "department_id":
            return {"department": _department(value)}
        case "default_owner_id":
            return {"default_owner": _owner(value)}
        case "evidence_kind":
            return {name: _choice(value, EvidenceKind.values, name)}
        case "approval":
            return {name: _choice(value, Approval.values, name)}
        case "is_blocker":
            return {"is_blocker": bool(value)}
        case "condition":
            check_conditions(value, questions, "condition")
            return {"condition": value or None}
    return {name: optional(value, name, longest=LENGTHS[name])}


def check_rule(rule: Rule, field: str) -> None:
    """Raise Invalid for a deadline outside FIRST_OFFSET…LAST_OFFSET. Source: reliability.md, row 37."""
    if not FIRST_OFFSET <= rule.offset <= LAST_OFFSET:
        sentence = _("Deadlines run from D%(first)d to D+%(last)d.") % {"first": FIRST_OFFSET, "last": LAST_OFFSET}
        raise Invalid("too_far", sentence, field=field)


def check_conditions(condition: Any, questions: list[Any], field: str) -> None:
    for sentence in check_condition(condition, questions):
        raise Invalid("bad_condition", sentence, field=field)


def _check_scenario(scenario: ScenarioContent, questions: list[Any]) -> None:
    required(scenario.text, "scenarios", longest=300)
    optional(scenario.text_en, "scenarios", longest=300)
    if scenario.rule:
        check_rule(scenario.rule, "scenarios")
    check_conditions(scenario.condition, questions, "scenarios")


def _department(department_id: int) -> Department:
    department = Department.objects.filter(pk=department_id).first()
    if department is None:
        raise Invalid("unknown_department", _("Choose a department."), field="department")
    return department


def _owner(owner_id: int | None) -> User | None:
    if owner_id is None:
        return None
    owner = User.objects.active().filter(pk=owner_id).first()
    if owner is None:
        raise Invalid("unknown_person", _("Choose an active person."), field="default_owner")
    require_owner(owner, "default_owner")
    return owner


def _choice(value: str, known: list[str], field: str) -> str:
    if value not in known:
        raise Invalid("unknown_choice", _("This is not one of the choices."), field=field)
    return value
