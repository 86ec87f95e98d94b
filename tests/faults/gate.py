"""A gate in front of a server: shut it, and who wants to pass is refused; freeze it, and nothing gets through, either
way, while both ends believe that they are connected. That is a network partition, without being root."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Coroutine
from typing import Any, Self


class Gate:
    """Listens on `port` for a server on loopback; its loop runs in a thread of its own."""

    def __init__(self, target: int = 0) -> None:
        self.target, self.port = target, 0
        self.loop = asyncio.new_event_loop()
        self.server: asyncio.Server | None = None
        self.pairs: set[tuple[asyncio.StreamWriter, asyncio.StreamWriter]] = set()

    def __enter__(self) -> Self:
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self._do(self._begin())
        return self

    def __exit__(self, *_: object) -> None:
        self.shut()
        self._do(_end_all())
        self.loop.call_soon_threadsafe(self.loop.stop)

    def shut(self) -> None:
        """Refuse new connections and break those that stand."""
        self._do(self._shut())

    def open(self) -> None:
        """Let through again; what was held back by `freeze` goes on."""
        self._do(self._open())

    def freeze(self) -> None:
        """Connections are taken, and nothing comes through."""
        self.loop.call_soon_threadsafe(self.flows.clear)

    def forget_clients(self) -> None:
        """Drop the near side of every connection and leave the far one: the server never hears that they are gone."""
        self._do(self._forget_clients())

    async def _begin(self) -> None:
        self.flows = asyncio.Event()
        await self._open()

    async def _open(self) -> None:
        self.flows.set()
        if self.server and self.server.is_serving():
            return
        self.server = await asyncio.start_server(self._pass, "127.0.0.1", self.port)
        self.port = self.server.sockets[0].getsockname()[1]

    async def _shut(self) -> None:
        assert self.server
        self.server.close()
        for near, far in self.pairs:
            near.transport.abort()
            far.transport.abort()

    async def _forget_clients(self) -> None:
        for near, _far in self.pairs:
            near.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        pair = (writer, far_writer)
        self.pairs.add(pair)
        await asyncio.gather(self._pump(reader, far_writer), self._pump(far_reader, writer))
        self.pairs.discard(pair)

    async def _pump(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, ConnectionError):
            while data := await source.read(65536):
                await self.flows.wait()
                target.write(data)
                await target.drain()
        await self.flows.wait()  # an end does not get through either
        target.close()

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self.loop).result(10)


async def _end_all() -> None:
    """Wait for all that is under way: a task that is only forgotten is complained of by the garbage collector, at any
    moment, and Python 3.11 cannot write a traceback while it parses something else."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
