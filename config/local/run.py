"""`make run`: everything, until Ctrl-C."""

import os
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import environ

from config.local.memory import Memory, is_free
from config.local.places import ROOT, Places
from config.local.problems import Problem, StopRequested
from config.local.processes import Child, Spec
from config.local.register import sole_owner
from config.local.servers import start_servers
from config.local.speech import say, step
from config.local.supervisor import Interrupt, Supervisor
from config.queues import WORKERS

GUNICORN = ("gunicorn", "-c", "python:config.gunicorn")


@dataclass(frozen=True)
class Web:
    """Where the web server listens."""

    host: str
    port: int

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def bind(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def refuse_if_busy(self) -> None:
        if self.port < 1024 and os.geteuid() != 0 and sys.platform == "linux":
            raise Problem("Ports below 1024 are for root. Try: make run PORT=8000")
        if not is_free(self.port, self.host):
            raise Problem(f"Port {self.port} is in use by another program. Try: make run PORT={self.port + 1}")

    def answers(self) -> bool:
        reachable = replace(self, host={"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host))  # noqa: S104
        request = urllib.request.Request(f"http://{reachable.bind}/healthz", headers={"Host": "localhost"})
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


def web_from(env: dict[str, str]) -> Web:
    """BIND_HOST and PORT as given; a wrong port is named. (Some shells set HOST for their own ends.)"""
    text = env.get("PORT") or "8000"
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise Problem(f"PORT is {text!r}; it should be a number from 1 to 65535.")
    return Web(env.get("BIND_HOST") or "127.0.0.1", int(text))


def defaults(env: dict[str, str], web: Web, places: Places, memory: Memory) -> None:
    """Fill in what this machine's owner left open. Demo people never go into somebody's own database unasked."""
    usual = {
        "DEMO": "false" if env.get("DATABASE_URL") else "true",
        "SECRET_KEY": memory.secret("secret_key"),
        "BASE_URL": web.address,
        "MAIL_DIR": str(places.mail),
    }
    env |= {name: value for name, value in usual.items() if not env.get(name)}
    if env.get("ALLOWED_HOSTS"):
        env["ALLOWED_HOSTS"] += ",localhost"  # the supervisor itself asks whether the site is up
    env["PYTHONUNBUFFERED"] = "1"


def python_spec(name: str, places: Places, env: dict[str, str], *argv: str) -> Spec:
    """A process of this checkout, run by this interpreter as ourselves."""
    return Spec(name, (sys.executable, "-m", *argv), places.log / f"{name}.log", env, cwd=ROOT)


def start_mail(supervisor: Supervisor, places: Places, memory: Memory, env: dict[str, str]) -> None:
    """The sink, unless EMAIL_URL names a real mail server."""
    with step("mail") as line:
        if env.get("EMAIL_URL"):
            line.note = "yours, from EMAIL_URL"
            return
        port = memory.port("smtp")
        spec = python_spec("mail", places, env, "config.local.mailsink", str(port), str(places.mail))
        child = supervisor.start(spec)
        supervisor.wait_for(child, lambda: child.said(b"storing mail"))
        env["EMAIL_URL"] = f"smtp://127.0.0.1:{port}"
        line.note = f"SMTP on port {port}, stored in {places.mail}"


def prepare(supervisor: Supervisor, places: Places, env: dict[str, str]) -> str:
    """Migrate as the owner, compile, collect, load the demo; return the sign-ins to print."""
    sign_ins = places.run / "sign-ins.txt"
    argv = ("config.local.prepare", str(sign_ins), str(places.run / "static"))
    supervisor.run_once(replace(python_spec("prepare", places, env, *argv), shows=True))
    return sign_ins.read_text()


def as_application(env: dict[str, str]) -> dict[str, str]:
    """What web, workers and beat are given: their own role in the database, and not the owner's password."""
    app_url = env.get("APP_DATABASE_URL")
    return {**env, "DATABASE_URL": app_url, "APP_DATABASE_URL": ""} if app_url else env


def start_work(supervisor: Supervisor, places: Places, env: dict[str, str], web: Web) -> None:
    """Workers, beat and web boot together; each is waited for until it says or shows that it works."""
    celery = ("celery", "-A", "config.celery")
    beat = (*celery, "beat", "-s", str(places.run / "beat"), "--pidfile=", "-l", "info")
    # SIGQUIT is Celery's soft stop: running tasks get 10 seconds, then go back to the queue. SIGTERM would wait.
    workers = [
        replace(python_spec(name, places, env, *worker_argv(name, queues, processes)), stop=signal.SIGQUIT, grace=20.0)
        for name, queues, processes in WORKERS
    ]
    others = (
        python_spec("beat", places, env, *beat),
        replace(python_spec("web", places, env, *GUNICORN, "--bind", web.bind), grace=15.0),
    )
    *at_work, clock, site = [supervisor.start(spec) for spec in (*workers, *others)]
    for worker in at_work:
        await_child(supervisor, worker, partial(worker.said, b" ready."))
    await_child(supervisor, clock, lambda: clock.said(b"beat: Starting"))
    await_child(supervisor, site, web.answers)


def worker_argv(name: str, queues: Sequence[str], processes: int) -> tuple[str, ...]:
    at_home = ("-n", f"{name}@%h", "-Q", ",".join(queues), "-c", str(processes))
    return ("celery", "-A", "config.celery", "worker", *at_home, "--without-gossip", "--without-mingle", "-l", "info")


def await_child(supervisor: Supervisor, child: Child, is_ready: Callable[[], bool]) -> None:
    with step(child.spec.name):
        supervisor.wait_for(child, is_ready)


def greet(env: dict[str, str], sign_ins: str, seconds: float) -> None:
    say(f"\nReady after {seconds:.1f} s:  {env['BASE_URL']}")
    if sign_ins:
        say(f"\n{sign_ins.rstrip()}")
        say(f"\nMail of the demo:  {env['BASE_URL']}/demo/mail/")
    say("Ctrl-C stops everything. Data stays in var/; `make clean` deletes it.")


def run(var: Path) -> int:
    """Returns 0 after an orderly stop. Raises Problem when it could not start."""
    started = time.monotonic()
    environ.Env.read_env(ROOT / ".env")
    env = dict(os.environ)
    web = web_from(env)
    places = Places(var)
    places.make()
    interrupt = Interrupt()
    with sole_owner(places, web.address) as register:
        stale = register.stop_stale()
        if stale:
            say(f"  Stopped what an earlier start left running: {', '.join(stale)}.")
        web.refuse_if_busy()
        memory = Memory(places.run / "memory.json")
        supervisor = Supervisor(register, interrupt)
        defaults(env, web, places, memory)
        try:
            start_servers(supervisor, places, memory, env)
            start_mail(supervisor, places, memory, env)
            sign_ins = prepare(supervisor, places, env)
            start_work(supervisor, places, as_application(env), web)
            greet(env, sign_ins, time.monotonic() - started)
            supervisor.watch()
        except StopRequested:
            say("\nStopping …")
            supervisor.stop_all()
            say("Stopped.")
        finally:
            supervisor.stop_all()
    return 0
