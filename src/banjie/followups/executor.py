"""The embedded executor: one scheduler thread and a few workers, for SQLite's one process.

It is woken when jobs are committed and sleeps until the next one is due. On start, attempts that were
under way when the process died are taken up at once: nobody else can have them.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import structlog
from sqlalchemy import Connection

from banjie.followups import timers
from banjie.followups.execute import execute
from banjie.followups.leases import Leases
from banjie.followups.sweeping import Sweeper
from banjie.services import jobs
from banjie.services.runtime import Runtime
from banjie.storage import jobs as job_table

IDLE = 2.0
BUSY = 0.25
THREADS = 4
OWNER = "embedded"

log = structlog.get_logger("banjie.followups")


class EmbeddedExecutor:
    """`JobQueue` by waking a thread. `start` needs the runtime that this queue is itself a part of."""

    def __init__(self) -> None:
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._submitted: set[str] = set()
        self._lock = threading.Lock()
        self._leases: Leases | None = None
        self._owner = f"{OWNER}:{os.getpid()}"

    def enqueue(self, connection: Connection, jobs: Iterable[str]) -> None:
        """The job rows are the queue; nothing to add."""

    def wake(self) -> None:
        self._wake.set()

    def stopping(self) -> bool:
        return self._stop.is_set()

    def start(self, runtime: Runtime) -> None:
        with runtime.database.write() as connection:
            job_table.release_owner(connection, OWNER, runtime.clock())
        self._leases = Leases(runtime, self._owner)
        self._leases.start()
        self._thread = threading.Thread(
            target=self._run, args=(runtime,), name="banjie-executor", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Finish what is under way; what waits is found again at the next start."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout=10)
        if self._leases is not None:
            self._leases.stop()

    def _run(self, runtime: Runtime) -> None:
        sweeper = Sweeper()
        with ThreadPoolExecutor(THREADS, thread_name_prefix="banjie-job") as pool:
            while not self._stop.is_set():
                self._wake.clear()
                try:
                    timers.fire_due(runtime)
                    self._submit_due(runtime, pool)
                    sweeper.now_and_then(runtime)
                except Exception:
                    log.exception("executor round failed")
                self._wake.wait(self._pause(runtime))

    def _submit_due(self, runtime: Runtime, pool: ThreadPoolExecutor) -> None:
        due, _ = jobs.due(runtime)
        for job in due:
            with self._lock:
                if job in self._submitted:
                    continue
                self._submitted.add(job)
            pool.submit(self._execute, runtime, job)

    def _execute(self, runtime: Runtime, job: str) -> None:
        assert self._leases is not None
        try:
            with self._leases.holding(job):
                execute(runtime, job, self._owner)
        finally:
            with self._lock:
                self._submitted.discard(job)
            self._wake.set()

    def _pause(self, runtime: Runtime) -> float:
        """Seconds until something may be due; a busy job's own end wakes us."""
        try:
            _, following = jobs.due(runtime, 1)
        except Exception:
            return IDLE
        if following is None:
            return IDLE
        pause = (following - runtime.clock()).total_seconds()
        # Due already: every thread is busy, and the first that ends wakes us.
        return BUSY if pause <= 0 else min(IDLE, max(0.02, pause))
