"""Real processes: started, recognised, restarted, and stopped when nobody else does it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from config.local.memory import write_private
from config.local.places import Places
from config.local.problems import Problem, StopRequested
from config.local.processes import Child, Spec, started_at
from config.local.register import Register, sole_owner
from config.local.supervisor import Interrupt, Supervisor, pause_before

from .waiting import eventually

SLEEPER = (sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)")
STUBBORN = (
    sys.executable,
    "-c",
    "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(60)",
)


def spec(tmp_path: Path, argv: tuple[str, ...] = SLEEPER, grace: float = 5.0) -> Spec:
    return Spec("sleeper", argv, tmp_path / "sleeper.log", grace=grace)


def test_a_process_is_told_from_a_later_one_with_its_number() -> None:
    assert started_at(os.getpid()) == started_at(os.getpid())
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    assert started_at(child.pid) is None


def test_what_a_killed_supervisor_left_is_stopped(tmp_path: Path) -> None:
    child = Child(spec(tmp_path))
    Register(tmp_path / "processes.json").note(child)
    assert Register(tmp_path / "processes.json").stop_stale() == ["sleeper"]
    assert eventually(lambda: not child.is_running())
    assert Register(tmp_path / "processes.json").stop_stale() == []


def test_a_stranger_with_a_noted_number_is_left_alone(tmp_path: Path) -> None:
    child = Child(spec(tmp_path))
    path = tmp_path / "processes.json"
    write_private(path, f'[{{"name": "x", "pid": {child.pid}, "began": "earlier", "stop": 9, "grace": 1}}]')
    assert Register(path).stop_stale() == []
    assert child.is_running()
    child.stop(lambda: True)


@pytest.mark.parametrize("text", ["", "[1, 2]", "not json", '[{"name": "x"}]'])
def test_a_damaged_list_stops_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "processes.json").write_text(text)
    assert Register(tmp_path / "processes.json").stop_stale() == []


def test_a_second_start_in_the_same_folder_is_refused_by_name(tmp_path: Path) -> None:
    places = Places(tmp_path)
    places.run.mkdir()
    with (
        sole_owner(places, "http://localhost:8000"),
        pytest.raises(Problem, match="http://localhost:8000"),
        sole_owner(places, "x"),
    ):
        pass


def test_a_process_that_will_not_leave_is_killed(tmp_path: Path) -> None:
    child = Child(spec(tmp_path, STUBBORN, grace=0.2))
    assert eventually(lambda: child.said(b"up"))
    child.stop(lambda: False)
    assert child.popen.returncode == -signal.SIGKILL


def test_a_dead_process_is_started_again(tmp_path: Path, supervisor: Supervisor) -> None:
    first = supervisor.start(spec(tmp_path))
    first.popen.kill()
    first.popen.wait()

    def is_back() -> bool:
        supervisor.tend()
        return supervisor.children["sleeper"].pid != first.pid

    assert eventually(is_back)
    assert supervisor.children["sleeper"].is_running()


def test_pauses_between_starts_grow_to_half_a_minute() -> None:
    assert [pause_before(deaths) for deaths in range(1, 8)] == [1, 2, 4, 8, 16, 30, 30]


def test_a_process_that_dies_at_once_is_reported_with_its_last_words(tmp_path: Path, supervisor: Supervisor) -> None:
    child = supervisor.start(spec(tmp_path, (sys.executable, "-c", "raise SystemExit('error: no licence')")))
    with pytest.raises(Problem, match="no licence"):
        supervisor.wait_for(child, lambda: False)


def test_a_wish_to_stop_is_heard_at_the_next_safe_point(interrupt: Interrupt) -> None:
    interrupt.check()
    os.kill(os.getpid(), signal.SIGTERM)
    with pytest.raises(StopRequested):
        interrupt.check()
    assert not interrupt.is_urgent()
    os.kill(os.getpid(), signal.SIGINT)
    assert interrupt.is_urgent()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a child follow its parent")
def test_children_follow_a_supervisor_that_was_killed(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from config.local.processes import Child, Spec\n"
        "child = Child(Spec('c', (sys.executable, '-c', 'import time; time.sleep(60)'), Path(sys.argv[1])))\n"
        "print(child.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "c.log")], stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert eventually(lambda: started_at(pid) is None)
