"""The API keeps its own description: whatever is sent, every answer is documented and none is a 5xx."""

from __future__ import annotations

import uuid
from types import SimpleNamespace
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from config.wsgi import application
from projects.models import Project

from .conftest import token_for

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 4


def _real(launch: Project) -> dict[str, int]:
    """Things that are there, so that not every example ends in a 404."""
    item = launch.items.get(key="A2")
    return {
        "project_id": launch.pk,
        "item_id": item.pk,
        "scenario_id": item.scenarios.earliest("pk").pk,
        "template_id": launch.template_version.template_id,
    }


def _try(operation: Any, mode: GenerationMode, real: dict[str, int], headers: dict[str, str], seen: list[int]) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case: Any) -> None:
        is_even = len(seen) % 2 == 0
        if is_even:
            case.path_parameters = {name: real.get(name, value) for name, value in case.path_parameters.items()}
        sent = headers | ({"Idempotency-Key": uuid.uuid4().hex, "If-Match": '"1"'} if is_even else {})
        response = case.call(headers=sent)
        seen.append(response.status_code)
        case.validate_response(response, checks=CHECKS)

    run()


@pytest.mark.schema
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_answer_is_documented_and_none_is_a_5xx(people: SimpleNamespace, launch: Project, mode: GenerationMode):
    headers = {"Authorization": f"Bearer {token_for(people.planner)}", "Accept-Encoding": "identity"}
    schema = schemathesis.openapi.from_wsgi("/api/v1/schema/", application, headers=headers)
    real, seen = _real(launch), []
    operations = [result.ok() for result in schema.get_all_operations()]
    for operation in operations:
        _try(operation, mode, real, headers, seen)
    print(f"{len(operations)} operations, {len(seen)} requests, {sum(s >= 500 for s in seen)} × 5xx")
    print({status: seen.count(status) for status in sorted(set(seen))})
    assert len(operations) >= 45
