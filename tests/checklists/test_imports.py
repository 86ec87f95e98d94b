"""A file on its way into a template: nothing before it is applied, all of it or nothing then, nothing new twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.errors import Forbidden, Invalid, Refusal
from checklists.contents import content_of
from checklists.exports import template_document
from checklists.files.writing import FORMATS
from checklists.import_preview import preview_import
from checklists.models import ImportFile, Template, TemplateItem
from checklists.services.imports import apply_import, clear_old_imports, keep_file, map_columns
from ledger.models import Event
from tests import factories

from . import shapes

ROWS = [
    ["구분", "항목", "담당부서", "담당자", "기한", "오픈 필수"],
    ["고객센터", "대표번호 개통", "sales", "이도윤", "D-14", "O"],
    ["고객센터", "스크립트 확정", "cx", "", "D-5 영업일", ""],
]


@pytest.fixture
def new(people):
    """`new(*rows)`: these rows kept as a CSV on its way into a new template."""
    type_ = factories.launch_type()

    def keep(*rows, name="목록.csv", by=None, **into):
        into = into or {"launch_type_id": type_.pk}
        data = rows[0] if isinstance(rows[0], bytes) else shapes.delimited(*rows)
        return keep_file(ContentFile(data, name), by=by or people.planner, **into)

    return keep


def test_nothing_is_saved_before_the_import(new, people):
    before = Event.objects.count()
    preview = preview_import(new(*ROWS).pk, by=people.planner)
    assert preview.is_ready
    assert (Template.objects.count(), TemplateItem.objects.count(), Event.objects.count()) == (0, 0, before)


def test_a_file_becomes_a_template_named_after_it(new, people):
    done = apply_import(new(*ROWS).pk, by=people.planner)
    assert (done.template.name, done.mapping["result"]) == ("목록", {"new": 2, "changed": 0, "same": 0})
    first, second = content_of(done.template.versions.drafts().get()).lines()
    assert (first.title, first.department, first.is_blocker, str(first.rule)) == (
        "대표번호 개통",
        "sales",
        True,
        "D-14",
    )
    assert first.default_owner == people.salesperson.email
    assert str(second.rule) == "D-5 business"


def test_applying_twice_makes_one_template(new, people):
    kept = new(*ROWS)
    assert apply_import(kept.pk, by=people.planner) == apply_import(kept.pk, by=people.planner)
    assert Template.objects.count() == 1


def test_the_same_file_again_is_not_a_second_template(new, people):
    made = apply_import(new(*ROWS).pk, by=people.planner).template
    again = new(*ROWS)
    assert preview_import(again.pk, by=people.planner).made == made
    with pytest.raises(Refusal, match="목록"):
        apply_import(again.pk, by=people.planner)
    assert Template.objects.count() == 1


def test_the_same_file_into_its_draft_changes_nothing(new, people):
    made = apply_import(new(*ROWS).pk, by=people.planner).template
    events = Event.objects.filter(stream=made.stream_id).count()
    again = apply_import(new(*ROWS, template_id=made.pk).pk, by=people.planner)
    assert again.mapping["result"] == {"new": 0, "changed": 0, "same": 2}
    assert Event.objects.filter(stream=made.stream_id).count() == events


def test_a_changed_file_changes_its_lines_adds_new_ones_and_removes_none(new, people):
    made = apply_import(new(*ROWS).pk, by=people.planner).template
    rows = [
        ROWS[0],
        ["고객센터", "대표번호 개통", "sales", "", "D-10", "O"],
        ["시스템", "권한 발급", "cx", "", "D-3", ""],
    ]
    done = apply_import(new(*rows, template_id=made.pk).pk, by=people.planner)
    assert done.mapping["result"] == {"new": 1, "changed": 1, "same": 0}
    lines = {line.title: str(line.rule) for line in content_of(made.versions.drafts().get()).lines()}
    assert lines == {"대표번호 개통": "D-10", "스크립트 확정": "D-5 business", "권한 발급": "D-3"}


def test_columns_that_a_file_has_not_stay_as_they_are(new, people):
    made = apply_import(new(*ROWS).pk, by=people.planner).template
    before = content_of(made.versions.drafts().get())
    done = apply_import(new(["항목", "기한"], ["대표번호 개통", "D-2"], template_id=made.pk).pk, by=people.planner)
    after = next(content_of(made.versions.drafts().get()).lines())
    assert done.mapping["result"]["changed"] == 1
    assert (after.department, after.is_blocker, str(after.rule)) == ("sales", True, "D-2")
    assert after.default_owner == next(before.lines()).default_owner


def test_an_error_in_one_cell_keeps_everything_out(new, people):
    kept = new(*ROWS, ["시스템", "권한 발급", "cx", "", "곧", ""])
    preview = preview_import(kept.pk, by=people.planner)
    assert [(error.row, error.field) for error in preview.understood.errors] == [(4, "due")]
    assert "곧" in preview.understood.errors[0].sentence
    with pytest.raises(Refusal, match="곧"):
        apply_import(kept.pk, by=people.planner)
    assert not Template.objects.exists()


def test_an_unknown_department_is_named_by_the_person_and_never_made(new, people):
    kept = new(ROWS[0], ["", "하나", "영업기획실", "", "D-1", ""], ["", "둘", "", "", "D-1", ""])
    preview = preview_import(kept.pk, by=people.planner)
    assert dict(preview.understood.unknown_departments) == {"영업기획실": 1, "": 1}
    preview = map_columns(kept.pk, by=people.planner, departments={"영업기획실": "sales", "": "cx"})
    assert [read.line.department for read in preview.understood.lines] == ["sales", "cx"]
    with pytest.raises(Invalid):
        map_columns(kept.pk, by=people.planner, departments={"": "없는부서"})


def test_an_owner_is_somebody_here_and_one_person_of_the_department(new, people):
    factories.user(department=people.sales, name="이도윤")
    names = ["이도윤", "없는사람", "nobody@example.com", "박지훈", people.viewer.name, people.salesperson.email]
    kept = new(ROWS[0], *(["", f"일 {n}", "sales", name, "D-1", ""] for n, name in enumerate(names)))
    errors = preview_import(kept.pk, by=people.planner).understood.errors
    assert [(error.row, error.field) for error in errors] == [(row, "owner") for row in (2, 3, 4, 5, 6)]


def test_columns_can_be_corrected(new, people):
    kept = new(["가", "나", "다"], ["대표번호 개통", "D-3", "cx"])
    assert preview_import(kept.pk, by=people.planner).understood.errors
    preview = map_columns(kept.pk, by=people.planner, columns={"title": 0, "due": 1, "department": 2})
    assert preview.is_ready
    assert str(preview.understood.lines[0].line.rule) == "D-3"


def test_another_row_can_hold_the_headings(new, people):
    kept = new(["가", "나"], ["이름", "부서"], ["하나", "cx"])
    preview = map_columns(kept.pk, by=people.planner, heading_at=1)
    assert preview.table is not None
    assert preview.table.headings == ("가", "나")


def test_a_d_day_turns_dates_into_days(new, people):
    kept = new(["항목", "부서", "마감"], ["하나", "cx", "2026-12-02"])
    assert preview_import(kept.pk, by=people.planner).understood.errors
    preview = map_columns(kept.pk, by=people.planner, launch_on=date(2026, 12, 9))
    assert str(preview.understood.lines[0].line.rule) == "D-5 business"


def test_a_template_exported_comes_back_as_it_was(new, people):
    version = factories.template(
        [
            factories.line("A1", department=people.sales, scenarios=["연결된다"], guidance="먼저\n\n- 확인"),
            factories.line("A2", department=people.cx, waits_for=[("A1", 2)], condition={"question": "q", "is": True}),
        ],
        by=people.planner,
        questions=[{"key": "q", "text": "새것입니까?", "kind": "yes_no"}],
    )
    document = template_document(version, by=people.planner)
    for kind in ("xlsx", "csv", "yaml"):
        kept = new(FORMATS[kind].write(document), name=f"a.{kind}", template_id=version.template_id)
        assert apply_import(kept.pk, by=people.planner).mapping["result"] == {"new": 0, "changed": 0, "same": 2}, kind


def test_an_import_is_its_makers_and_editors_only(new, people):
    kept = new(*ROWS)
    with pytest.raises(ImportFile.DoesNotExist):
        preview_import(kept.pk, by=people.second_planner)
    with pytest.raises(Forbidden):
        new(*ROWS, by=people.marketer)


def test_uploads_are_forgotten_after_a_week_and_what_they_became_is_not(new, people):
    kept, applied = new(*ROWS), new(["항목"], ["하나"])
    map_columns(applied.pk, by=people.planner, departments={"": "cx"})
    apply_import(applied.pk, by=people.planner)
    assert clear_old_imports() == 0
    assert clear_old_imports(timezone.now() + timedelta(days=8)) == 2
    assert not ImportFile.objects.filter(pk=kept.pk).exists()
    applied.refresh_from_db()
    assert (applied.table, applied.template.name) == ({}, "목록")
