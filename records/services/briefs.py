"""The draft of a brief: made from its launch, then written line by line, until it is published.

A planner writes it. Every write locks the launch's row, checks the version of the line that was read, and is an event
with all the words. Source: domain.md, section 6.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Action, require
from accounts.errors import Invalid, Refusal
from accounts.models import User
from accounts.texts import optional, required
from ledger.services import Entry, append
from projects.access import visible_projects
from projects.models import Project
from projects.services.locking import check_version

from ..access import visible_records
from ..brief import LONGEST_LABEL, PARTS, Line, Proposed, key_of
from ..models import BriefLine, Part, Resolution
from . import filing
from .brief_facts import proposed_lines

LONGEST_TEXT = 5000
MOST_LINES = 200


def line_values(line: BriefLine) -> Line:
    """The line as it is published, and as events keep it."""
    return {
        "key": str(line.key),
        "part": line.part,
        "label": line.label,
        "text": line.text,
        "meanwhile": line.meanwhile,
    }


def draft_lines(project: Project) -> list[BriefLine]:
    """All lines of the draft in the order of the parts, those left out among them."""
    lines = project.brief_lines.select_related("item")
    return sorted(lines, key=lambda line: (PARTS.index(Part(line.part)), line.order, line.pk))


@transaction.atomic
def fill_draft(project_id: int, *, by: User) -> list[BriefLine]:
    """Bring the draft up to the launch: new lines come, those it no longer has go, the others take its words.

    What somebody wrote by hand stays, and so does what is said meanwhile; what was left out stays out.
    """
    project = _lock_launch(project_id, by)
    standing = {line.key: line for line in project.brief_lines.all()}
    proposed = proposed_lines(project)
    gone = [line for line in standing.values() if line.pk and _is_outdated(line, proposed)]
    last = max((line.order for line in standing.values()), default=0)
    added: list[BriefLine] = []
    changed: list[BriefLine] = []
    for line in proposed:
        if line.key not in standing:
            added.append(_made(project, line, last + len(added) + 1))
        elif _renew(standing[line.key], line):
            changed.append(standing[line.key])
    BriefLine.objects.filter(pk__in=[line.pk for line in gone]).delete()
    BriefLine.objects.bulk_create(added)
    BriefLine.objects.bulk_update(changed, ["part", "label", "text", "version"])
    if added or changed or gone:
        after = {"added": _values(added), "changed": _values(changed), "gone": _values(gone)}
        append(project.stream, [filing.about(project, "brief_filled", after=after)], by=by)
    return draft_lines(project)


@transaction.atomic
def add_line(project_id: int, *, by: User, part: str, text: str, label: str = "", meanwhile: str = "") -> BriefLine:
    """Write a line of one's own at the end of a part."""
    project = _lock_launch(project_id, by)
    words = _words(part, text, label, meanwhile)
    return _add(project, BriefLine(project=project, is_written=True, **words), by=by)


@transaction.atomic
def add_resolution(project_id: int, resolution_id: int, *, by: User) -> BriefLine:
    """Take a decision of a record of this launch into the draft, to be worded for agents there.

    Raises Resolution.DoesNotExist when the launch has no such decision, Refusal when it stands in the draft already.
    """
    project = _lock_launch(project_id, by)
    records = visible_records(by).filter(project=project)
    resolution = Resolution.objects.standing().filter(record__in=records).get(pk=resolution_id)
    key = key_of(f"resolution:{resolution.pk}")
    if project.brief_lines.filter(key=key).exists():
        raise Refusal("in_the_draft", _("This decision stands in the draft already."))
    line = BriefLine(project=project, key=key, part=Part.CHANGES, text=resolution.words, is_written=True)
    return _add(project, line, by=by)


@transaction.atomic
def change_line(
    line_id: int, *, by: User, part: str, text: str, label: str = "", meanwhile: str = "", version: int | None = None
) -> BriefLine:
    """Word a line anew. From then on the launch does not change its words, unless only `meanwhile` was written."""
    line = _lock_line(line_id, by, version)
    before, words = line_values(line), _words(part, text, label, meanwhile)
    if all(getattr(line, name) == value for name, value in words.items()):
        return line
    line.is_written |= any(getattr(line, name) != words[name] for name in ("part", "label", "text"))
    if line.part != words["part"]:
        line.order = _last(line.project) + 1
    for name, value in words.items():
        setattr(line, name, value)
    return _save(line, [*words, "order", "is_written"], "brief_line_written", by=by, before=before)


@transaction.atomic
def shift_line(line_id: int, *, by: User, step: int) -> BriefLine:
    """Move a line up (-1, -2 …) or down (+1 …) within its part; beyond its ends nothing happens."""
    line = _lock_line(line_id, by, None)
    mates = [mate for mate in draft_lines(line.project) if mate.part == line.part and not mate.is_left_out]
    places = {mate.pk: place for place, mate in enumerate(mates)}
    if line.pk not in places or not 0 <= (place := places[line.pk] + step) < len(mates):
        return line
    mates.insert(place, mates.pop(places[line.pk]))
    for order, mate in enumerate(mates, 1):
        mate.order = order
    BriefLine.objects.bulk_update(mates, ["order"])
    order_now = [str(mate.key) for mate in mates]
    entry = filing.about(line, "brief_line_moved", name=_name(line), after={"part": line.part, "keys": order_now})
    append(line.project.stream, [entry], by=by)
    return next(mate for mate in mates if mate.pk == line.pk)


@transaction.atomic
def leave_out_line(line_id: int, *, by: User, is_left_out: bool = True, version: int | None = None) -> BriefLine:
    """Keep a line out of what is published, or take it in again."""
    line = _lock_line(line_id, by, version)
    if line.is_left_out == is_left_out:
        return line
    line.is_left_out = is_left_out
    verb = "brief_line_left_out" if is_left_out else "brief_line_taken_in"
    return _save(line, ["is_left_out"], verb, by=by, before={})


@transaction.atomic
def remove_line(line_id: int, *, by: User, version: int | None = None) -> None:
    """Delete a line of one's own. What the launch itself brings would come back: it is left out instead."""
    line = _lock_line(line_id, by, version)
    if line.key in {proposed.key for proposed in proposed_lines(line.project)}:
        raise Refusal("comes_back", _("This line comes from the launch. Leave it out instead."))
    entry = filing.about(line, "brief_line_removed", name=_name(line), before=line_values(line))
    line.delete()
    append(line.project.stream, [entry], by=by)


def _lock_launch(project_id: int, by: User) -> Project:
    """The launch with its stream, locked until commit; an ended one too. Raises Project.DoesNotExist, Forbidden."""
    projects = visible_projects(by).select_related("stream")
    project = projects.select_for_update(no_key=True, of=("self", "stream")).get(pk=project_id)
    require(by, Action.EDIT_BRIEF)
    return project


def _lock_line(line_id: int, by: User, version: int | None) -> BriefLine:
    line = BriefLine.objects.filter(project__in=visible_projects(by)).get(pk=line_id)
    project = _lock_launch(line.project_id, by)
    line = BriefLine.objects.get(pk=line_id)
    line.project = project
    check_version(line, version, {**line_values(line), "version": line.version})
    return line


def _add(project: Project, line: BriefLine, *, by: User) -> BriefLine:
    if project.brief_lines.count() >= MOST_LINES:
        raise Refusal("too_many", _("A brief has at most %(most)d lines.") % {"most": MOST_LINES})
    line.order = _last(project) + 1
    line.save(force_insert=True)
    entry = filing.about(line, "brief_line_written", name=_name(line), after=line_values(line))
    append(project.stream, [entry], by=by)
    return line


def _save(line: BriefLine, fields: Sequence[str], verb: str, *, by: User, before: Any) -> BriefLine:
    line.version += 1
    line.save(update_fields=[*fields, "version"])
    entry: Entry = filing.about(line, verb, name=_name(line), before=before, after=line_values(line))
    append(line.project.stream, [entry], by=by)
    return line


def _words(part: str, text: str, label: str, meanwhile: str) -> dict[str, str]:
    if part not in Part.values:
        raise Invalid("unknown_part", _("Choose a part of the brief."), field="part")
    return {
        "part": part,
        "text": required(text, "text", longest=LONGEST_TEXT),
        "label": optional(label, "label", longest=LONGEST_LABEL),
        "meanwhile": optional(meanwhile, "meanwhile", longest=LONGEST_TEXT),
    }


def _made(project: Project, line: Proposed, order: int) -> BriefLine:
    names = ("key", "part", "label", "text", "meanwhile", "item_id", "is_left_out")
    return BriefLine(project=project, order=order, **{name: getattr(line, name) for name in names})


def _renew(line: BriefLine, proposed: Proposed) -> bool:
    """Give a line the launch's words of today; whether they differ."""
    words = {"part": proposed.part, "label": proposed.label, "text": proposed.text}
    if line.is_written or all(getattr(line, name) == value for name, value in words.items()):
        return False
    for name, value in words.items():
        setattr(line, name, value)
    line.version += 1
    return True


def _is_outdated(line: BriefLine, proposed: Sequence[Proposed]) -> bool:
    return not line.is_written and line.key not in {each.key for each in proposed}


def _last(project: Project) -> int:
    return max(project.brief_lines.values_list("order", flat=True), default=0)


def _name(line: BriefLine) -> str:
    return str(line)[:LONGEST_LABEL]


def _values(lines: Sequence[BriefLine]) -> list[Line]:
    return [line_values(line) for line in lines]
