"""People of a file: columns in both languages, an error for each cell that is wrong, everybody or nobody."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.errors import Invalid, Refusal
from accounts.models import Invitation, Role
from checklists.services.people_files import apply_people, keep_people, preview_people


def kept(text: str, *, by: Any, name: str = "people.csv", encoding: str = "utf-8") -> int:
    return keep_people(SimpleUploadedFile(name, text.encode(encoding)), by=by).pk


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("이름,이메일,부서,역할\n홍길동,a@example.com,marketing,팀원\n김철수,b@example.com,centre,상담사\n", "utf-8"),
        ("성명;메일;소속;권한\n홍길동;a@example.com;marketing;\n김철수;b@example.com;centre;\n", "cp949"),
        ("Role\tTeam\tE-mail\tName\nmember\tMarketing\ta@example.com\t홍길동\n\tCentre\tb@example.com\t김철수\n", ""),
    ],
)  # fmt: skip
def test_headings_in_either_language_and_order(people: SimpleNamespace, text: str, encoding: str) -> None:
    rows = apply_people(kept(text, by=people.planner, encoding=encoding or "utf-8"), by=people.planner)
    got = [(row.email, row.name, row.role, row.department_id) for row in rows]
    assert got == [
        ("a@example.com", "홍길동", Role.MEMBER, people.marketing.pk),
        ("b@example.com", "김철수", Role.PARTNER_AGENT, people.centre.pk),
    ]


def test_every_wrong_cell_is_said_in_its_row_and_nobody_is_invited(people: SimpleNamespace) -> None:
    text = (
        "이름,이메일,부서,역할\n좋음,good@example.com,marketing,\n나쁨,no-address,marketing,\n"
        f"나쁨,{people.marketer.email},marketing,\n나쁨,c@example.com,없는부서,\n나쁨,d@example.com,marketing,왕\n"
        "나쁨,e@example.com,cx,기획자\n"
    )
    pk = kept(text, by=people.planner)
    preview = preview_people(pk, by=people.planner)
    assert {(error.row, error.field) for error in preview.errors} == {
        (3, "email"), (4, "email"), (5, "department"), (6, "role"), (7, "role"),
    }  # fmt: skip
    with pytest.raises(Refusal):
        apply_people(pk, by=people.planner)
    assert not Invitation.objects.exists()


def test_a_file_is_taken_once(people: SimpleNamespace) -> None:
    pk = kept("email,role\na@example.com,viewer\n", by=people.planner)
    apply_people(pk, by=people.planner)
    with pytest.raises(Refusal):
        apply_people(pk, by=people.planner)
    assert Invitation.objects.count() == 1


def test_a_file_without_addresses_is_refused(people: SimpleNamespace) -> None:
    with pytest.raises(Invalid):
        kept("이름,부서\n홍길동,marketing\n", by=people.planner)


def test_what_a_cell_calculates_is_no_address(people: SimpleNamespace) -> None:
    preview = preview_people(kept('email,role\n"=1+1",viewer\n', by=people.planner), by=people.planner)
    assert [error.field for error in preview.errors] == ["email"]


def test_the_pages(people: SimpleNamespace, as_user: Any) -> None:
    client = as_user(people.planner)
    assert 'href="/people/import/"' in client.get("/people/").text
    file = SimpleUploadedFile("p.csv", "이메일,부서\na@example.com,marketing\nx,marketing\n".encode())
    there = client.post("/people/import/", {"file": file}).headers["Location"]
    page = client.get(there).text
    assert "a@example.com" in page
    assert 'aria-disabled="true"' in page
    assert client.post(f"{there}apply/").headers["Location"] == there
    assert as_user(people.second_planner).get(there).status_code == 404
    assert as_user(people.marketer).get("/people/import/").status_code == 403
