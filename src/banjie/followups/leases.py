"""Keeps the leases of running attempts alive. A process that dies stops renewing, and others take over.

An attempt is renewed only while its thread works on it: one that ended without being able to write back
runs out like that of a dead process.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from banjie.services.runtime import Runtime
from banjie.storage import jobs

log = structlog.get_logger("banjie.followups")


class Leases:
    """The attempts under way in this process."""

    def __init__(self, runtime: Runtime, owner: str) -> None:
        self._runtime = runtime
        self._owner = owner
        self._running: set[str] = set()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="banjie-leases", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(timeout=5)

    @contextmanager
    def holding(self, job: str) -> Iterator[bool]:
        """While the block runs the job's lease is renewed; False where this process is at it already."""
        with self._lock:
            free = job not in self._running
            self._running.add(job)
        try:
            yield free
        finally:
            if free:
                with self._lock:
                    self._running.discard(job)

    def _run(self) -> None:
        lease = self._runtime.config.lease
        while not self._stop.wait(lease.total_seconds() / 3):
            with self._lock:
                running = sorted(self._running)
            if not running:
                continue
            try:
                with self._runtime.database.write() as connection:
                    jobs.renew(connection, running, self._owner, self._runtime.clock() + lease)
            except Exception:
                log.exception("leases not renewed", jobs=len(running))
