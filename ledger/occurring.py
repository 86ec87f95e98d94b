"""What occurs in a stream, each once: who acted in it, what happened in it. One query, however long the stream is.

PostgreSQL's DISTINCT reads every event of a stream. Here an index is asked for the next greater value, again and again:
as many steps as there are values, which are tens where events are a hundred thousand.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

_NEXT = "SELECT {column} FROM ledger_event WHERE stream_id = %s {after} ORDER BY {column} LIMIT 1"
_OCCURRING = """
WITH RECURSIVE found (value) AS (
    ({first})
    UNION ALL
    SELECT ({next}) FROM found WHERE value IS NOT NULL
)
SELECT value FROM found WHERE value IS NOT NULL
"""


def actors_in(stream_id: int) -> list[int]:
    """The ids of those who acted in it."""
    return _occurring("actor_id", stream_id)


def verbs_in(stream_id: int) -> list[str]:
    return _occurring("verb", stream_id)


def _occurring(column: str, stream_id: int) -> list[Any]:
    first, following = (_NEXT.format(column=column, after=after) for after in ("", f"AND {column} > found.value"))
    with connection.cursor() as cursor:
        cursor.execute(_OCCURRING.format(first=first, next=following), [stream_id, stream_id])
        return [value for (value,) in cursor]
