"""Dashboards: a person's own and everybody's."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, or_, select, update

from banjie.storage.tables import dashboard

_listed = (
    select(dashboard)
    .where(or_(dashboard.c.owner.is_(None), dashboard.c.owner == bindparam("user")))
    .order_by(dashboard.c.owner.is_not(None), dashboard.c.name, dashboard.c.id)
)
_get = select(dashboard).where(dashboard.c.id == bindparam("id_"))


def listed(connection: Connection, username: str) -> list[Row[Any]]:
    """Everybody's dashboards, then the person's own, each by name."""
    return list(connection.execute(_listed, {"user": username}))


def get(connection: Connection, identifier: int) -> Row[Any] | None:
    return connection.execute(_get, {"id_": identifier}).one_or_none()


def count(connection: Connection, owner: str | None) -> int:
    """How many dashboards belong to the person, or with None to everybody."""
    whose = dashboard.c.owner.is_(None) if owner is None else dashboard.c.owner == owner
    return int(connection.execute(select(func.count()).select_from(dashboard).where(whose)).scalar_one())


def add(connection: Connection, **values: Any) -> int:
    return int(connection.execute(insert(dashboard).values(**values).returning(dashboard.c.id)).scalar_one())


def change(
    connection: Connection, identifier: int, values: dict[str, Any], *, at: datetime, revision: int | None
) -> bool:
    """Whether the dashboard was still at that revision (None: at any) and is changed now."""
    statement = update(dashboard).where(dashboard.c.id == identifier)
    if revision is not None:
        statement = statement.where(dashboard.c.revision == revision)
    values = {**values, "updated_at": at, "revision": dashboard.c.revision + 1}
    return bool(connection.execute(statement.values(**values)).rowcount)


def remove(connection: Connection, identifier: int) -> None:
    connection.execute(delete(dashboard).where(dashboard.c.id == identifier))
