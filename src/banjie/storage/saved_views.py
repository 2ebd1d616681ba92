"""Saved views of ledgers: a person's own and everybody's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, or_, select, update

from banjie.storage.tables import saved_view

_listed = (
    select(saved_view)
    .where(
        saved_view.c.form_id == bindparam("form"),
        or_(saved_view.c.owner.is_(None), saved_view.c.owner == bindparam("user")),
    )
    .order_by(saved_view.c.owner.is_not(None), saved_view.c.position, saved_view.c.id)
)


def listed(connection: Connection, form_id: int, username: str) -> list[Row[Any]]:
    """Everybody's views of a ledger, then the person's own, each in their order."""
    return list(connection.execute(_listed, {"form": form_id, "user": username}))


def get(connection: Connection, identifier: int) -> Row[Any] | None:
    return connection.execute(select(saved_view).where(saved_view.c.id == identifier)).one_or_none()


def count(connection: Connection, form_id: int, owner: str | None) -> int:
    """How many views of a ledger belong to the person, or with None to everybody."""
    whose = saved_view.c.owner.is_(None) if owner is None else saved_view.c.owner == owner
    found = connection.execute(
        select(func.count()).select_from(saved_view).where(saved_view.c.form_id == form_id, whose)
    )
    return int(found.scalar_one())


def add(connection: Connection, **values: Any) -> int:
    return int(
        connection.execute(insert(saved_view).values(**values).returning(saved_view.c.id)).scalar_one()
    )


def change(
    connection: Connection, identifier: int, values: dict[str, Any], *, at: datetime, revision: int | None
) -> bool:
    """Whether the view was still at that revision (None: at any) and is changed now."""
    statement = update(saved_view).where(saved_view.c.id == identifier)
    if revision is not None:
        statement = statement.where(saved_view.c.revision == revision)
    values = {**values, "updated_at": at, "revision": saved_view.c.revision + 1}
    return bool(connection.execute(statement.values(**values)).rowcount)


def place(connection: Connection, identifiers: Sequence[int]) -> None:
    """Gives views the order in which they are named."""
    statement = update(saved_view).where(saved_view.c.id == bindparam("id_"))
    connection.execute(
        statement.values(position=bindparam("position_")),
        [{"id_": identifier, "position_": position} for position, identifier in enumerate(identifiers)],
    )


def remove(connection: Connection, identifier: int) -> None:
    connection.execute(delete(saved_view).where(saved_view.c.id == identifier))
