"""Backups in the `job` table: asked for by a person, or by the schedule under the planned moment's name."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, Select, select

from banjie.storage.personal_jobs import PersonalJobs
from banjie.storage.tables import job

_backups = PersonalJobs("backup")
CONNECTOR = _backups.connector
PREFIX = _backups.prefix

running = _backups.running
add = _backups.add
put_off = _backups.put_off
ended = _backups.ended
remove = _backups.remove

_latest: Select[Any] = (
    select(job.c.state, job.c.error, job.c.receipt, job.c.payload, job.c.created_at, job.c.updated_at)
    .where(job.c.connector == CONNECTOR)
    .order_by(job.c.created_at.desc())
    .limit(1)
)


def latest(connection: Connection) -> Row[Any] | None:
    """The last one that was asked for, whatever became of it."""
    row: Row[Any] | None = connection.execute(_latest).one_or_none()
    return row
