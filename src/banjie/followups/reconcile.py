"""Finds jobs that are due and that nobody was told of: entries lost, leases of dead processes run out."""

from __future__ import annotations

from banjie.followups import pgqueuer_queue
from banjie.services.runtime import Runtime
from banjie.storage import jobs

LIMIT = 500


def reconcile(runtime: Runtime, limit: int = LIMIT) -> int:
    """Enqueue due jobs, oldest first; returns how many had no entry. A known one is not enqueued twice."""
    now = runtime.clock()
    with runtime.database.read() as connection:
        due = jobs.due(connection, now, limit)
    if not due:
        return 0
    with runtime.database.write() as connection:
        return pgqueuer_queue.enqueue(connection, due, now)
