"""The template library: YAML files that anyone can load.

`read` gives a file that is right, or raises `LibraryError` with the file, the line and the field of every problem.
`load` brings it into the database through the services: a new template is published as version 1; the same file again
changes nothing; a changed file becomes the next version. Departments are found by short name, or by what they cover;
those nobody has are made.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import access
from accounts.access import Action
from accounts.errors import Refusal
from accounts.models import Department, User
from accounts.services import save_department

from .content import Content
from .library_file import LibraryError, TemplateFile, parse
from .models import LaunchType, Template
from .services.drafts import fill_draft
from .services.publishing import publish_draft
from .services.templates import create_template, save_launch_type

__all__ = ["DEPARTMENTS", "LIBRARY", "LibraryError", "LibraryTemplate", "load", "load_all", "read", "read_all"]

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


@dataclass(frozen=True, slots=True)
class LibraryTemplate:
    """A file, read and checked. `digest` tells its content from another's."""

    path: Path
    digest: str
    file: TemplateFile

    @property
    def slug(self) -> str:
        return self.file.words["slug"]

    @property
    def content(self) -> Content:
        return self.file.content


def read(path: Path) -> LibraryTemplate:
    """Read and check one file: every text in both languages, every department one that the library knows."""
    raw = path.read_bytes()
    try:
        found = parse(path.name, raw.decode(), is_bilingual=True, departments=DEPARTMENTS)
    except UnicodeDecodeError as error:
        raise LibraryError(path.name, [_("The file is not UTF-8.")]) from error
    missing = [name for name in ("slug", "name_en", "summary", "summary_en") if not found.words[name]]
    if missing or not found.launch_type:
        names = ", ".join(missing or ["launch_type"])
        raise LibraryError(path.name, [_("This is missing: %(names)s.") % {"names": names}])
    return LibraryTemplate(path, hashlib.sha256(raw).hexdigest()[:12], found)


def read_all() -> list[LibraryTemplate]:
    """Every file that ships with the product, in the order of their names."""
    return [read(path) for path in sorted(LIBRARY.glob("*.yaml"))]


def load_all(*, by: User) -> list[Template]:
    return [load(source, by=by) for source in read_all()]


def load(source: LibraryTemplate, *, by: User) -> Template:
    """Bring one file into the database, whole or not at all."""
    try:
        with transaction.atomic():
            return _load(source, by=by)
    except Refusal as error:
        raise LibraryError(source.path.name, [error.message]) from error


def _load(source: LibraryTemplate, *, by: User) -> Template:
    template = Template.objects.filter(slug=source.slug).first()
    if template is None:
        launch_type = _launch_type(dict(source.file.launch_type), by=by)
        template = create_template(by=by, launch_type=launch_type, **source.file.words)
    if template.versions.published().filter(note__endswith=f"({source.digest})").exists():
        return template
    what = _("loaded from the library")
    fill_draft(template.versions.drafts().get(), _with_departments(source.content, by=by), by=by, what=what)
    publish_draft(template.pk, by=by, note=_("Loaded from the library (%(digest)s)") % {"digest": source.digest})
    return template


def _launch_type(words: dict[str, Any], *, by: User) -> LaunchType:
    found = LaunchType.objects.filter(slug=words["slug"]).first()
    return found or save_launch_type(LaunchType(**words), by=by)


def _with_departments(content: Content, *, by: User) -> Content:
    """The same content with the departments that this company has in place of the library's."""
    found = _departments({line.department for line in content.lines()}, by=by)
    sections = tuple(
        replace(section, lines=tuple(replace(line, department=found[line.department]) for line in section.lines))
        for section in content.sections
    )
    return replace(content, sections=sections)


def _departments(slugs: set[str], *, by: User) -> dict[str, str]:
    """For each short name that of the department which has it, or covers it, or is made for it."""
    found = {}
    for department in Department.objects.all():
        found |= {slug: department.slug for slug in department.covers if slug not in found}
        found[department.slug] = department.slug
    missing = sorted(slugs - found.keys(), key=list(DEPARTMENTS).index)
    if missing and not access.allows(by, Action.MANAGE_PEOPLE):
        names = ", ".join(missing)
        raise Refusal(
            "no_department", _("An administrator makes these departments first: %(names)s.") % {"names": names}
        )
    for slug in missing:
        name, name_en = DEPARTMENTS[slug]
        save_department(Department(slug=slug, name=name, name_en=name_en, is_contact_centre=slug == "centre"), by=by)
        found[slug] = slug
    return found
