"""Which lines of a version read the answers to its questions, in their own condition or a scenario's."""

from __future__ import annotations

from collections import defaultdict

from .conditions import Condition, questions_in
from .models import Scenario, TemplateVersion


def conditions_in(version: TemplateVersion) -> list[tuple[str, Condition]]:
    """(key of the line, condition) of every line and scenario that has one. Two queries."""
    own = version.items.filter(condition__isnull=False).values_list("key", "condition")
    scenarios = Scenario.objects.filter(item__version=version, condition__isnull=False)
    found = [*own, *scenarios.values_list("item__key", "condition")]
    return [(key, condition) for key, condition in found if condition is not None]


def lines_by_question(version: TemplateVersion) -> dict[str, list[str]]:
    """By the key of a question the keys of the lines that ask for its answer, in order."""
    found: dict[str, set[str]] = defaultdict(set)
    for line, condition in conditions_in(version):
        for question in questions_in(condition):
            found[question].add(line)
    return {question: sorted(lines) for question, lines in found.items()}
