"""Jobs on PostgreSQL, the sending side: PgQueuer's rows are written in the approval's own transaction.

PgQueuer only carries the news that a job is due, and when. What a job is, whose attempt it is and what came
of it stands in our `job` table: an entry too many finds nothing to do, a lost one is found by the reconciler.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import msgspec
from pgqueuer.adapters.persistence.qb import QueryQueueBuilder
from pgqueuer.adapters.persistence.queries import SyncQueries
from pgqueuer.domain.settings import DBSettings
from pgqueuer.domain.types import Channel
from psycopg import RawCursor
from psycopg.rows import dict_row
from sqlalchemy import Connection

from banjie.storage import jobs

ENTRYPOINT = "banjie_job"

SETTINGS = DBSettings(
    prefix="",
    db_schema=None,
    channel=Channel("ch_pgqueuer"),
    function="fn_pgqueuer_changed",
    statistics_table="pgqueuer_statistics",
    queue_status_type="pgqueuer_status",
    queue_table="pgqueuer",
    queue_table_log="pgqueuer_log",
    trigger="tg_pgqueuer_changed",
    schedules_table="pgqueuer_schedules",
)
"""Names pinned: PgQueuer would also take them from environment variables as common as `CHANNEL`."""

BUILDER = QueryQueueBuilder(SETTINGS)
_NOW = timedelta(0)


class OwnConnection:
    """PgQueuer's `SyncDriver` over a connection of ours: its statements commit or roll back with our rows."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def fetch(self, query: str, *args: object) -> list[dict[str, object]]:
        raw = self._connection.connection.driver_connection
        with RawCursor(raw, row_factory=dict_row) as cursor:  # type: ignore[arg-type]
            cursor.execute(query, args or None)
            return cursor.fetchall()


def entry_key(job: jobs.Scheduled) -> str:
    """One queue entry per job, attempt and time: enqueuing the same again is no second entry."""
    at = job.due_at.timestamp() if job.due_at else 0
    return f"{job.id}:{job.state}:{job.attempts}:{at:.3f}"


def enqueue(connection: Connection, identifiers: Iterable[str], now: datetime) -> int:
    """Make entries for jobs, due when their rows say; returns how many were new."""
    found = jobs.scheduled(connection, identifiers)
    if not found:
        return 0
    made = SyncQueries(OwnConnection(connection), BUILDER).enqueue(
        [ENTRYPOINT] * len(found),
        [msgspec.json.encode({"job": job.id}) for job in found],
        [0] * len(found),
        [max(_NOW, job.due_at - now) if job.due_at else _NOW for job in found],
        [entry_key(job) for job in found],
        on_conflict="skip",
    )
    return sum(item is not None for item in made)


def job_of(payload: bytes | None) -> str:
    """The job that a queue entry is about."""
    return str(msgspec.json.decode(payload or b"{}", type=dict[str, str]).get("job", ""))


class PgQueuerQueue:
    """`JobQueue` on PostgreSQL. The database wakes the workers by NOTIFY, on commit."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock

    def enqueue(self, connection: Connection, jobs: Iterable[str]) -> None:
        enqueue(connection, jobs, self._clock())

    def wake(self) -> None:
        """Nothing to do."""

    def stopping(self) -> bool:
        """Who only enqueues has nothing to leave."""
        return False
