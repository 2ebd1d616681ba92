"""Jobs on PostgreSQL, the executing side: PgQueuer hands out entries, bounded threads execute them.

Two things keep a killed process from holding anything up: PgQueuer gives its entries to others when its
heartbeat stops, and its leases in our `job` table run out, which the reconciler sees. Whoever comes first
takes the attempt; the claim in `storage.jobs` lets nobody take it twice.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg
import structlog
from pgqueuer.core.qm import QueueManager
from pgqueuer.domain.errors import RetryRequested
from pgqueuer.domain.models import Job
from sqlalchemy import make_url, text

from banjie.followups import timers
from banjie.followups.execute import execute
from banjie.followups.leases import Leases
from banjie.followups.pgqueuer_queue import ENTRYPOINT, SETTINGS, PgQueuerQueue, job_of
from banjie.followups.pgqueuer_schema import queries
from banjie.followups.reconcile import reconcile
from banjie.followups.sweeping import Sweeper
from banjie.services.runtime import Runtime
from banjie.storage import jobs

THREADS = 8
BATCH = THREADS // 2
POLL = timedelta(seconds=5)
ROUND = 1.0
RECONCILE_EVERY = 5.0
PRUNE_EVERY = 3600.0
RECONNECT = 2.0
SHORTEST = timedelta(milliseconds=20)

log = structlog.get_logger("banjie.followups")

_prune = text(
    f"DELETE FROM {SETTINGS.queue_table_log} WHERE created < now() - interval '7 days'"  # noqa: S608 - a constant
)


def address_of(database_url: str) -> str:
    """The same address for psycopg itself."""
    return make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)


class PgQueuerExecutor(PgQueuerQueue):
    """`JobQueue` and its worker. Without `start` it only enqueues: for others to execute."""

    _runtime: Runtime
    _leases: Leases
    _pool: ThreadPoolExecutor

    def __init__(self) -> None:
        super().__init__(lambda: self._runtime.clock())
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._manager: QueueManager | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._owner = f"{socket.gethostname()[:32]}:{os.getpid()}:{secrets.token_hex(4)}"

    def attach(self, runtime: Runtime) -> None:
        """The runtime that this queue is a part of."""
        self._runtime = runtime

    def start(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._leases = Leases(runtime, self._owner)
        self._leases.start()
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="banjie-job")
        for name, target in (("banjie-worker", self._work), ("banjie-minder", self._mind)):
            thread = threading.Thread(target=target, name=name, daemon=True)
            thread.start()
            self._threads.append(thread)

    def stopping(self) -> bool:
        return self._stop.is_set()

    def stop(self) -> None:
        """Finish what is under way; what waits is for others, or the next start."""
        self._stop.set()
        loop, manager = self._loop, self._manager
        if loop is not None and manager is not None and not loop.is_closed():
            loop.call_soon_threadsafe(manager.shutdown.set)
        for thread in self._threads:
            thread.join(timeout=10)
        if self._threads:
            self._leases.stop()
            self._pool.shutdown(wait=False)

    # --- PgQueuer's side ------------------------------------------------------------------------------------

    def _work(self) -> None:
        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
            self._loop = runner.get_loop()
            while not self._stop.is_set():
                try:
                    runner.run(self._serve_entries())
                except Exception:
                    log.exception("queue connection lost")
                    self._stop.wait(RECONNECT)

    async def _serve_entries(self) -> None:
        address = address_of(self._runtime.config.database_url)
        async with await psycopg.AsyncConnection.connect(
            address, autocommit=True, application_name="banjie worker"
        ) as connection:
            manager = QueueManager(queries(connection), channel=SETTINGS.channel)
            manager.entrypoint(ENTRYPOINT)(self._entry)
            self._manager = manager
            if self._stop.is_set():
                return
            await manager.run(
                dequeue_timeout=POLL,
                batch_size=BATCH,
                max_concurrent_tasks=THREADS,
                heartbeat_timeout=self._runtime.config.lease,
            )

    async def _entry(self, entry: Job) -> None:
        """One entry: execute its job, or have it back when the job's time has come."""
        assert self._loop is not None
        wait = await self._loop.run_in_executor(self._pool, self._execute, job_of(entry.payload))
        if wait is not None:
            raise RetryRequested(delay=wait, reason="not due")

    def _execute(self, job: str) -> timedelta | None:
        with self._leases.holding(job) as free:
            if not free:
                return None
            with self._runtime.database.read() as connection:
                found = jobs.scheduled(connection, [job])
            if not found:
                return None
            due = found[0].due_at
            now = self._runtime.clock()
            if due is not None and due > now:
                return max(SHORTEST, due - now)
            execute(self._runtime, job, self._owner)
        return None

    # --- timers, lost entries, old log lines ----------------------------------------------------------------

    def _mind(self) -> None:
        every = min(RECONCILE_EVERY, self._runtime.config.lease_seconds / 3)
        reconciled = pruned = 0.0
        sweeper = Sweeper()
        while True:
            try:
                timers.fire_due(self._runtime)
                if time.monotonic() - reconciled >= every:
                    reconciled = time.monotonic()
                    reconcile(self._runtime)
                if time.monotonic() - pruned >= PRUNE_EVERY:
                    pruned = time.monotonic()
                    with self._runtime.database.write() as connection:
                        connection.execute(_prune)
                sweeper.now_and_then(self._runtime)
            except Exception:
                log.exception("round of timers and lost jobs failed")
            if self._stop.wait(ROUND):
                return
