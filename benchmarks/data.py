"""A company with 1,000 launches of 100 lines: one made by the services, the rest copied from it by SQL."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from accounts.models import ApiToken, Department, User
from accounts.services import create_api_token
from checklists.models import TemplateVersion
from projects.models import Item, Project
from tests import factories

LINES = 100
LAUNCHES = 1000


@dataclass(frozen=True, slots=True)
class World:
    planner: User
    version: TemplateVersion
    project: Project
    token: str
    launches: int


def build(launches: int = LAUNCHES, people: int = 200) -> World:
    """Ten departments; launches 30 days ahead, whose lines are due later than any reminder's window."""
    departments = [factories.department(f"d{n}") for n in range(10)]
    User.objects.bulk_create(
        User(email=f"p{n}@example.com", name=f"사람{n}", role="member", department=departments[n % 10])
        for n in range(people)
    )
    planner = factories.planner(name="김서연")
    version = factories.template(
        [_line(n, departments[n % 10]) for n in range(LINES)], by=planner, type_=factories.launch_type(notice_days=0)
    )
    project = start(version, planner)
    copies(project, launches - 1)
    token = _token(planner)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return World(planner, version, project, token, launches)


def of_size(world: World, lines: int) -> World:
    """The same world with a template of another length, and a launch made from it."""
    if lines == LINES:
        return world
    departments = list(Department.objects.filter(slug__startswith="d").order_by("pk"))
    made = [_line(n, departments[n % len(departments)]) for n in range(lines)]
    version = factories.template(made, by=world.planner, type_=world.version.template.launch_type)
    return replace(world, version=version, project=start(version, world.planner))


def start(version: TemplateVersion, planner: User) -> Project:
    today = timezone.localdate()
    return factories.project(
        version, by=planner, launch_on=today + timedelta(days=60), announced_on=today, owners=owners(version)
    )


def owners(version: TemplateVersion) -> dict[str, int]:
    """Each line's owner is one of the department's people."""
    people = {}
    for user in User.objects.filter(role="member"):
        people.setdefault(user.department_id, user.pk)
    return {item.key: people[item.department_id] for item in version.items.all()}


def copies(project: Project, count: int) -> None:
    """`count` more launches like this one, with their own streams and lines spread over all people."""
    columns = [f.column for f in Item._meta.local_concrete_fields if f.column not in ("id", "project_id", "owner_id")]
    chosen = ", ".join(f'i."{column}"' for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    fields = [
        f.column for f in Project._meta.local_concrete_fields if f.column not in ("id", "stream_id", "creation_key")
    ]
    kept = ", ".join(f'p."{column}"' for column in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH made AS (
                INSERT INTO ledger_stream (kind, key, head_seq, head_hash)
                SELECT 'project', gen_random_uuid()::text, 0, '' FROM generate_series(1, %s) RETURNING id
            ), launched AS (
                INSERT INTO projects_project ({", ".join(f'"{f}"' for f in fields)}, stream_id, creation_key)
                SELECT {kept}, made.id, gen_random_uuid() FROM projects_project p, made WHERE p.id = %s RETURNING id
            ), people AS (
                SELECT id, department_id, row_number() OVER (PARTITION BY department_id ORDER BY id) - 1 AS place,
                       count(*) OVER (PARTITION BY department_id) AS colleagues
                FROM accounts_user WHERE role = 'member'
            )
            INSERT INTO projects_item ({names}, project_id, owner_id)
            SELECT {chosen}, launched.id, people.id
            FROM projects_item i CROSS JOIN launched
            JOIN people ON people.department_id = i.department_id
                AND people.place = (launched.id + i.id) %% people.colleagues
            WHERE i.project_id = %s
            """,  # noqa: S608 (names of our own columns)
            [count, project.pk, project.pk],
        )


def make_due(count: int, on: date, *, but: Project) -> None:
    """Give up to `count` open lines this date, spread over all launches but the one that copies are made of."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE projects_item SET due_on = %s, planned_on = %s WHERE id IN (
                SELECT id FROM projects_item WHERE status = 'todo' AND project_id <> %s ORDER BY md5(id::text) LIMIT %s)
            """,
            [on, on, but.pk, count],
        )
        cursor.execute("ANALYZE projects_item")


def _line(n: int, department: Department) -> dict[str, object]:
    return factories.line(
        f"L{n}",
        f"D-{1 + n % 8} business",
        department=department,
        section=f"구분 {n % 8}",
        scenarios=["연결된다"] if n % 4 == 0 else [],
        is_blocker=n % 5 == 0,
    )


def _token(user: User) -> str:
    scopes = ["read", "write:launch", "write:tick"]
    made: tuple[ApiToken, str] = create_api_token(user, by=user, name="bench", scopes=scopes)
    return made[1]
