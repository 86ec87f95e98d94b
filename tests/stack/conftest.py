"""A supervisor of its own for each test, and the signal handlers put back afterwards."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.local.register import Register
from config.local.supervisor import SIGNALS, Interrupt, Supervisor


@pytest.fixture
def interrupt() -> Iterator[Interrupt]:
    before = {number: signal.getsignal(number) for number in SIGNALS}
    yield Interrupt()
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def supervisor(tmp_path: Path, interrupt: Interrupt) -> Iterator[Supervisor]:
    made = Supervisor(Register(tmp_path / "processes.json"), interrupt)
    yield made
    made.stop_all()
