"""The demo's company: eight departments, one of them an outsourced contact centre, and who works there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts.models import Department, Role, User
from accounts.services import create_user, save_department

PASSWORD = "launch-ready-demo"  # noqa: S105  public on purpose: printed by `make run`
DOMAIN = "daon.example"

DEPARTMENTS: dict[str, dict[str, Any]] = {
    "cx": {"name": "CX기획", "name_en": "CX planning"},
    "centre": {
        "name": "고객센터",
        "name_en": "Contact centre",
        "kind": Department.Kind.PARTNER,
        "is_contact_centre": True,
        "open_weekdays": [0, 1, 2, 3, 4, 5],
    },
    "sales": {"name": "영업", "name_en": "Sales"},
    "md": {"name": "MD", "name_en": "Merchandising"},
    "marketing": {"name": "마케팅", "name_en": "Marketing"},
    "ux": {"name": "UX", "name_en": "UX"},
    "it": {"name": "IT", "name_en": "IT"},
    "logistics": {"name": "물류·재무", "name_en": "Logistics and finance", "covers": ["finance", "legal"]},
}


@dataclass(frozen=True, slots=True)
class Person:
    key: str
    name: str
    role: Role
    department: str = ""
    language: str = "ko"
    owns: bool = False  # takes the department's lines unless somebody else is named

    @property
    def email(self) -> str:
        return f"{self.key}@{DOMAIN}"


PEOPLE = (
    Person("admin", "윤지호", Role.ADMIN),
    Person("seoyeon", "김서연", Role.PLANNER, "cx", owns=True),
    Person("taeho", "송태호", Role.PLANNER, "cx"),
    Person("yujin", "한유진", Role.LEAD, "cx"),
    Person("hayoon", "정하윤", Role.LEAD, "sales", owns=True),
    Person("serin", "오세린", Role.LEAD, "md", owns=True),
    Person("jihoon", "박지훈", Role.LEAD, "marketing"),
    Person("yena", "최예나", Role.MEMBER, "marketing", owns=True),
    Person("emily", "Emily Park", Role.LEAD, "ux", language="en", owns=True),
    Person("minjae", "강민재", Role.LEAD, "it"),
    Person("subin", "임수빈", Role.MEMBER, "it", owns=True),
    Person("hyunwoo", "조현우", Role.LEAD, "logistics", owns=True),
    Person("eunbi", "서은비", Role.PARTNER_LEAD, "centre"),
    Person("junseo", "배준서", Role.PARTNER_AGENT, "centre", owns=True),
    Person("dain", "홍다인", Role.PARTNER_AGENT, "centre"),
    Person("kihoon", "남기훈", Role.VIEWER),
)


@dataclass(frozen=True, slots=True)
class Company:
    people: dict[str, User]
    departments: dict[str, Department]

    def __getitem__(self, key: str) -> User:
        return self.people[key]


def is_here() -> bool:
    return bool(User.objects.filter(email=PEOPLE[0].email).exists())


def found_company() -> Company:
    """Enter everybody; the database must have no people yet."""
    admin = create_user(by=None, password=PASSWORD, email=PEOPLE[0].email, name=PEOPLE[0].name, role=PEOPLE[0].role)
    departments = {
        slug: save_department(Department(slug=slug, **fields), by=admin) for slug, fields in DEPARTMENTS.items()
    }
    people = {PEOPLE[0].key: admin}
    for person in PEOPLE[1:]:
        people[person.key] = create_user(
            by=admin,
            password=PASSWORD,
            email=person.email,
            name=person.name,
            role=person.role,
            department=departments.get(person.department),
            language=person.language,
        )
        if person.owns:
            departments[person.department].default_owner = people[person.key]
            save_department(departments[person.department], by=admin)
    return Company(people, departments)
