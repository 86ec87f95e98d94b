"""One line in the panel: saved as it came nothing changes, saved otherwise everything is kept or said."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from checklists.models import Template
from checklists.services import lines

from .drafts import HTMX, item, planner, template, url

__all__ = ["planner", "template"]


def panel_of(client: Client, template: Template, key: str) -> dict[str, Any]:
    """The panel's fields as the browser would send them."""
    context = client.get(url(template, f"lines/{key}/"), headers=HTMX).context
    form = context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    rows, waits, when = context["panel"].scenarios, context["panel"].waits, context["panel"].when
    return sent | {
        "scenario_text": [row.text for row in rows],
        "scenario_text_en": [row.text_en for row in rows],
        "scenario_due": [row.due for row in rows],
        "scenario_condition": [row.condition for row in rows],
        "wait_key": [row.key for row in waits],
        "wait_days": [row.days for row in waits],
        **{f"when-{n}-question": row.question.key for n, row in enumerate(when.rows)},
        **{f"when-{n}-test": row.test for n, row in enumerate(when.rows)},
        **{f"when-{n}-value": row.values for n, row in enumerate(when.rows)},
    }


def test_the_panel_saved_as_it_came_changes_nothing(planner, template):
    before = template.versions.drafts().get().revision
    for key in ("A01", "A02", "A03"):
        sent = panel_of(planner, template, key)
        assert planner.post(url(template, f"lines/{key}/change/"), sent, headers=HTMX).status_code == 200
    assert template.versions.drafts().get().revision == before


def test_everything_in_the_panel_is_saved(planner, people, template):
    sent = panel_of(planner, template, "A01") | {
        "title_en": "First", "department_id": people.sales.pk, "default_owner_id": people.salesperson.pk,
        "days": 4, "unit": "calendar", "side": "after", "roll": "next", "is_blocker": "on", "evidence_kind": "text",
        "approval": "cx", "guidance": "하나\r\n둘", "brief_line": "안내합니다",
        "scenario_text": ["보인다", "새로 본다"], "scenario_text_en": ["", "New"], "scenario_due": ["", "D-2 영업일"],
        "scenario_condition": ["", '{"is": "a", "question": "mall"}'], "wait_key": ["A03 아무것"], "wait_days": ["2"],
        "when-0-question": "mall", "when-0-test": "is", "when-0-value": ["a", "b"],
        "when-1-question": "overseas", "when-1-test": "is", "when-1-value": ["false"], "when_match": "any",
    }  # fmt: skip
    answer = planner.post(url(template, "lines/A01/change/"), sent, headers=HTMX)
    assert answer.status_code == 200, answer.content.decode()
    line = item(template, "A01")
    assert (line.offset, line.unit, line.roll, line.guidance, line.approval) == (
        4,
        "calendar",
        "next",
        "하나\n둘",
        "cx",
    )
    assert (line.department, line.default_owner) == (people.sales, people.salesperson)
    assert [(s.text, s.offset, s.condition) for s in line.scenarios.all()] == [
        ("보인다", None, None),
        ("새로 본다", -2, {"question": "mall", "is": "a"}),
    ]
    assert [(wait.predecessor.key, wait.days) for wait in line.waits.all()] == [("A03", 2)]
    assert line.condition == {
        "any": [{"question": "mall", "one_of": ["a", "b"]}, {"question": "overseas", "is": False}]
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""}, {"days": "x"}, {"days": 400}, {"side": "after", "days": 91}, {"department_id": "0"},
        {"scenario_text": ["a\0"]}, {"scenario_due": ["곧", ""]}, {"scenario_condition": ["[", ""]},
        {"scenario_condition": ['{"question": "none", "is": 1}', ""]}, {"wait_key": ["A01"]}, {"wait_key": ["ZZ"]},
        {"wait_key": ["A03"], "wait_days": ["0"]}, {"when-0-question": "mall"}, {"when_text": "mall ="},
        {"when-0-question": "mall", "when-0-test": "not", "when-0-value": ["a", "b"]},
    ],
)  # fmt: skip
def test_what_the_panel_cannot_save_is_said_and_kept(planner, template, wrong):
    sent = panel_of(planner, template, "A01") | {"title_en": "Kept"} | wrong
    answer = planner.post(url(template, "lines/A01/change/"), sent, headers=HTMX)
    assert answer.status_code == 422
    assert b'data-held="refused"' in answer.content
    whole = planner.post(url(template, "lines/A01/change/"), sent)
    assert whole.status_code in (400, 422)
    assert 'value="Kept"' in whole.content.decode()
    assert item(template, "A01").title_en == ""


def test_a_panel_left_behind_by_somebody_else_shows_what_differs(planner, people, template):
    sent = panel_of(planner, template, "A01") | {"title_en": "Mine"}
    lines.change_line(template.pk, "A01", by=people.second_planner, revision=None, title_en="Theirs")
    answer = planner.post(url(template, "lines/A01/change/"), sent, headers=HTMX)
    assert answer.status_code == 412
    assert "Theirs" in answer.content.decode()
    planner.post(url(template, "lines/A01/change/"), sent | {"revision": item(template, "A01").revision}, headers=HTMX)
    assert item(template, "A01").title_en == "Mine"


def test_rows_of_the_panel_move_and_go_without_scripts(planner, template):
    sent = panel_of(planner, template, "A01")
    planner.post(url(template, "lines/A01/change/"), sent | {"rows": "scenario-1-up"})
    assert [s.text for s in item(template, "A01").scenarios.all()] == ["보인다", "연결된다"]
    sent = panel_of(planner, template, "A01")
    planner.post(url(template, "lines/A01/change/"), sent | {"rows": "scenario-0-out"})
    assert [s.text for s in item(template, "A01").scenarios.all()] == ["연결된다"]


def test_a_question_chosen_for_the_condition_brings_its_answers(planner, template):
    sent = panel_of(planner, template, "A01") | {"when-0-question": "mall"}
    answer = planner.post(url(template, "lines/A01/condition/"), sent, headers=HTMX)
    assert "나몰" in answer.content.decode()
    assert item(template, "A01").condition is None


def test_groups_within_groups_are_kept_and_edited_as_text(planner, people, template):
    nested = {"any": [{"question": "mall", "is": "a"}, {"all": [{"question": "overseas", "is": True}]}]}
    lines.change_line(template.pk, "A01", by=people.planner, revision=None, condition=nested)
    page = planner.get(url(template, "lines/A01/"), headers=HTMX)
    written = page.context["panel"].when.written
    sent = panel_of(planner, template, "A01") | {"when_text": written}
    assert planner.post(url(template, "lines/A01/change/"), sent, headers=HTMX).status_code == 200
    assert item(template, "A01").condition == nested
