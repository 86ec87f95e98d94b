"""Keeps the processes of the stack alive, and stops them in order when asked. One thread, no callbacks."""

import signal
import time
from collections.abc import Callable

from config.local.problems import Problem, StopRequested, last_words
from config.local.processes import Child, Spec, kill_group
from config.local.register import Register
from config.local.speech import say

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LONG_LIFE = 60.0  # seconds after which a death is no longer counted with the one before
LONGEST_PAUSE = 30.0


def pause_before(deaths: int) -> float:
    """Seconds to wait before start number `deaths` + 1: 1, 2, 4, … 30."""
    return min(LONGEST_PAUSE, 2.0 ** (deaths - 1))


class Interrupt:
    """Counts the wishes to stop. The first stops in order; a second one makes haste."""

    def __init__(self) -> None:
        self.wishes = 0
        for number in SIGNALS:
            signal.signal(number, self._wish)

    def _wish(self, _number: int, _frame: object) -> None:
        self.wishes += 1

    def check(self) -> None:
        """Raise StopRequested at a safe point: between two steps, never between a start and its note."""
        if self.wishes:
            raise StopRequested

    def is_urgent(self) -> bool:
        return self.wishes > 1


class Supervisor:
    """Starts, tends and stops. Later processes may rely on earlier ones, so they are stopped first."""

    def __init__(self, register: Register, interrupt: Interrupt) -> None:
        self.register = register
        self.interrupt = interrupt
        self.children: dict[str, Child] = {}
        self.deaths: dict[str, int] = {}
        self.due: dict[str, float] = {}

    def start(self, spec: Spec) -> Child:
        self.interrupt.check()
        child = self.children[spec.name] = Child(spec)
        self.register.note(child)
        return child

    def wait_for(self, child: Child, answers: Callable[[], bool], seconds: float = 60.0) -> None:
        """Until `answers`. Raises Problem with the process's last words when it dies or takes too long."""
        end = time.monotonic() + seconds
        while not answers():
            self.interrupt.check()
            name, log = child.spec.name, child.spec.log
            if not child.is_running():
                raise Problem(f"{name} stopped at once: {last_words(log, child.log_start)}\nMore in {log}")
            if time.monotonic() > end:
                raise Problem(f"{name} did not answer in {seconds:.0f} s: {last_words(log, child.log_start)}\n{log}")
            time.sleep(0.05)

    def run_once(self, spec: Spec) -> None:
        """Run a process to its end while tending the others. Raises Problem when it fails."""
        child = self.start(spec)
        try:
            while child.is_running():
                self.interrupt.check()
                time.sleep(0.02)
        finally:
            self._stop(child)
        if child.popen.returncode:
            raise Problem(f"{spec.name} failed: {last_words(spec.log, child.log_start)}\nMore in {spec.log}")

    def tend(self) -> None:
        """One look at every process: note deaths, start again those whose pause is over."""
        now = time.monotonic()
        for name, child in list(self.children.items()):
            if name in self.due:
                if now >= self.due[name]:
                    del self.due[name]
                    self.start(child.spec)
            elif not child.is_running():
                self._mourn(child, now)

    def _mourn(self, child: Child, now: float) -> None:
        name = child.spec.name
        kill_group(child.pid)
        self.deaths[name] = 1 if now - child.born > LONG_LIFE else self.deaths.get(name, 0) + 1
        pause = pause_before(self.deaths[name])
        self.due[name] = now + pause
        code = child.popen.returncode
        how = f"signal {-code}" if code < 0 else f"status {code}"
        say(f"  {name} ended ({how}); starting it again in {pause:.0f} s. See {child.spec.log}")

    def watch(self) -> None:
        """Tend until somebody wishes to stop."""
        while True:
            self.interrupt.check()
            self.tend()
            time.sleep(0.2)

    def _stop(self, child: Child) -> None:
        child.stop(self.interrupt.is_urgent)
        del self.children[child.spec.name]
        self.register.forget(child)

    def stop_all(self) -> None:
        """Stop what runs, last started first."""
        for child in reversed(list(self.children.values())):
            self._stop(child)
