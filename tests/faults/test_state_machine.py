"""Whatever people do, and whenever a worker dies: the promises of reliability.md 1.1 hold after every step.

The steps are drawn at random by Hypothesis; FAULTS_SEED repeats a run. Time is moved, mails are really sent.
"""

from __future__ import annotations

import gc
import os
import random
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests.notifications.conftest import Sink

from . import invariants
from .figures import record
from .life import OPENING, Life
from .sizes import size

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

STEPS_OF_A_LIFE = 50
LAUNCHES, LINES = st.integers(0, 2), st.integers(0, 3)
HOURS = st.sampled_from([0.25, 1, 6, 24, 72])


class Launches(RuleBasedStateMachine):
    """Each rule is one deed; what became of it is judged by `invariants` alone."""

    sink: Sink
    steps = 0
    lives = 0
    totals: dict[str, int] = {}

    def __init__(self) -> None:
        super().__init__()
        self.life = Life(self.sink)
        Launches.lives += 1

    def teardown(self) -> None:
        for name, count in self.life.counts.items():
            self.totals[name] = self.totals.get(name, 0) + count
        self.life.end()

    def step(self, deed: Callable[[], None]) -> None:
        Launches.steps += 1
        deed()

    @rule(launch=LAUNCHES, line=LINES, by=st.sampled_from(["owner", "lead", "planner"]))
    def tick(self, launch: int, line: int, by: str) -> None:
        self.step(partial(self.life.tick, launch, line, by))

    @rule(launch=LAUNCHES, line=LINES)
    def untick(self, launch: int, line: int) -> None:
        self.step(partial(self.life.untick, launch, line))

    @rule(launch=LAUNCHES, days=st.integers(-7, 21))
    def move(self, launch: int, days: int) -> None:
        self.step(partial(self.life.move, launch, days))

    @rule(launch=LAUNCHES, line=LINES, to=st.integers(0, 2))
    def reassign(self, launch: int, line: int, to: int) -> None:
        self.step(partial(self.life.reassign, launch, line, to))

    @precondition(lambda self: len(self.life.running()) > 1)
    @rule(launch=LAUNCHES)
    def cancel(self, launch: int) -> None:
        self.step(partial(self.life.cancel, launch))

    @precondition(lambda self: len(self.life.running()) < OPENING)
    @rule()
    def start(self) -> None:
        self.step(self.life.start)

    @rule(hours=HOURS)
    def pass_time(self, hours: float) -> None:
        self.step(partial(self.life.pass_time, hours))

    @rule()
    def sweep_twice(self) -> None:
        self.step(self.life.sweep_twice)

    @rule(arrives=st.booleans())
    def kill(self, arrives: bool) -> None:
        self.step(partial(self.life.kill, arrives))

    @rule(answers=st.lists(st.sampled_from(["250 taken", "451 later", "drop"]), max_size=3))
    def redeliver(self, answers: list[str]) -> None:
        self.step(partial(self.life.redeliver, answers))

    @invariant()
    def promises(self) -> None:
        for promise in invariants.ALL:
            broken = promise(self.life)
            assert not broken, f"{promise.__name__}: {broken}"


def test_every_promise_holds_after_every_step(sink: Sink) -> None:
    wanted = size(2000, 120)
    first = int(os.environ.get("FAULTS_SEED") or random.randrange(2**32))  # noqa: S311
    print(f"\nFAULTS_SEED={first}")
    Launches.sink, Launches.steps, Launches.lives, Launches.totals = sink, 0, 0, {}
    run = 0
    while Launches.steps < wanted:
        missing = wanted - Launches.steps
        options = settings(
            max_examples=max(1, missing // STEPS_OF_A_LIFE),
            stateful_step_count=STEPS_OF_A_LIFE,
            deadline=None,
            database=None,
            phases=[Phase.generate],  # a broken life is printed as it was: to shorten it takes many minutes of mails
            suppress_health_check=list(HealthCheck),
        )
        # What earlier tests left complains now: Python 3.11 cannot write a traceback while Hypothesis parses this file.
        gc.collect()
        run_state_machine_as_test(seed(first + run)(Launches), settings=options)
        run += 1
    record("F1-F23", "state machine", Launches.steps, seed=first, lives=Launches.lives, broken=0, **Launches.totals)
