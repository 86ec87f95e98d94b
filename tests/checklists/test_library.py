"""The library that ships with the product, and files that are wrong."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.utils.translation import override

from accounts.models import Department
from checklists.library import LIBRARY, LibraryError, load, load_all, read
from checklists.models import TemplateVersion
from ledger.models import Event

FILES = sorted(LIBRARY.glob("*.yaml"))
SIZES = {
    "partner_mall_centre": 54,
    "exhibition_page": 15,
    "monthly_promotion": 25,
    "payment_method": 20,
    "bulk_message": 21,
    "admin_handover": 15,
    "policy_review": 9,
    "meeting_preparation": 10,
    "cx_wheel": 24,
}
SMALL = {
    "slug": "small",
    "launch_type": {"slug": "small", "name": "작은 것", "name_en": "Small", "notice_days": 5},
    "name": "작은 것",
    "name_en": "Small",
    "summary": "시험",
    "summary_en": "Test",
    "questions": [{"key": "q", "text": "새것입니까?", "text_en": "Is it new?", "kind": "yes_no"}],
    "sections": [
        {
            "title": "준비",
            "title_en": "Preparation",
            "items": [
                {"key": "A1", "title": "하나", "title_en": "One", "department": "cx", "due": "D-5 business"},
                {
                    "key": "A2",
                    "title": "둘",
                    "title_en": "Two",
                    "department": "sales",
                    "due": "D-day",
                    "waits_for": ["A1"],
                },
            ],
        }
    ],
}


def test_the_library_holds_the_templates_promised() -> None:
    assert {path.stem: len(list(read(path).content.lines())) for path in FILES} == SIZES


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_two_lines_of_the_library_say_the_same(path: Path) -> None:
    lines = list(read(path).content.lines())
    for texts in ([line.title for line in lines], [line.guidance for line in lines]):
        assert all(texts)
        assert len(set(texts)) == len(texts)


def test_loading_twice_changes_nothing(people: SimpleNamespace) -> None:
    first = load_all(by=people.admin)
    rows, events = TemplateVersion.objects.count(), Event.objects.count()
    assert load_all(by=people.planner) == first
    assert (TemplateVersion.objects.count(), Event.objects.count()) == (rows, events)
    published = {t.slug: t.versions.published().get().items.count() for t in first}
    assert sorted(published.values()) == sorted(SIZES.values())


def test_a_planner_loads_a_file_with_the_departments_that_are_missing(people: SimpleNamespace, tmp_path: Path) -> None:
    assert load(read(_write(tmp_path, _changed(department="md"))), by=people.planner).slug == "small"
    assert Department.objects.filter(slug="md", name="MD").exists()


def test_a_department_that_covers_another_takes_its_lines(people: SimpleNamespace, tmp_path: Path) -> None:
    Department.objects.filter(slug="sales").update(slug="elsewhere")
    Department.objects.filter(slug="marketing").update(covers=["sales"])
    loaded = load(read(_write(tmp_path, SMALL)), by=people.planner)
    assert loaded.versions.published().get().items.get(key="A2").department == people.marketing


def test_a_changed_file_becomes_the_next_version(people: SimpleNamespace, tmp_path: Path) -> None:
    load(read(_write(tmp_path, SMALL)), by=people.planner)
    template = load(read(_write(tmp_path, SMALL | {"summary": "바뀜"})), by=people.planner)
    assert [version.number for version in template.versions.published()] == [1, 2]


def test_the_command_asks_for_a_person_first(db: None) -> None:
    with pytest.raises(CommandError, match="createsuperuser"):
        call_command("load_library")


def _changed(**fields: object) -> dict:
    """SMALL with other fields in line A2."""
    content = yaml.safe_load(yaml.safe_dump(SMALL))
    content["sections"][0]["items"][1] |= fields
    return content


WRONG = {
    "department: unknown department “moon”": _changed(department="moon"),
    "waits_for: waits for “B9”, which does not exist": _changed(waits_for=["B9"]),
    "due: “D--3” is not a deadline": _changed(due="D--3"),
    "title_en: “둘” has no English": _changed(title_en=""),
    "guidance_en: “이렇게 하세요” has no English": _changed(guidance="이렇게 하세요"),
    "evidence: “photo” is not one of": _changed(evidence="photo"),
    "approval: “everybody” is not one of": _changed(approval="everybody"),
    "when: The condition names the question “zz”": _changed(when={"question": "zz", "is": True}),
    "text_en: “연결된다” has no English": _changed(scenarios=[{"text": "연결된다"}]),
    "title: Please write at most 200 characters": _changed(title="가" * 201),
    "blocker: Write true or false": _changed(blocker="yes"),
    "scenarios: A list is expected here": _changed(scenarios="연결된다"),
    "owner_name: There is no such field": _changed(owner_name="김하늘"),
    "title: A text is expected here": _changed(title=["둘"]),
}


@pytest.mark.parametrize("said", WRONG)
def test_a_wrong_line_is_refused_by_file_line_item_and_field(said: str, tmp_path: Path) -> None:
    path = _write(tmp_path, WRONG[said])
    with override("en"), pytest.raises(LibraryError) as refused:
        read(path)
    sentence = str(refused.value)
    assert re.fullmatch(r"small\.yaml, line (\d+), A2, (.*)", sentence.splitlines()[0])
    assert said in sentence
    number, field = refused.value.problems[0].line, refused.value.problems[0].field
    assert field in path.read_text().splitlines()[number - 1] or field.endswith("_en")


def test_every_problem_of_a_file_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(LibraryError) as refused:
        read(_write(tmp_path, _changed(department="moon", due="D--3", evidence="photo")))
    assert {problem.field for problem in refused.value.problems} == {"department", "due", "evidence"}


NOT_READ = {
    "used twice: A1": yaml.safe_dump(_changed(key="A1"), allow_unicode=True),
    "line 1: not YAML": "a: [",
    "not UTF-8": "이름: 작은 것".encode("cp949"),
    "Anchors and aliases": "name: &a 작은 것\nname_en: *a\n",
    "Tags": "name: !!python/object:os.system x\n",
    "stands here twice": "name: 하나\nname: 둘\n",
    "nested too deeply": "a: " + "[" * 30 + "]" * 30,
    "cannot be read": "name: 2026-02-30\n",
    "Names with values are expected": "- 하나\n- 둘\n",
    "launch_type": "slug: a\nname: a\nname_en: a\nsummary: a\nsummary_en: a\n",
    "slug, summary": "name: a\nname_en: a\n",
}


@pytest.mark.parametrize("said", NOT_READ)
def test_what_is_no_template_is_refused_with_what_is_wrong(said: str, tmp_path: Path) -> None:
    path, raw = tmp_path / "small.yaml", NOT_READ[said]
    path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    with override("en"), pytest.raises(LibraryError, match=re.escape(said)):
        read(path)


def test_lines_that_wait_for_each_other_are_refused_by_file(people: SimpleNamespace, tmp_path: Path) -> None:
    content = _changed()
    content["sections"][0]["items"][0]["waits_for"] = ["A2"]
    with pytest.raises(LibraryError, match=r"small\.yaml: .*A1"):
        load(read(_write(tmp_path, content)), by=people.planner)


def _write(folder: Path, content: dict) -> Path:
    path = folder / "small.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True))
    return path
