"""PostgreSQL and Redis together: started if nobody named an outside server, their addresses put into `env`."""

from config.local.memory import Memory
from config.local.places import Places
from config.local.postgres import Postgres
from config.local.problems import Problem
from config.local.redis_server import RedisServer
from config.local.speech import step
from config.local.supervisor import Supervisor


def start_servers(supervisor: Supervisor, places: Places, memory: Memory, env: dict[str, str]) -> None:
    """Fill DATABASE_URL and REDIS_URL of `env` where they are empty, each with a server that answers.

    DATABASE_URL is the owner's then, and APP_DATABASE_URL that of the role the application is to sign in as.
    """
    if env.get("DATABASE_URL"):
        with step("PostgreSQL") as line:
            line.note = "yours, from DATABASE_URL"
    else:
        with step("PostgreSQL") as line:
            server = _postgres(supervisor, places, memory)
            env |= {"DATABASE_URL": server.url, "APP_DATABASE_URL": server.app_url}
            line.note = f"{server.binaries.version} on port {server.port}, data in {server.data}"
    if env.get("REDIS_URL"):
        with step("Redis") as line:
            line.note = "yours, from REDIS_URL"
    else:
        with step("Redis") as line:
            env["REDIS_URL"], line.note = _redis(supervisor, places, memory)


def _postgres(supervisor: Supervisor, places: Places, memory: Memory) -> Postgres:
    server = Postgres(places, memory)
    server.prepare()
    supervisor.wait_for(supervisor.start(server.spec()), server.answers)
    return server


def _redis(supervisor: Supervisor, places: Places, memory: Memory) -> tuple[str, str]:
    server = RedisServer(places, memory)
    try:
        supervisor.wait_for(supervisor.start(server.spec()), server.answers)
    except Problem:
        if not server.set_aside():
            raise
        supervisor.wait_for(supervisor.start(server.spec()), server.answers)
    return server.url, f"{server.name} on port {server.port}"
