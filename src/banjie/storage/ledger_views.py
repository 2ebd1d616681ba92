"""Saved views of ledgers: a person's own and everybody's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, or_, select, update

from banjie.storage.tables import ledger_view

_listed = (
    select(ledger_view)
    .where(
        ledger_view.c.form_id == bindparam("form"),
        or_(ledger_view.c.owner.is_(None), ledger_view.c.owner == bindparam("user")),
    )
    .order_by(ledger_view.c.owner.is_not(None), ledger_view.c.position, ledger_view.c.id)
)


def listed(connection: Connection, form_id: int, username: str) -> list[Row[Any]]:
    """Everybody's views of a ledger, then the person's own, each in their order."""
    return list(connection.execute(_listed, {"form": form_id, "user": username}))


def get(connection: Connection, identifier: int) -> Row[Any] | None:
    return connection.execute(select(ledger_view).where(ledger_view.c.id == identifier)).one_or_none()


def count(connection: Connection, form_id: int, owner: str | None) -> int:
    """How many views of a ledger belong to the person, or with None to everybody."""
    whose = ledger_view.c.owner.is_(None) if owner is None else ledger_view.c.owner == owner
    found = connection.execute(
        select(func.count()).select_from(ledger_view).where(ledger_view.c.form_id == form_id, whose)
    )
    return int(found.scalar_one())


def add(connection: Connection, **values: Any) -> int:
    return int(
        connection.execute(insert(ledger_view).values(**values).returning(ledger_view.c.id)).scalar_one()
    )


def change(
    connection: Connection, identifier: int, values: dict[str, Any], *, at: datetime, revision: int | None
) -> bool:
    """Whether the view was still at that revision (None: at any) and is changed now."""
    statement = update(ledger_view).where(ledger_view.c.id == identifier)
    if revision is not None:
        statement = statement.where(ledger_view.c.revision == revision)
    values = {**values, "updated_at": at, "revision": ledger_view.c.revision + 1}
    return bool(connection.execute(statement.values(**values)).rowcount)


def place(connection: Connection, identifiers: Sequence[int]) -> None:
    """Gives views the order in which they are named."""
    statement = update(ledger_view).where(ledger_view.c.id == bindparam("id_"))
    connection.execute(
        statement.values(position=bindparam("position_")),
        [{"id_": identifier, "position_": position} for position, identifier in enumerate(identifiers)],
    )


def remove(connection: Connection, identifier: int) -> None:
    connection.execute(delete(ledger_view).where(ledger_view.c.id == identifier))
