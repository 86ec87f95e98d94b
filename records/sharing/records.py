"""A record as a page: what was said, each side's position, decisions, open questions; and all records as a table."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from accounts.access import Action, Reach, reach
from accounts.models import User
from checklists.files.writing.table import Table

from ..access import visible_records
from ..forms.records import SearchForm
from ..models import OpenQuestion, Position, Record, Resolution
from ..services.record_content import standing_lines
from .page import Page, line
from .words import address, day, moment


def record_page(user: User, record_id: int) -> tuple[str, Page]:
    """Its newest revision. Raises DoesNotExist for what the person does not see."""
    record = visible_records(user).select_related("current__written_by", "project").get(pk=record_id)
    revision = record.current
    if revision is None:
        raise Record.DoesNotExist
    page = Page(revision.title)
    page.facts(
        (
            (_("Kind"), revision.get_kind_display()),
            (_("When it was"), moment(revision.held_at)),
            (_("Launch"), record.project.name if record.project else ""),
            (_("Participants"), ", ".join(_participant(each) for each in revision.participants)),
            (_("Written by"), f"{revision.written_by.name} · {moment(revision.written_at)}"),
            (_("Revision"), revision.number if revision.number > 1 else ""),
            (_("Reason for the correction"), revision.reason),
            (_("Page"), address("records:record-detail", record.pk)),
        )
    )
    if revision.body:
        page.section(_("What was said"))
        page.markdown(revision.body)
    positions, resolutions, questions = standing_lines(record)
    _write_positions(page, positions)
    _write_resolutions(page, resolutions)
    _write_questions(page, questions)
    return revision.title, page


def records_table(user: User, query: Mapping[str, str]) -> Table:
    """Those that the page shows for `query`, in its order. Raises DoesNotExist for a partner, who has no records."""
    if reach(user, Action.SEE_RECORDS) != Reach.ALL:
        raise Record.DoesNotExist
    rows = SearchForm(query, by=user).found().select_related("current__written_by", "project")
    return Table(
        _("Records"),
        (_("When it was"), _("Kind"), _("Title"), _("Launch"), _("Participants"), _("Written by"), _("Page")),
        tuple(_row(record) for record in rows if record.current),
    )


def _row(record: Record) -> tuple[str, ...]:
    revision = record.current
    assert revision is not None  # noqa: S101  # asked for by the caller
    return (
        moment(revision.held_at),
        revision.get_kind_display(),
        revision.title,
        record.project.name if record.project else "",
        ", ".join(_participant(each) for each in revision.participants),
        revision.written_by.name,
        address("records:record-detail", record.pk),
    )


def _participant(given: dict[str, str]) -> str:
    return f"{given['name']} ({given['department']})" if given.get("department") else given["name"]


def _write_positions(page: Page, positions: list[Position]) -> None:
    if positions:
        page.section(_("Positions"))
    for position in positions:
        of = f" · {position.department.local_name}" if position.department else ""
        page.part(f"{position.name}{of} · {position.get_answer_display()}")
        page.quote(position.words)
        if position.answer_words:
            page.facts([(_("Their own words"), position.answer_words)])


def _write_resolutions(page: Page, resolutions: list[Resolution]) -> None:
    if resolutions:
        page.section(_("Decisions"))
    page.table(
        (_("Decision"), _("Decided by"), _("Owner"), _("Due"), _("Items"), _("Settled")),
        [
            (
                each.words,
                each.decided_by_name,
                each.owner.name if each.owner else "",
                day(each.due_on),
                ", ".join(item.local_title for item in each.items.all()),
                moment(each.settled_at),
            )
            for each in resolutions
        ],
    )


def _write_questions(page: Page, questions: list[OpenQuestion]) -> None:
    if questions:
        page.section(_("Open questions"))
    page.bullets(_question(each) for each in questions)


def _question(question: OpenQuestion) -> str:
    """A box that Notion and Confluence make one to tick."""
    about = [question.owner.name if question.owner else "", day(question.due_on), question.answer]
    box = "[x]" if question.answered_at else "[ ]"
    return f"{box} {' — '.join(line(words) for words in (question.words, *about) if words)}"
