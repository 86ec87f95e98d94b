"""What can be had as a file: which formats and options each thing has, and who makes it. Pages and the API read this.

Markdown pastes into Notion and Confluence; tables are XLSX or CSV, in which no cell is ever a formula. What a person
does not see raises DoesNotExist, as does what their role has no part in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils import timezone

from accounts.access import Action
from accounts.models import User
from checklists.exports import ExportFile
from checklists.files.naming import file_name
from checklists.files.writing.table import TABLE_TYPES, Table, table_csv, tables_xlsx

from .. import surprise_lists
from ..periods import Period
from ..request_lists import Asked
from . import decisions, handovers, insights, records, requests, surprises
from .page import Page
from .request_tables import LAYOUTS, requests_table

MARKDOWN = "text/markdown; charset=utf-8"
FIGURES = (
    *("notice_launches", "notice_departments", "notice_quarters", "on_time"),
    *("surprises", "inquiries", "most_missed", "days_late"),
)
Options = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Shared:
    """`formats` by the ending of the file, the usual one first; `options` are the values that an address may give.

    `make` takes the person, the format, the options, the rest of the address's query, and the ids of its path.
    """

    about: str
    sees: Action
    formats: tuple[str, ...]
    make: Callable[..., ExportFile]
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def content_type(kind: str) -> str:
    return TABLE_TYPES.get(kind, MARKDOWN)


def _page_file(made: tuple[str, Page]) -> ExportFile:
    title, page = made
    return ExportFile(_named(title, "md"), MARKDOWN, page.written().encode())


def _table_file(kind: str, title: str, tables: list[Table]) -> ExportFile:
    data = table_csv(tables[0]) if kind == "csv" else tables_xlsx(tables)
    return ExportFile(_named(title, kind), TABLE_TYPES[kind], data)


def _named(title: str, kind: str) -> str:
    return file_name(title, timezone.localdate().isoformat(), ending=kind)


def _record(user: User, _kind: str, _options: Options, _query: Options, record_id: int) -> ExportFile:
    return _page_file(records.record_page(user, record_id))


def _records(user: User, kind: str, _options: Options, query: Options) -> ExportFile:
    table = records.records_table(user, query)
    return _table_file(kind, table.title, [table])


def _handover(user: User, kind: str, _options: Options, _query: Options, handover_id: int) -> ExportFile:
    if kind == "md":
        return _page_file(handovers.handover_page(user, handover_id))
    table = handovers.receipts_table(user, handover_id)
    return _table_file(kind, table.title, [table])


def _brief(user: User, _kind: str, _options: Options, _query: Options, project_id: int) -> ExportFile:
    return _page_file(handovers.brief_page(user, project_id))


def _decision(user: User, _kind: str, _options: Options, _query: Options, project_id: int) -> ExportFile:
    return _page_file(decisions.decision_page(user, project_id))


def _request(user: User, _kind: str, _options: Options, _query: Options, request_id: int) -> ExportFile:
    return _page_file(requests.request_page(user, request_id))


def _requests(user: User, kind: str, options: Options, query: Options) -> ExportFile:
    table = requests_table(user, Asked.of(query), options["layout"])
    return _table_file(kind, " ".join(filter(None, (table.title, options["layout"]))), [table])


def _surprise(user: User, _kind: str, _options: Options, _query: Options, surprise_id: int) -> ExportFile:
    return _page_file(surprises.surprise_page(user, surprise_id))


def _surprises(user: User, kind: str, _options: Options, query: Options) -> ExportFile:
    table = surprises.surprises_table(user, surprise_lists.Asked.of(query))
    return _table_file(kind, table.title, [table])


def _insights(user: User, kind: str, options: Options, _query: Options) -> ExportFile:
    """A CSV holds one figure; a workbook all of them, unless one is named."""
    period, figure = Period(options["period"]), options["figure"]
    if kind == "md":
        return _page_file(insights.insights_page(user, period))
    tables = insights.insights_tables(user, period)
    if kind == "csv" or figure:
        table = tables[figure or FIGURES[0]]
        return _table_file(kind, table.title, [table])
    return _table_file(kind, insights.title(), list(tables.values()))


RECORD = Shared("A record: what was said, positions, decisions, questions.", Action.SEE_RECORDS, ("md",), _record)
RECORDS = Shared("Records that the caller sees, as a table.", Action.SEE_RECORDS, ("xlsx", "csv"), _records)
HANDOVER = Shared(
    "A handover with its receipts; as a table the receipts.", Action.SEE_RECORDS, ("md", "xlsx", "csv"), _handover
)
BRIEF = Shared("The published brief of a launch.", Action.SEE_BRIEF, ("md",), _brief)
DECISION = Shared("The launch decision with its conditions and sign-offs.", Action.SEE_RECORDS, ("md",), _decision)
REQUEST = Shared("A request with its options, votes and progress.", Action.SEE_RECORDS, ("md",), _request)
REQUESTS = Shared(
    "Requests as a table, also in the columns that Jira or Notion import.",
    Action.SEE_RECORDS,
    ("xlsx", "csv"),
    _requests,
    {"layout": LAYOUTS},
)
SURPRISE = Shared("A surprise with the department's position.", Action.SEE_RECORDS, ("md",), _surprise)
SURPRISES = Shared("Surprises as a table.", Action.SEE_RECORDS, ("xlsx", "csv"), _surprises)
INSIGHTS = Shared(
    "The figures of a period: a page, a workbook, or one figure as CSV.",
    Action.SEE_INSIGHTS,
    ("md", "xlsx", "csv"),
    _insights,
    {"period": tuple(Period), "figure": ("", *FIGURES)},
)
