"""Publishing and restoring: nobody loses what they edit, and all that stands in the way is named."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from accounts.errors import Invalid, Refusal, Stale
from checklists.contents import content_of
from checklists.models import Template, TemplateItem
from checklists.services import lines
from checklists.services.publishing import problems_of, publish_draft, restore_version
from tests import factories


@pytest.fixture
def template(people: SimpleNamespace, today: date) -> Template:
    rows = [factories.line("A1", department=people.marketing), factories.line("A2", department=people.sales)]
    return factories.template(rows, by=people.planner).template


def draft(template: Template):
    return template.versions.drafts().get()


def retitle(template: Template, people: SimpleNamespace, title: str) -> None:
    lines.change_line(template.pk, "A1", by=people.planner, revision=None, title=title)


def test_publishing_what_somebody_changed_meanwhile_is_refused(template, people):
    read = draft(template).revision
    retitle(template, people, "다른 제목")
    with pytest.raises(Stale):
        publish_draft(template.pk, by=people.second_planner, note="둘째", revision=read)
    assert template.versions.published().count() == 1


def test_a_page_opened_before_a_publication_never_publishes_the_next_draft(template, people):
    retitle(template, people, "하나")
    read = draft(template).revision
    publish_draft(template.pk, by=people.planner, note="둘째")
    for number in range(read + 2):  # however many edits follow
        with pytest.raises(Stale):
            publish_draft(template.pk, by=people.second_planner, note="셋째", revision=read)
        retitle(template, people, f"제목 {number}")


def test_restoring_puts_everything_back(template, people):
    first = content_of(template.versions.get(number=1))
    retitle(template, people, "바뀐 제목")
    lines.remove_line(template.pk, "A2", by=people.planner)
    restore_version(template.pk, 1, by=people.planner, revision=draft(template).revision)
    assert content_of(draft(template)) == first


def test_restoring_over_what_somebody_changed_meanwhile_is_refused(template, people):
    read = draft(template).revision
    retitle(template, people, "남의 제목")
    with pytest.raises(Stale):
        restore_version(template.pk, 1, by=people.second_planner, revision=read)
    assert draft(template).items.get(key="A1").title == "남의 제목"


def test_every_problem_is_named_at_once(template, people):
    TemplateItem.objects.filter(version=draft(template)).update(condition={"question": "gone", "is": True})
    found = problems_of(draft(template))
    assert [problem.message.partition(":")[0] for problem in found] == ["A1", "A2"]
    with pytest.raises(Invalid):
        publish_draft(template.pk, by=people.planner, note="둘째")


def test_an_empty_draft_has_one_problem(template, people):
    for key in ("A1", "A2"):
        lines.remove_line(template.pk, key, by=people.planner)
    assert [type(problem) for problem in problems_of(draft(template))] == [Refusal]
