"""The application's role in the database: it may add to the ledger and read it, and nothing else.

Migrations run as the owner of the tables; web, workers and beat sign in as another role. Triggers refuse every change
of an event already, but their owner could switch them off: this role cannot, because it owns nothing (ADR 17).
"""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from psycopg import sql

# Tables whose rows a trigger refuses to change: by convention it runs a function named `…_refuse`.
KEPT = r"""
SELECT DISTINCT c.relname FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_proc p ON p.oid = t.tgfoid
WHERE p.proname LIKE '%\_refuse' AND c.relnamespace = 'public'::regnamespace
ORDER BY 1
"""
# What no grant takes away: superusers, and members of the role that owns the tables.
ABOVE = """
SELECT r.rolsuper OR pg_has_role(r.oid, c.relowner, 'MEMBER')
       OR has_table_privilege(r.oid, c.oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER')
FROM pg_roles r, pg_class c
WHERE r.rolname = %s AND c.oid = 'ledger_event'::regclass
"""
EVERYWHERE = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role}",
    "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
    # A stream is opened, and its head moves on; it is never renamed or removed.
    "REVOKE UPDATE, DELETE ON ledger_stream FROM {role}",
    "GRANT UPDATE (head_seq, head_hash) ON ledger_stream TO {role}",
    "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
)


class CannotGrant(Exception):
    """A sentence for whoever sets up the database."""


@transaction.atomic
def grant(role: str, password: str) -> None:
    """Make the role if it is not there, with this password, and give it exactly what the application needs.

    To be called as the owner of the tables, after every migration; doing it again changes nothing. Raises CannotGrant
    when the role could still alter the ledger afterwards.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        if cursor.fetchone()[0] == role:
            raise CannotGrant(f"{role} is the owner of the tables itself: the application needs a role of its own.")
        _make(cursor, role, password)
        for statement in EVERYWHERE:
            cursor.execute(sql.SQL(statement).format(role=sql.Identifier(role)))
        cursor.execute(KEPT)
        for (table,) in cursor.fetchall():
            no_change = sql.SQL("REVOKE UPDATE, DELETE ON {} FROM {}")
            cursor.execute(no_change.format(sql.Identifier(table), sql.Identifier(role)))
    if may_alter(role):
        raise CannotGrant(f"{role} could still alter the ledger: it is a superuser, or belongs to the owner's role.")


def _make(cursor: Any, role: str, password: str) -> None:
    """The password is sent as its verifier: the server's log may hold statements."""
    cursor.execute("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
    may_make = cursor.fetchone()[0]
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    exists = cursor.fetchone() is not None
    if not may_make:
        if not exists:
            raise CannotGrant(f"There is no role {role}, and the owner may not make one: CREATE ROLE it first.")
        return
    connection.ensure_connection()
    verifier = connection.connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
    words = sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}" if exists else "CREATE ROLE {} LOGIN PASSWORD {}")
    cursor.execute(words.format(sql.Identifier(role), sql.Literal(verifier.decode())))


def may_alter(role: str | None = None) -> bool:
    """Whether this role, or the one that asks, could change what stands in the ledger."""
    with connection.cursor() as cursor:
        if role is None:
            cursor.execute("SELECT current_user")
            role = cursor.fetchone()[0]
        cursor.execute(ABOVE, [role])
        return bool(cursor.fetchone()[0])
