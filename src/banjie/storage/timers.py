"""The `timer` table: which cases wait for a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, select, update

from banjie.storage.database import Database
from banjie.storage.tables import timer

_LOCK = 0x62616E6A69650001
"""The advisory lock of whoever fires timers, the same in every process."""

_due = (
    select(timer.c.id, timer.c.instance)
    .where(timer.c.due_at <= bindparam("now"))
    .order_by(timer.c.due_at)
    .limit(bindparam("limit_"))
)


def due(connection: Connection, now: datetime, limit: int) -> list[tuple[str, str]]:
    """Timers whose time has come, with their cases, earliest first."""
    return [(row.id, row.instance) for row in connection.execute(_due, {"now": now, "limit_": limit})]


def remove(connection: Connection, identifier: str) -> None:
    connection.execute(delete(timer).where(timer.c.id == identifier))


def put_off(connection: Connection, identifier: str, until: datetime) -> None:
    """Look at a timer again later; when the case meant it to fire is in its events."""
    connection.execute(update(timer).where(timer.c.id == identifier).values(due_at=until))


@contextmanager
def turn(database: Database) -> Iterator[bool]:
    """True while this process alone fires timers; given back when the block, or the process, ends."""
    if database.dialect == "sqlite":
        yield True
        return
    with database.read() as connection:
        yield bool(connection.execute(select(func.pg_try_advisory_xact_lock(_LOCK))).scalar_one())
