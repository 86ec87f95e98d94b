"""Doing the same thing at once, each in a thread and a database connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection

T = TypeVar("T")


def simultaneously(*deeds: Callable[[], T]) -> list[T | Exception]:
    """What each deed returned or raised, in order. All start together."""
    barrier = Barrier(len(deeds))

    def run(deed: Callable[[], T]) -> T | Exception:
        connection.ensure_connection()  # opening one takes longer than the deed
        barrier.wait()
        try:
            return deed()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))
