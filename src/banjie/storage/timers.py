"""The `timer` table: which cases wait for a time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select

from banjie.storage.tables import timer

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
