"""The library that ships with the product, and files that are wrong."""

from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from django.core.management import CommandError, call_command

from accounts.models import Department
from checklists.library import LIBRARY, LibraryError, load, load_all, read
from checklists.models import TemplateVersion
from ledger.models import Event

FILES = sorted(LIBRARY.glob("*.yaml"))
SIZES = {"partner_mall_centre": 54, "monthly_promotion": 25, "bulk_message": 21}
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
    assert {path.stem: len(read(path).items) for path in FILES} == SIZES


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_text_of_the_library_has_its_english(path: Path) -> None:
    source = read(path)
    parts = [*source.content["sections"], *source.content["questions"], *source.items]
    parts += [scenario for item in source.items for scenario in item.get("scenarios", [])]
    for part in parts:
        for name in ("title", "text", "guidance", "brief"):
            assert bool(part.get(name)) == bool(part.get(f"{name}_en")), part


def test_loading_twice_changes_nothing(people: SimpleNamespace) -> None:
    first = load_all(by=people.admin)
    rows, events = TemplateVersion.objects.count(), Event.objects.count()
    assert load_all(by=people.planner) == first
    assert (TemplateVersion.objects.count(), Event.objects.count()) == (rows, events)
    published = {t.slug: t.versions.published().get().items.count() for t in first}
    assert sorted(published.values()) == sorted(SIZES.values())


def test_a_planner_loads_what_needs_no_new_department(people: SimpleNamespace, tmp_path: Path) -> None:
    assert load(read(_write(tmp_path, SMALL)), by=people.planner).slug == "small"
    with pytest.raises(LibraryError, match=r"small\.yaml: .*md"):
        load(read(_write(tmp_path, _changed(department="md"))), by=people.planner)


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
    "unknown department": _changed(department="moon"),
    "does not exist": _changed(waits_for=["B9"]),
    "D--3": _changed(due="D--3"),
    "has no English": _changed(title_en=""),
    "guidance_en": _changed(guidance="이렇게 하세요"),
    "evidence_kind": _changed(evidence="photo"),
    "approval": _changed(approval="everybody"),
    "“zz”": _changed(when={"question": "zz", "is": True}),
    "text_en": _changed(scenarios=[{"text": "연결된다"}]),
    "title": _changed(title="가" * 201),
}


@pytest.mark.parametrize("said", WRONG)
def test_a_wrong_line_is_refused_by_file_item_and_problem(said: str, tmp_path: Path) -> None:
    with pytest.raises(LibraryError) as refused:
        read(_write(tmp_path, WRONG[said]))
    assert str(refused.value).startswith("small.yaml, A2: ")
    assert said in str(refused.value)


def test_a_key_used_twice_a_missing_name_and_what_is_not_yaml_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="used twice: A1"):
        read(_write(tmp_path, _changed(key="A1")))
    with pytest.raises(LibraryError, match="name_en"):
        read(_write(tmp_path, {key: value for key, value in SMALL.items() if key != "name_en"}))
    (tmp_path / "small.yaml").write_text("a: [")
    with pytest.raises(LibraryError, match="not YAML"):
        read(tmp_path / "small.yaml")


def test_lines_that_wait_for_each_other_are_refused_by_file(people: SimpleNamespace, tmp_path: Path) -> None:
    content = _changed()
    content["sections"][0]["items"][0]["waits_for"] = ["A2"]
    with pytest.raises(LibraryError, match=r"small\.yaml: .*A1"):
        load(read(_write(tmp_path, content)), by=people.planner)


def _write(folder: Path, content: dict) -> Path:
    path = folder / "small.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True))
    return path
