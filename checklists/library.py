"""The template library: YAML files that anyone can load, read as strictly as they are written.

`read` turns a file into `LibraryTemplate` or raises `LibraryError`, which names the file, the place and the problem.
`load` brings it into the database through the services: a new template is published as version 1; the same file again
changes nothing; a changed file becomes the next version. Departments are found by short name, or by what they cover;
those nobody has are made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import access
from accounts.access import Action
from accounts.errors import Refusal
from accounts.models import Department, User
from accounts.services import save_department

from .conditions import check_condition
from .models import LaunchType, Question, Scenario, Section, Template, TemplateItem, TemplateVersion, TemplateWait
from .schedule import ScheduleError, parse_rule
from .services import create_template, fill_draft, publish_draft, save_launch_type

LIBRARY = Path(__file__).parent / "library"
DEPARTMENTS = {
    "cx": ("CX기획", "CX planning"),
    "centre": ("고객센터", "Contact centre"),
    "sales": ("영업", "Sales"),
    "md": ("MD", "Merchandising"),
    "marketing": ("마케팅", "Marketing"),
    "ux": ("UX", "UX"),
    "it": ("IT", "IT"),
    "logistics": ("물류", "Logistics"),
    "finance": ("재무", "Finance"),
    "legal": ("법무", "Legal"),
}


class LibraryError(ValueError):
    """A file that cannot be loaded: "monthly_promotion.yaml, M07: …"."""


@dataclass(frozen=True, slots=True)
class LibraryTemplate:
    """A file's content, checked: every reference in it leads somewhere."""

    path: Path
    digest: str
    content: dict[str, Any]

    @property
    def items(self) -> list[dict[str, Any]]:
        return [item for section in self.content["sections"] for item in section["items"]]


def read(path: Path) -> LibraryTemplate:
    """Read and check one file."""
    raw = path.read_bytes()
    try:
        content = yaml.safe_load(raw)
    except yaml.YAMLError as error:
        raise LibraryError(f"{path.name}: not YAML: {error}") from error
    found = LibraryTemplate(path, hashlib.sha256(raw).hexdigest()[:12], content)
    try:
        _check(found)
    except (KeyError, TypeError, AttributeError, ValidationError) as error:
        raise LibraryError(f"{path.name}: a field is missing or has the wrong shape: {error}") from error
    return found


def load_all(*, by: User) -> list[Template]:
    return [load(read(path), by=by) for path in sorted(LIBRARY.glob("*.yaml"))]


def load(source: LibraryTemplate, *, by: User) -> Template:
    """Bring one file into the database, whole or not at all."""
    try:
        with transaction.atomic():
            return _load(source, by=by)
    except Refusal as error:
        raise LibraryError(f"{source.path.name}: {error.message}") from error


def _load(source: LibraryTemplate, *, by: User) -> Template:
    content = source.content
    launch_type = _launch_type(content["launch_type"], by=by)
    template = Template.objects.filter(slug=content["slug"]).first()
    if template is None:
        words = {name: content[name].strip() for name in ("name", "name_en", "summary", "summary_en")}
        template = create_template(by=by, launch_type=launch_type, slug=content["slug"], **words)
    if template.versions.published().filter(note__endswith=f"({source.digest})").exists():
        return template
    draft = template.versions.drafts().get()
    _fill(draft, source, by=by)
    publish_draft(template.pk, by=by, note=_("Loaded from the library (%(digest)s)") % {"digest": source.digest})
    return template


def _launch_type(words: dict[str, Any], *, by: User) -> LaunchType:
    found = LaunchType.objects.filter(slug=words["slug"]).first()
    return found or save_launch_type(LaunchType(**words), by=by)


def _departments(slugs: set[str], *, by: User) -> dict[str, Department]:
    """The department for each short name: its own, or one that covers it, or a new one."""
    found = {department.slug: department for department in Department.objects.all()}
    for department in list(found.values()):
        for slug in department.covers:
            found.setdefault(slug, department)
    missing = sorted(slugs - found.keys(), key=list(DEPARTMENTS).index)
    if missing and not access.allows(by, Action.MANAGE_PEOPLE):
        names = ", ".join(missing)
        raise Refusal(
            "no_department", _("An administrator makes these departments first: %(names)s.") % {"names": names}
        )
    for slug in missing:
        name, name_en = DEPARTMENTS[slug]
        new = Department(slug=slug, name=name, name_en=name_en, is_contact_centre=slug == "centre")
        found[slug] = save_department(new, by=by)
    return found


def _fill(draft: TemplateVersion, source: LibraryTemplate, *, by: User) -> None:
    departments = _departments({item["department"] for item in source.items}, by=by)
    sections, items, scenarios, waits = [], {}, [], []
    for number, words in enumerate(source.content["sections"], 1):
        section = Section(version=draft, order=number, title=words["title"], title_en=words["title_en"])
        sections.append(section)
        for order, line in enumerate(words["items"], 1):
            item = _item(draft, section, order, line, departments[line["department"]])
            items[line["key"]] = item
            scenarios += [_scenario(item, place, each) for place, each in enumerate(line.get("scenarios", []), 1)]
    for line in source.items:
        for wait in line.get("waits_for", []):
            key, days = (wait, None) if isinstance(wait, str) else (wait["item"], wait["days"])
            waits.append(TemplateWait(item=items[line["key"]], predecessor=items[key], days=days))
    fill_draft(
        draft,
        by=by,
        sections=sections,
        questions=[_question(draft, order, each) for order, each in enumerate(source.content["questions"], 1)],
        items=list(items.values()),
        scenarios=scenarios,
        waits=waits,
    )


def _item(
    draft: TemplateVersion, section: Section, order: int, line: dict[str, Any], department: Department
) -> TemplateItem:
    rule = parse_rule(line["due"])
    return TemplateItem(
        version=draft,
        section=section,
        order=order,
        key=line["key"],
        title=line["title"],
        title_en=line["title_en"],
        guidance=line.get("guidance", "").strip(),
        guidance_en=line.get("guidance_en", "").strip(),
        department=department,
        offset=rule.offset,
        unit=rule.unit,
        roll=line.get("roll", rule.roll),
        is_blocker=line.get("blocker", False),
        evidence_kind=line.get("evidence", "none"),
        approval=line.get("approval", "none"),
        brief_line=line.get("brief", ""),
        brief_line_en=line.get("brief_en", ""),
        condition=line.get("when"),
    )


def _scenario(item: TemplateItem, order: int, words: dict[str, Any]) -> Scenario:
    scenario = Scenario(
        item=item, order=order, text=words["text"], text_en=words["text_en"], condition=words.get("when")
    )
    if "due" in words:
        rule = parse_rule(words["due"])
        scenario.offset, scenario.unit = rule.offset, rule.unit
    return scenario


def _question(draft: TemplateVersion, order: int, words: dict[str, Any]) -> Question:
    return Question(
        version=draft,
        order=order,
        key=words["key"],
        text=words["text"],
        text_en=words["text_en"],
        kind=words["kind"],
        choices=words.get("choices", []),
    )


def _check(source: LibraryTemplate) -> None:
    """Every word in both languages, keys used once, waits and conditions that lead somewhere, readable deadlines."""
    name = source.path.name
    content = source.content
    LaunchType(**content["launch_type"]).clean_fields()
    for field in ("slug", "name", "name_en", "summary", "summary_en"):
        if not content[field].strip():
            raise LibraryError(f"{name}: “{field}” is empty")
    keys = [item["key"] for item in source.items]
    if repeated := {key for key in keys if keys.count(key) > 1}:
        raise LibraryError(f"{name}: used twice: {', '.join(sorted(repeated))}")
    questions = [_question(TemplateVersion(), order, words) for order, words in enumerate(content["questions"], 1)]
    for words in (*content["sections"], *content["questions"]):
        _check_english(words, name)
    for item in source.items:
        place = f"{name}, {item['key']}"
        try:
            _check_item(item, keys, questions, place)
        except ValidationError as error:
            raise LibraryError(f"{place}: {' '.join(error.messages)} ({', '.join(error.message_dict)})") from error
        except (KeyError, ScheduleError) as error:
            raise LibraryError(f"{place}: {error}") from error


def _check_item(item: dict[str, Any], keys: Sequence[str], questions: Sequence[Question], place: str) -> None:
    if item["department"] not in DEPARTMENTS:
        raise LibraryError(f"{place}: unknown department “{item['department']}”")
    for wait in item.get("waits_for", []):
        if (wait if isinstance(wait, str) else wait["item"]) not in keys:
            raise LibraryError(f"{place}: waits for “{wait}”, which does not exist")
    line = _item(TemplateVersion(), Section(), 1, item, Department())
    line.clean_fields(exclude=["version", "section", "department", "condition"])
    for part in [item, *item.get("scenarios", [])]:
        _check_english(part, place)
        for sentence in check_condition(part.get("when"), questions):
            raise LibraryError(f"{place}: {sentence}")
    for order, words in enumerate(item.get("scenarios", []), 1):
        _scenario(line, order, words).clean_fields(exclude=["item", "condition"])


def _check_english(words: dict[str, Any], place: str) -> None:
    """What a reader of English would miss. `words` is a section, a question, an item or a scenario."""
    for field in ("title", "text", "guidance", "brief"):
        if words.get(field) and not words.get(f"{field}_en"):
            raise LibraryError(f"{place}: “{words[field][:40]}” has no English ({field}_en)")
    for choice in words.get("choices", []):
        if not choice.get("label_en"):
            raise LibraryError(f"{place}: “{choice['label']}” has no English (label_en)")
