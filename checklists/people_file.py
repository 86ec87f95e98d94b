"""A file of people to invite: one row is one person. Pure: a table and what is known in, invitees and errors out.

Columns are found by their headings, in Korean or English and in any order. Every cell that cannot be taken is an error
of its own; a file with errors is not taken at all. Whether an address is free is asked of the database afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Department, Role
from accounts.services.invitations import Invitee

from .files.grids import Row, one_line
from .files.tables import Table
from .files.words import plain

LOOK_FOR_HEADINGS = 20
LABELS = {
    "name": gettext_lazy("Name"),
    "email": gettext_lazy("E-mail"),
    "department": gettext_lazy("Department"),
    "role": gettext_lazy("Role"),
    "language": gettext_lazy("Language"),
}
_HEADINGS = {
    "name": "이름|성명|성함|사용자|담당자|직원명|name|full name|person|display name",
    "email": "이메일|메일|이메일 주소|메일 주소|전자우편|계정|아이디|email|e-mail|mail|email address|account|login",
    "department": "부서|팀|소속|조직|부서명|센터|department|team|dept|organisation|organization|unit",
    "role": "역할|권한|직책|구분|role|permission|type",
    "language": "언어|language|lang",
}
_FIELDS = {plain(word): name for name, words in _HEADINGS.items() for word in words.split("|")}
_ROLES = {
    Role.ADMIN: "관리자|시스템 관리자|admin|administrator",
    Role.PLANNER: "cx 기획자|기획자|cx기획|planner|cx planner",
    Role.LEAD: "부서장|팀장|리드|부서 리드|파트장|lead|department lead|team lead|manager",
    Role.MEMBER: "구성원|팀원|부서원|담당자|멤버|실무자|member|user",
    Role.PARTNER_LEAD: (
        "외주 리드|외주 센터장|센터장|외주 관리자|파트너 리드|협력사 리드|협력사 센터장|partner lead|centre lead"
    ),
    Role.PARTNER_AGENT: "상담사|외주 상담사|상담원|파트너 상담사|협력사 상담사|partner agent|agent",
    Role.VIEWER: "열람자|조회자|뷰어|임원|viewer|read only|executive",
}
_ROLE_OF = {plain(word): role for role, words in _ROLES.items() for word in (*words.split("|"), role.value)}
_LANGUAGES = {"": "ko", "ko": "ko", "한국어": "ko", "korean": "ko", "en": "en", "영어": "en", "english": "en"}


@dataclass(frozen=True, slots=True)
class PersonError:
    row: int
    field: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Understood:
    """`numbers` are the rows of the `invitees`, in the same order."""

    invitees: tuple[Invitee, ...]
    numbers: tuple[int, ...]
    errors: tuple[PersonError, ...]


def heading_row(rows: Sequence[Row]) -> int | None:
    """The index of the first row that heads an address; None when there is no such row."""
    first = enumerate(rows[:LOOK_FOR_HEADINGS])
    return next((index for index, row in first if "email" in columns_of(row.cells)), None)


def columns_of(headings: Sequence[str]) -> dict[str, int]:
    """The column of each field that the headings name, from 0; the first when two name it."""
    found: dict[str, int] = {}
    for column, heading in enumerate(headings):
        if name := _FIELDS.get(plain(heading)):
            found.setdefault(name, column)
    return found


def understand(table: Table, departments: Mapping[str, Department]) -> Understood:
    """Every row as an invitee. `departments` are by folded name (`words.plain`): Korean, English and short names."""
    columns = columns_of(table.headings)
    invitees: list[Invitee] = []
    numbers: list[int] = []
    errors: list[PersonError] = []
    for row in table.rows:
        cells = {name: one_line(row.cell(column)) for name, column in columns.items()}
        if not any(cells.values()):
            continue
        found, wrong = _read(cells, departments)
        errors += [PersonError(row.number, field, sentence) for field, sentence in wrong]
        if not wrong:
            invitees.append(found)
            numbers.append(row.number)
    return Understood(tuple(invitees), tuple(numbers), tuple(errors))


def _read(cells: Mapping[str, str], departments: Mapping[str, Department]) -> tuple[Invitee, list[tuple[str, str]]]:
    wrong: list[tuple[str, str]] = []
    named, language = cells.get("department", ""), cells.get("language", "").casefold()
    department = departments.get(plain(named)) if named else None
    if named and department is None:
        wrong.append(("department", _("There is no department “%(name)s”.") % {"name": named[:40]}))
    role = _role(cells.get("role", ""), department)
    if role is None:
        wrong.append(("role", _("“%(text)s” is no role.") % {"text": cells["role"][:40]}))
    if language not in _LANGUAGES:
        wrong.append(("language", _("Write ko or en.")))
    found = Invitee(
        email=cells.get("email", "").lower(),
        role=role or Role.MEMBER,
        department=department,
        name=cells.get("name", ""),
        language=_LANGUAGES.get(language, "ko"),
    )
    return found, wrong


def _role(text: str, department: Department | None) -> Role | None:
    """Nothing written is the ordinary role of the department; “부서장” of a partner is its lead there."""
    is_partner = department is not None and department.is_partner
    if not text:
        return Role.PARTNER_AGENT if is_partner else Role.MEMBER
    role = _ROLE_OF.get(plain(text))
    if is_partner:
        return {Role.LEAD: Role.PARTNER_LEAD, Role.MEMBER: Role.PARTNER_AGENT}.get(role, role) if role else None
    return role
