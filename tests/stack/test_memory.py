"""What the local stack remembers between two starts."""

import socket
from pathlib import Path

from config.local.memory import Memory, free_port, is_free, write_private


def listening() -> socket.socket:
    server = socket.create_server(("127.0.0.1", 0))
    server.listen()
    return server


def test_a_port_in_use_is_not_free() -> None:
    with listening() as server:
        assert not is_free(server.getsockname()[1])


def test_a_port_is_the_same_at_the_next_start(tmp_path: Path) -> None:
    first = Memory(tmp_path / "memory.json").port("postgres")
    assert Memory(tmp_path / "memory.json").port("postgres") == first


def test_a_remembered_port_that_is_taken_is_replaced(tmp_path: Path) -> None:
    with listening() as server:
        taken = server.getsockname()[1]
        write_private(tmp_path / "memory.json", f'{{"redis_port": {taken}}}')
        assert Memory(tmp_path / "memory.json").port("redis") != taken


def test_a_free_port_can_be_listened_on() -> None:
    assert is_free(free_port())


def test_a_secret_is_kept_and_read_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "memory.json"
    word = Memory(path).secret("postgres_password")
    assert Memory(path).secret("postgres_password") == word
    assert len(word) >= 40
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_damaged_memory_starts_afresh(tmp_path: Path) -> None:
    (tmp_path / "memory.json").write_text('{"redis_port": 12')
    assert Memory(tmp_path / "memory.json").port("redis") > 0
