"""A version of a template as a file, with what its reader may have of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Action, Reach, reach, require
from accounts.access.people import may_see_contact
from accounts.models import Department, User

from .content import Content, LineContent
from .contents import content_of
from .files.naming import file_name
from .files.writing import FORMATS, Document
from .library_file import TemplateFile
from .models import TemplateVersion


@dataclass(frozen=True, slots=True)
class ExportFile:
    name: str
    content_type: str
    data: bytes


def export_file(document: Document, kind: str, *mark: str) -> ExportFile:
    """`kind` is one of `FORMATS`; `mark` stands behind the name, such as a version or a date."""
    written = FORMATS[kind]
    return ExportFile(file_name(document.name, *mark, ending=kind), written.content_type, written.write(document))


def template_document(version: TemplateVersion, *, by: User) -> Document:
    """Raises Forbidden for who may not export. A department's lead gets the department's lines."""
    require(by, Action.EXPORT, department_id=by.department_id or 0)
    template = version.template
    content = content_of(version)
    departments = department_names()
    if reach(by, Action.EXPORT) != Reach.ALL:
        content = only(content, {line.key for line in content.lines() if line.department == own_department(by)})
    content = _without_addresses(content, by)
    words = {name: getattr(template, name) for name in ("slug", "name", "name_en", "summary", "summary_en")}
    launch_type = {name: getattr(template.launch_type, name) for name in ("slug", "name", "name_en", "notice_days")}
    facts = (
        (_("Launch type"), template.launch_type.local_name),
        (_("Version"), mark_of(version)),
        (_("Exported on"), timezone.localdate().isoformat()),
    )
    return Document(TemplateFile(words, launch_type, content), departments, facts)


def mark_of(version: TemplateVersion) -> str:
    return f"v{version.number}" if version.number else _("Draft")


def own_department(user: User) -> str:
    return user.department.slug if user.department else ""


def department_names() -> dict[str, str]:
    """The name to write for each short name: that of the reader's language, unless two are called the same in it."""
    names = {department.slug: department.local_name for department in Department.objects.all()}
    times = Counter(names.values())
    return {slug: name if times[name] == 1 else slug for slug, name in names.items()}


def only(content: Content, keys: Collection[str]) -> Content:
    """The lines with these keys, in sections that have any, waiting only for each other."""

    def kept(line: LineContent) -> LineContent:
        return replace(line, waits=tuple(wait for wait in line.waits if wait.key in keys))

    sections = [
        replace(section, lines=tuple(kept(line) for line in section.lines if line.key in keys))
        for section in content.sections
    ]
    return replace(content, sections=tuple(section for section in sections if section.lines))


def _without_addresses(content: Content, by: User) -> Content:
    """Default owners are written by their address, which not everybody may have of everybody."""
    may_have = {
        owner.email
        for owner in User.objects.filter(email__in={line.default_owner for line in content.lines()})
        if may_see_contact(by, owner)
    }

    def kept(line: LineContent) -> LineContent:
        return line if line.default_owner in may_have else replace(line, default_owner="")

    sections = (replace(section, lines=tuple(map(kept, section.lines))) for section in content.sections)
    return replace(content, sections=tuple(sections))
