"""The product's worker and beat on a machine whose wall clock is wrong by CLOCK_SHIFT seconds; all else is as it is.

The clock is moved before anything is imported that might keep a reference to it, and it goes on ticking.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import time_machine

SHIFT = timedelta(seconds=int(os.environ["CLOCK_SHIFT"]))
time_machine.travel(datetime.now(UTC) + SHIFT, tick=True).start()

from tests.faults.app import app  # noqa: E402

__all__ = ["app"]
