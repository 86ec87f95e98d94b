"""The figure each fault test shows: one line to read, and one of JSON in the file FAULT_FIGURES for the table."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def record(fault: str, promise: str, n: int, **figures: Any) -> None:
    """Print and keep what a test of `fault` ("F14") counted over `n` injections. Call it before the assertions."""
    print(f"\n{line(fault, promise, n, figures)}")
    if path := os.environ.get("FAULT_FIGURES"):
        row = {"fault": fault, "promise": promise, "n": n, "figures": figures}
        with Path(path).open("a") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def line(fault: str, promise: str, n: int, figures: Mapping[str, Any]) -> str:
    """`F14 same tick 20× at once | N 100 | changes 100, events 100, errors 0`."""
    return f"{fault} {promise} | N {n} | {words(figures)}"


def words(figures: Mapping[str, Any]) -> str:
    """`changes 100, longest recovery s 1.5`."""
    return ", ".join(f"{name.replace('_', ' ')} {_short(value)}" for name, value in figures.items())


def _short(value: Any) -> str:
    return f"{value:.1f}" if isinstance(value, float) else str(value)
