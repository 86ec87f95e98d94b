"""The template library: YAML files that anyone can load.

`read` gives a file that is right, or raises `LibraryError` with the file, the line and the field of every problem.
`use` and `load` bring it into the database through the services: a new template is published as version 1; the same
file again changes nothing; a changed file becomes the next version, or waits to be fetched where people have edited the
template here. Departments are found by short name, or by what they cover; those nobody has are made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.departments import USUAL
from accounts.errors import Refusal
from accounts.models import Department, User
from accounts.services import save_department
from ledger.models import Event

from .content import Content
from .library_file import TemplateFile, parse
from .models import LaunchType, Template, in_reader_language
from .services.drafts import EDITED, fill_draft
from .services.publishing import publish_draft
from .services.templates import create_template, save_launch_type
from .yaml_fields import LibraryError

__all__ = [
    "DEPARTMENTS",
    "LIBRARY",
    "LibraryError",
    "LibraryTemplate",
    "departments_for",
    "digests_of",
    "fetch",
    "is_newer",
    "load",
    "load_all",
    "read",
    "read_all",
    "shipped",
    "use",
    "with_departments",
]

DIGEST = "library"  # in the event of a draft that a file filled
LIBRARY = Path(__file__).parent / "library"
DEPARTMENTS = {usual.slug: (usual.name, usual.name_en) for usual in USUAL}


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
    def local_name(self) -> str:
        return in_reader_language(self.file.words["name"], self.file.words["name_en"])

    @property
    def local_summary(self) -> str:
        return in_reader_language(self.file.words["summary"], self.file.words["summary_en"])

    @property
    def content(self) -> Content:
        return self.file.content

    @property
    def counts(self) -> dict[str, int]:
        """How many lines, must-haves and scenarios are in it."""
        lines = list(self.content.lines())
        must, scenarios = sum(line.is_blocker for line in lines), sum(len(line.scenarios) for line in lines)
        return {"items": len(lines), "must": must, "scenarios": scenarios}


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


@cache
def shipped() -> dict[str, LibraryTemplate]:
    """The same by slug, read once per process: the files change only with the product."""
    return {source.slug: source for source in read_all()}


def load_all(*, by: User) -> list[Template]:
    return [load(source, by=by) for source in read_all()]


def load(source: LibraryTemplate, *, by: User) -> Template:
    """Bring one file into the database, whole or not at all."""
    try:
        return use(source, by=by)
    except Refusal as error:
        raise LibraryError(source.path.name, [error.message]) from error


@transaction.atomic
def use(source: LibraryTemplate, *, by: User) -> Template:
    """Make a template of the file, published as version 1; or its next version of a file that has changed.

    A template that people have edited here, or archived, stays as it is: `fetch` offers them the file in the draft.
    """
    template = Template.objects.filter(slug=source.slug).first()
    if template is None:
        launch_type = _launch_type(dict(source.file.launch_type), by=by)
        template = create_template(by=by, launch_type=launch_type, **source.file.words)
    elif not is_newer(source, template) or template.is_archived or not _is_untouched(template):
        return template
    _fill(template, source, by=by, what=_("loaded from the library"))
    publish_draft(template.pk, by=by, note=_("Loaded from the library"))
    return template


@transaction.atomic
def fetch(source: LibraryTemplate, *, by: User, revision: int | None) -> Template:
    """Put a file that has changed into the draft of its template, to be compared and published there.

    Raises Template.DoesNotExist when it is not loaded, Stale when somebody edited the draft since `revision`.
    """
    template = Template.objects.get(slug=source.slug)
    _fill(template, source, by=by, what=_("new edition fetched from the library"), revision=revision)
    return template


def is_newer(source: LibraryTemplate, template: Template) -> bool:
    """Whether the file is one that was never brought into the template."""
    return source.digest not in digests_of([template])[template.pk]


def digests_of(templates: Collection[Template]) -> dict[int, set[str]]:
    """Of each template the files that were brought into it, by its id. One query."""
    streams = {template.stream_id: template.pk for template in templates}
    fills = Event.objects.filter(stream__in=streams, verb=EDITED, after__has_key=DIGEST)
    found: dict[int, set[str]] = {template.pk: set() for template in templates}
    for stream_id, digest in fills.values_list("stream_id", f"after__{DIGEST}"):
        found[streams[stream_id]].add(digest)
    return found


def _is_untouched(template: Template) -> bool:
    """Whether what people see, and the draft, are as a file left them: the last two deeds were to fill and publish."""
    deeds = Event.objects.filter(stream=template.stream_id, verb__in=[EDITED, "version_published"]).order_by("-seq")
    return [(event.verb, DIGEST in event.after) for event in deeds[:2]] == [
        ("version_published", False),
        (EDITED, True),
    ]


def _fill(template: Template, source: LibraryTemplate, *, by: User, what: str, revision: int | None = None) -> None:
    content = with_departments(source.content, _departments(source.content, by=by))
    draft = template.versions.drafts().get()
    fill_draft(draft, content, by=by, what=what, revision=revision, after={DIGEST: source.digest})


def _launch_type(words: dict[str, Any], *, by: User) -> LaunchType:
    found = LaunchType.objects.filter(slug=words["slug"]).first()
    return found or save_launch_type(LaunchType(**words), by=by)


def with_departments(content: Content, found: Mapping[str, str]) -> Content:
    """The same content with the departments that this company has in place of the library's, where it has them."""
    sections = tuple(
        replace(
            section,
            lines=tuple(
                replace(line, department=found.get(line.department, line.department)) for line in section.lines
            ),
        )
        for section in content.sections
    )
    return replace(content, sections=sections)


def departments_for(content: Content) -> dict[str, Department | None]:
    """For each of the library's departments that a content names the company's: by short name, or that covers it."""
    found: dict[str, Department] = {}
    for department in Department.objects.all():
        found |= {slug: department for slug in department.covers if slug not in found}
        found[department.slug] = department
    return {slug: found.get(slug) for slug in DEPARTMENTS if slug in _slugs(content)}


def _slugs(content: Content) -> set[str]:
    return {line.department for line in content.lines()}


def _departments(content: Content, *, by: User) -> dict[str, str]:
    """The company's departments for the library's, made where it has none."""
    places = departments_for(content)
    missing = [slug for slug, department in places.items() if department is None]
    for slug in missing:
        name, name_en = DEPARTMENTS[slug]
        made = Department(slug=slug, name=name, name_en=name_en, is_contact_centre=slug == "centre")
        save_department(made, by=by)
    return {slug: department.slug if department else slug for slug, department in places.items()}
