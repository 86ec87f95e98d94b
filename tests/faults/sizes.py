"""How often a fault is injected: the few of every test run, or with FAULTS=full the many of reliability.md 1.3."""

from __future__ import annotations

import os
from typing import TypeVar

N = TypeVar("N")


def is_full() -> bool:
    return os.environ.get("FAULTS") == "full"


def size(full: N, small: N) -> N:
    return full if is_full() else small
