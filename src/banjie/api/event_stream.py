"""Server-sent events: an open page learns that its inbox or the case it shows has changed, and reads again.

One hub per process. Within a process `publish` is a call; between processes PostgreSQL's NOTIFY carries
the same message (see `services.ports.Signals`). A slow page loses signals rather than memory: it also
polls, so a lost one costs seconds.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterable

import msgspec
from litestar.response.sse import ServerSentEventMessage
from sqlalchemy import Connection, text

CHANNEL = "banjie_signal"
PAGES_PER_PERSON = 30
_QUEUE = 64
_HEARTBEAT = 20.0


class Signal(msgspec.Struct, frozen=True):
    """What changed: these cases, for these people, who all take part in them. Nobody else hears of it."""

    users: tuple[str, ...]
    cases: tuple[str, ...]


class Hub:
    """Open pages of this process. `deliver` may be called from any thread."""

    def __init__(self, heartbeat: float = _HEARTBEAT) -> None:
        self.heartbeat = heartbeat
        self._pages: dict[asyncio.Queue[Signal], tuple[str, asyncio.AbstractEventLoop]] = {}
        self._lock = threading.Lock()

    def is_full(self, username: str) -> bool:
        """Whether a person has as many pages open as one may."""
        with self._lock:
            return sum(owner == username for owner, _loop in self._pages.values()) >= PAGES_PER_PERSON

    def deliver(self, signal: Signal) -> None:
        with self._lock:
            pages = list(self._pages.items())
        for queue, (username, loop) in pages:
            if username in signal.users:
                loop.call_soon_threadsafe(_offer, queue, signal)

    async def listen(
        self, username: str, may_listen: Callable[[], bool]
    ) -> AsyncIterator[ServerSentEventMessage]:
        """Messages for one page, with a comment at every heartbeat so that proxies keep the line open.

        `may_listen` is asked then too (in a thread): a page whose session has ended hears no more.
        """
        queue: asyncio.Queue[Signal] = asyncio.Queue(_QUEUE)
        loop = asyncio.get_running_loop()
        with self._lock:
            self._pages[queue] = (username, loop)
        try:
            yield ServerSentEventMessage(event="ready", data="{}", retry=3000)
            beat = loop.time() + self.heartbeat
            while True:
                try:
                    signal = await asyncio.wait_for(queue.get(), max(0.0, beat - loop.time()))
                except TimeoutError:
                    if not await asyncio.to_thread(may_listen):
                        return
                    beat = loop.time() + self.heartbeat
                    yield ServerSentEventMessage(comment="still here")
                    continue
                yield ServerSentEventMessage(event="inbox", data="{}")
                for case in signal.cases:
                    yield ServerSentEventMessage(event="case", data=f'{{"id":"{case}"}}')
        finally:
            with self._lock:
                self._pages.pop(queue, None)


def _offer(queue: asyncio.Queue[Signal], signal: Signal) -> None:
    if not queue.full():
        queue.put_nowait(signal)


class LocalSignals:
    """Signals within one process: kept until the transaction has committed, then delivered."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._pending = threading.local()

    def publish(self, _connection: Connection, users: Iterable[str], cases: Iterable[str]) -> None:
        waiting: list[Signal] = getattr(self._pending, "signals", [])
        waiting.append(Signal(tuple(users), tuple(cases)))
        self._pending.signals = waiting

    def flush(self) -> None:
        waiting: list[Signal] = getattr(self._pending, "signals", [])
        self._pending.signals = []
        for signal in waiting:
            self._hub.deliver(signal)


class PostgresSignals:
    """Signals between processes by NOTIFY, which PostgreSQL sends on commit."""

    _notify = text("SELECT pg_notify(:channel, :payload)")

    def publish(self, connection: Connection, users: Iterable[str], cases: Iterable[str]) -> None:
        payload = msgspec.json.encode(Signal(tuple(users)[:100], tuple(cases)[:20])).decode()
        connection.execute(self._notify, {"channel": CHANNEL, "payload": payload})

    def flush(self) -> None:
        """Nothing to do: the database delivers."""


def listen_postgres(url: str, hub: Hub, stop: threading.Event) -> None:
    """Deliver NOTIFY messages to the hub until `stop` is set; reconnects by itself. Runs in a thread."""
    import psycopg

    while not stop.is_set():
        try:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(f"LISTEN {CHANNEL}")
                while not stop.is_set():
                    for notice in connection.notifies(timeout=1.0):
                        hub.deliver(msgspec.json.decode(notice.payload, type=Signal))
        except psycopg.Error:
            stop.wait(2.0)
