"""Each template of the library → a file → read as an import does: the same, or exactly what README.md says is lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import translation

from accounts.models import Department
from checklists.content import Content, LineContent, ScenarioContent
from checklists.exports import department_names
from checklists.files.columns import guess
from checklists.files.known import Known, spellings
from checklists.files.rows import understand
from checklists.files.tables import read_table
from checklists.files.writing import FORMATS, Document
from checklists.library import DEPARTMENTS, LIBRARY
from checklists.library_file import TemplateFile, parse
from checklists.schedule import Roll

FILES = sorted(LIBRARY.glob("*.yaml"))
IDS = [path.stem for path in FILES]
KNOWN = Known(
    {word: slug for slug, names in DEPARTMENTS.items() for name in (slug, *names) for word in spellings(name)}
)


@pytest.fixture(params=["ko", "en"])
def language(request):
    with translation.override(request.param):
        yield request.param


def template(path: Path) -> TemplateFile:
    return parse(path.name, path.read_text())


def document(file: TemplateFile, language: str) -> Document:
    names = {slug: names[language == "en"] for slug, names in DEPARTMENTS.items()}
    return Document(file, names, facts=(("=Launch type", "+new"),))


def read_back(kind: str, data: bytes, known: Known = KNOWN) -> Content:
    table = read_table(f"x.{kind}", data)
    understood = understand(table, guess(table.headings), known)
    assert not understood.errors
    assert not understood.unknown_departments
    return understood.content


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_yaml_carries_everything(path, language):
    file = template(path)
    assert parse("again.yaml", FORMATS["yaml"].write(document(file, language)).decode()) == file


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_xlsx_carries_the_whole_content(path, language):
    file = template(path)
    data = FORMATS["xlsx"].write(document(file, language))
    assert read_back("xlsx", data) == sorted_waits(file.content)


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_csv_carries_all_but_the_questions(path, language):
    """Into a template that has the questions: without them no condition means anything."""
    file = template(path)
    asked = replace(KNOWN, draft=Content(questions=file.content.questions))
    data = FORMATS["csv"].write(document(file, language))
    assert read_back("csv", data, asked) == sorted_waits(file.content)


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_markdown_carries_what_a_task_list_has_a_place_for(path):
    file = template(path)
    asked = replace(KNOWN, draft=Content(questions=file.content.questions))
    with translation.override("ko"):
        found = read_back("md", FORMATS["md"].write(document(file, "ko")), asked)
    assert found.sections == as_markdown_has_it(file.content, list(found.lines())).sections


def test_the_same_file_a_second_time_changes_nothing():
    file = template(LIBRARY / "partner_mall_centre.yaml")
    known = replace(KNOWN, draft=sorted_waits(file.content))
    for kind in ("xlsx", "csv", "md"):
        data = FORMATS[kind].write(document(file, "ko"))
        assert read_back(kind, data, known) == sorted_waits(file.content)


def sorted_waits(content: Content) -> Content:
    """As the database gives them: in the order of their keys."""
    return changed(content, lambda line: replace(line, waits=tuple(sorted(line.waits, key=lambda wait: wait.key))))


def as_markdown_has_it(content: Content, read: list[LineContent]) -> Content:
    """Without English, keys (new ones are given), rolls, evidence, approval, brief lines, waits and conditions."""
    keys = iter(line.key for line in read)

    def kept(line: LineContent) -> LineContent:
        return LineContent(
            key=next(keys),
            title=line.title,
            department=line.department,
            rule=replace(line.rule, roll=Roll.DEFAULT),
            guidance=line.guidance,
            is_blocker=line.is_blocker,
            scenarios=tuple(ScenarioContent(s.text, "", s.rule, s.condition) for s in line.scenarios),
        )

    sections = changed(content, kept).sections
    return Content(tuple(replace(section, title_en="") for section in sections), content.questions)


def changed(content: Content, change) -> Content:
    sections = (replace(section, lines=tuple(map(change, section.lines))) for section in content.sections)
    return replace(content, sections=tuple(sections))


@pytest.mark.django_db
def test_the_names_written_are_those_of_the_departments():
    Department.objects.create(slug="a", name="물류", name_en="Logistics")
    Department.objects.create(slug="b", name="영업1", name_en="Sales")
    Department.objects.create(slug="c", name="영업2", name_en="Sales")
    with translation.override("ko"):
        assert department_names() == {"a": "물류", "b": "영업1", "c": "영업2"}
    with translation.override("en"):
        assert department_names() == {"a": "Logistics", "b": "b", "c": "c"}
