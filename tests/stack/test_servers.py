"""The servers themselves: started through our code, used, stopped, started again after a kill."""

import email
import email.policy
import smtplib
import sys
import tempfile
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import psycopg
import pytest
import redis

from config.local.memory import Memory, free_port
from config.local.places import Places
from config.local.processes import Child, Spec
from config.local.run import as_application
from config.local.servers import start_servers
from config.local.supervisor import Supervisor
from config.local.wrap import throwaway

from .waiting import eventually


@pytest.fixture
def places() -> Iterator[Places]:
    """A folder that goes away, with servers as careful as those of `make run`."""
    with throwaway() as made:
        yield Places(made.var)


def test_postgres_and_redis_start_keep_data_over_a_kill_and_leave_nothing(
    places: Places, supervisor: Supervisor
) -> None:
    memory, env = Memory(places.run / "memory.json"), {"DATABASE_URL": "", "REDIS_URL": ""}
    start_servers(supervisor, places, memory, env)
    with psycopg.connect(env["DATABASE_URL"]) as connection:
        order = connection.execute(
            "SELECT string_agg(x, '' ORDER BY x) FROM unnest(array['하','가','나']) x"
        ).fetchone()
        assert order == ("가나하",)
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    assert redis.Redis.from_url(env["REDIS_URL"]).config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}

    supervisor.children["postgres"].popen.kill()
    again = {"DATABASE_URL": "", "REDIS_URL": env["REDIS_URL"]}
    assert eventually(lambda: not supervisor.children["postgres"].is_running())
    start_servers(supervisor, places, memory, again)
    with psycopg.connect(again["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT one FROM kept").fetchone() == (1,)

    supervisor.stop_all()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(again["DATABASE_URL"], connect_timeout=2)


def test_the_application_gets_a_role_of_its_own_and_never_the_owners_password(
    places: Places, supervisor: Supervisor
) -> None:
    memory, env = Memory(places.run / "memory.json"), {"DATABASE_URL": "", "REDIS_URL": "redis://not.ours:6379/0"}
    start_servers(supervisor, places, memory, env)
    owner, app = env["DATABASE_URL"], env["APP_DATABASE_URL"]
    with pytest.raises(psycopg.OperationalError, match="launch_ready_app"):
        psycopg.connect(app, connect_timeout=2)  # `grant_app_role` makes it
    given = as_application(env)
    assert (given["DATABASE_URL"], given["APP_DATABASE_URL"]) == (app, "")
    assert owner not in given.values()
    assert as_application({"DATABASE_URL": "postgres://own"}) == {"DATABASE_URL": "postgres://own"}


def test_the_database_asks_for_its_password(places: Places, supervisor: Supervisor) -> None:
    env = {"DATABASE_URL": "", "REDIS_URL": "redis://not.ours:6379/0"}
    start_servers(supervisor, places, Memory(places.run / "memory.json"), env)
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(env["DATABASE_URL"], password="guess", connect_timeout=2)
    assert env["REDIS_URL"] == "redis://not.ours:6379/0"


def test_a_throwaway_folder_is_gone_afterwards() -> None:
    with throwaway() as places:
        folder = places.var
        assert folder.parent == Path(tempfile.gettempdir()).resolve()
    assert not folder.exists()


def test_mail_is_stored_as_it_came_with_its_envelope(tmp_path: Path) -> None:
    port = free_port()
    argv = (sys.executable, "-m", "config.local.mailsink", str(port), str(tmp_path))
    child = Child(Spec("mail", argv, tmp_path / "mail.log", cwd=Path(__file__).parents[2]))
    assert eventually(lambda: child.said(b"storing mail"))
    for subject in ("첫 번째", "두 번째"):
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = subject, "런치레디 <a@example.com>", "b@example.com"
        message.set_content("문의가 몰리기 전에 확인해 주세요.\n.\n끝")
        with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
            client.send_message(message, to_addrs=["b@example.com", "c@example.com"])
    child.stop(lambda: False)
    stored = sorted(tmp_path.glob("*.eml"))
    read = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in stored]
    assert [message["Subject"] for message in read] == ["첫 번째", "두 번째"]
    assert read[0]["X-Envelope-To"] == "b@example.com,c@example.com"
    assert read[0].get_content().split() == ["문의가", "몰리기", "전에", "확인해", "주세요.", ".", "끝"]
