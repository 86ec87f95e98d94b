"""The pages of a draft: what they show, what each small answer changes, and that nothing typed is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from checklists.services import lines

from .drafts import HTMX, item, planner, template, url

__all__ = ["planner", "template"]


@pytest.mark.parametrize(
    ("who", "status"),
    [("planner", 200), ("admin", 200), ("marketing_lead", 403), ("viewer", 403), ("centre_lead", 404)],
)
def test_drafts_are_for_those_who_edit_them(as_user, people, template, who, status):
    client = as_user(getattr(people, who))
    for rest in ("", "lines/A01/", "questions/", "try/"):
        assert client.get(url(template, rest)).status_code == status
    assert client.post(url(template, "lines/A01/save/"), {"title": "x"}).status_code == (
        422 if status == 200 else status
    )


def test_dates_are_those_of_the_earliest_d_day_that_keeps_the_notice(planner, template):
    page = planner.get(url(template))
    assert page.context["day"].on.isoformat() == "2026-12-23"
    [(_section, rows), *_rest] = page.context["sections"]
    assert [row.dated.on.isoformat() for row in rows] == ["2026-12-09", "2026-12-16"]
    assert [row.waits for row in rows] == [[], ["A01"]]


@pytest.mark.parametrize("asked", ["", "x", "2026-02-30", "9999-12-31", "0001-01-01", "\0", "9" * 400])
def test_a_day_that_is_none_falls_back_to_the_earliest(planner, template, asked):
    page = planner.get(url(template), {"launch_on": asked})
    assert page.context["day"].on.isoformat() == "2026-12-23"


def test_another_d_day_sends_the_dates_only(planner, template):
    answer = planner.get(url(template, "dates/"), {"launch_on": "2026-12-01"}, headers=HTMX)
    html = answer.content.decode()
    assert f'id="on-{item(template, "A01").pk}" hx-swap-oob="true"' in html
    assert "<input" not in html
    assert answer.headers["HX-Replace-Url"].endswith("?launch_on=2026-12-01")


def test_what_is_typed_is_saved_and_answered_without_the_input(planner, template):
    line = item(template, "A01")
    sent = {"revision": line.revision, "title": "고친 제목", "due": "d-12영업일"}
    answer = planner.post(url(template, "lines/A01/save/"), sent, headers=HTMX)
    line.refresh_from_db()
    assert (line.title, line.offset, line.unit) == ("고친 제목", -12, "business")
    assert b"<input" not in answer.content
    told = json.loads(answer.headers["HX-Trigger"])["line-saved"]
    assert (told["revision"], told["due"], told["days"]) == (line.revision, "D-12 영업일", 12)
    assert f'id="on-{item(template, "A02").pk}"' in answer.content.decode(), "the date of a line that waits for it"


def test_a_date_typed_as_a_deadline_is_counted_from_the_d_day_shown(planner, template):
    sent = {"revision": 1, "title": "항목 A01", "due": "2026-12-21", "launch_on": "2026-12-23"}
    planner.post(url(template, "lines/A01/save/"), sent | {"revision": item(template, "A01").revision}, headers=HTMX)
    assert item(template, "A01").offset == -2


@pytest.mark.parametrize(("name", "value"), [("due", "곧"), ("due", ""), ("title", "  "), ("title", "a\u202eb")])
def test_a_row_that_cannot_be_saved_says_why(planner, template, name, value):
    sent = {"revision": item(template, "A01").revision, "title": "항목", "due": "D-3"} | {name: value}
    answer = planner.post(url(template, "lines/A01/save/"), sent, headers=HTMX)
    assert answer.status_code == 422
    assert 'data-held="refused"' in answer.content.decode()
    whole = planner.post(url(template, "lines/A01/save/"), sent)
    assert whole.status_code == 422
    assert b"row-error" in whole.content
    assert item(template, "A01").title == "항목 A01"


def test_the_second_of_two_sees_what_the_first_wrote_beside_their_own(planner, people, template):
    read = item(template, "A01").revision
    lines.change_line(template.pk, "A01", by=people.second_planner, revision=read, title="송태호가 쓴 제목")
    sent = {"revision": read, "title": "내가 쓴 제목", "due": "D-10 영업일"}
    answer = planner.post(url(template, "lines/A01/save/"), sent, headers=HTMX)
    html = answer.content.decode()
    assert answer.status_code == 412
    assert "송태호" in html
    assert "송태호가 쓴 제목" in html
    assert f'name="revision" value="{read + 1}"' in html, "the button that saves mine"
    whole = planner.post(url(template, "lines/A01/save/"), sent).content.decode()
    assert 'value="내가 쓴 제목"' in whole, "without scripts what was typed stays in its row"
    planner.post(url(template, "lines/A01/save/"), sent | {"revision": read + 1}, headers=HTMX)
    assert item(template, "A01").title == "내가 쓴 제목"


def test_lines_are_added_copied_moved_and_taken_out_without_scripts(planner, template):
    section = item(template, "A01").section_id
    added = planner.post(url(template, "add-line/"), {"section": section, "title": "새 항목", "below": "A01"})
    assert added.status_code == 302
    planner.post(url(template, "lines/A04/duplicate/"))
    planner.post(url(template, "lines/A05/up/"))
    planner.post(url(template, "lines/A05/move/"), {"section": item(template, "A03").section_id, "before": ""})
    assert planner.get(url(template, "lines/A04/remove/")).status_code == 200
    planner.post(url(template, "lines/A04/remove/"))
    rows = [row.item.key for _section, rows in planner.get(url(template)).context["sections"] for row in rows]
    assert rows == ["A01", "A02", "A03", "A05"]


def test_a_moved_line_is_told_where_it_stands(planner, template):
    answer = planner.post(url(template, "lines/A02/up/"), headers=HTMX)
    line, other = item(template, "A02"), item(template, "A01")
    where = {"id": line.pk, "section": line.section_id, "before": other.pk}
    assert (answer.status_code, json.loads(answer.headers["HX-Trigger"])) == (204, {"draft-placed": where})


def test_guidance_is_previewed_harmless(planner, template):
    html = planner.post(url(template, "preview/"), {"guidance": "**굵게** <script>x</script>"}).content.decode()
    assert "<strong>굵게</strong>" in html
    assert "<script>" not in html


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        ({"do": "department", "department_id": "sales"}, {"department__slug": "sales"}),
        ({"do": "must", "is_blocker": "yes"}, {"is_blocker": True}),
        ({"do": "due", "due": "D-7 영업일"}, {"offset": -7, "unit": "business"}),
        ({"do": "owner", "owner_id": "salesperson"}, {"default_owner__name": "이도윤"}),
    ],
)
def test_selected_lines_are_changed_together(planner, people, template, sent, found):
    ids = {name: getattr(people, value).pk for name, value in sent.items() if name.endswith("_id")}
    answer = planner.post(url(template, "change-lines/"), {"keys": ["A01", "A03"]} | sent | ids)
    assert answer.status_code == 302
    assert template.versions.drafts().get().items.filter(**found, key__in=["A01", "A03"]).count() == 2


def test_a_whole_section_is_shifted(planner, template):
    sent = {"sections": [item(template, "A01").section_id], "do": "shift", "days": "-1"}
    html = planner.post(url(template, "change-lines/"), sent, headers=HTMX).content.decode()
    assert html.count('name="due"') == 2, "of the changed lines only"
    assert 'name="title"' not in html
    assert [item(template, key).offset for key in ("A01", "A02", "A03")] == [-11, -6, -3]


@pytest.mark.parametrize("sent", [{}, {"keys": "A01", "do": "x"}, {"keys": "A01", "do": "shift", "days": ""}])
def test_nothing_chosen_is_said(planner, template, sent):
    assert planner.post(url(template, "change-lines/"), sent, headers=HTMX).status_code == 422


def test_many_lines_are_taken_out_after_a_question(planner, template):
    sent = {"keys": ["A01", "A03"], "do": "remove"}
    asked = planner.post(url(template, "change-lines/"), sent)
    assert [line.key for line in asked.context["followers"]] == ["A02"]
    assert template.versions.drafts().get().items.count() == 3
    planner.post(url(template, "change-lines/"), sent | {"confirmed": "1"})
    assert template.versions.drafts().get().items.count() == 1


def test_sections_are_added_renamed_moved_copied_and_taken_out(planner, template):
    planner.post(url(template, "sections/add/"), {"title": "셋째"})
    third = template.versions.drafts().get().sections.get(title="셋째")
    planner.post(url(template, f"sections/{third.pk}/rename/"), {"title": "셋", "title_en": "Three", "revision": 1})
    planner.post(url(template, f"sections/{third.pk}/up/"))
    planner.post(url(template, f"sections/{item(template, 'A03').section_id}/duplicate/"))
    titles = [str(section) for section in template.versions.drafts().get().sections.all()]
    assert titles == ["준비", "셋", "오픈 후", "오픈 후"]
    planner.post(url(template, f"sections/{third.pk}/remove/"))
    refused = planner.post(url(template, f"sections/{item(template, 'A01').section_id}/remove/"), headers=HTMX)
    assert refused.status_code == 422
    assert template.versions.drafts().get().sections.count() == 3


def test_questions_are_added_changed_and_kept_while_used(planner, template):
    new = {"text": "몇 건입니까?", "kind": "number"}
    assert planner.post(url(template, "questions/"), new).status_code == 302
    added = template.versions.drafts().get().questions.get(kind="number")
    changed = {"text": "며칠입니까?", "kind": "choice", "revision": 1, "choice_label": ["하루", "이틀", ""]}
    assert planner.post(url(template, f"questions/{added.key}/change/"), changed).status_code == 302
    planner.post(url(template, f"questions/{added.key}/up/"))
    assert [question.text for question in template.versions.drafts().get().questions.all()][1] == "며칠입니까?"
    stale = planner.post(url(template, f"questions/{added.key}/change/"), changed | {"text": "내 것"})
    assert stale.status_code == 412
    assert 'value="내 것"' in stale.content.decode()
    assert planner.post(url(template, "questions/overseas/remove/")).status_code == 409
    planner.post(url(template, f"questions/{added.key}/remove/"))
    assert template.versions.drafts().get().questions.count() == 2


def test_answers_tried_out_say_what_applies_and_save_nothing(planner, template):
    revision = template.versions.drafts().get().revision
    nothing = planner.get(url(template, "try/"))
    assert (nothing.context["kept"], nothing.context["count"], nothing.context["answered"]) == (2, 3, 0)
    answered = planner.get(url(template, "try/"), {"answer-overseas": "yes", "answer-mall": "x"})
    assert (answered.context["kept"], answered.context["answered"]) == (3, 1)
    assert template.versions.drafts().get().revision == revision


def test_a_line_taken_out_meanwhile_is_not_there(planner, people, template):
    lines.remove_line(template.pk, "A01", by=people.second_planner)
    assert planner.post(url(template, "lines/A01/save/"), {"title": "x"}, headers=HTMX).status_code == 404
    assert planner.post(url(template, "lines/A01/up/"), headers=HTMX).status_code == 422


def test_queries_do_not_grow_with_lines(planner, people, template):
    def counted(act: Callable[[], Any]) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            act()
        return len(queries)

    def acts() -> list[int]:
        line = item(template, "A02")
        sent = {"revision": line.revision, "title": f"제목 {line.revision}", "due": "D-5 영업일"}
        return [
            counted(lambda: planner.get(url(template))),
            counted(lambda: planner.get(url(template, "lines/A01/"), headers=HTMX)),
            counted(lambda: planner.post(url(template, "lines/A02/save/"), sent, headers=HTMX)),
            counted(lambda: planner.get(url(template, "try/"))),
            counted(lambda: planner.get(url(template, "questions/"))),
        ]

    few = acts()
    section = item(template, "A01").section_id
    for number in range(15):
        lines.add_line(template.pk, by=people.planner, section_id=section, title=f"더 {number}")
    assert acts() == few
