"""What was done to the installation, by whom: entries are added and read, never changed or removed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, func, insert, or_, select

from banjie.storage.tables import audit_entry

Position = tuple[datetime, int] | None

_add = insert(audit_entry)
_newest = (audit_entry.c.at.desc(), audit_entry.c.id.desc())


class Asked(msgspec.Struct, frozen=True):
    """Which entries are looked for; empty: all. `until` is the first moment that is too late."""

    person: str = ""
    actions: tuple[str, ...] = ()
    kind: str = ""
    object: str = ""
    since: datetime | None = None
    until: datetime | None = None


def add(connection: Connection, values: dict[str, Any]) -> None:
    connection.execute(_add, values)


def page(connection: Connection, asked: Asked, after: Position, limit: int) -> Sequence[Any]:
    """Entries, newest first, behind a position."""
    query = select(audit_entry).where(*_conditions(asked)).order_by(*_newest).limit(limit)
    if after is not None:
        at, identifier = after
        earlier = audit_entry.c.at < at
        same = and_(audit_entry.c.at == at, audit_entry.c.id < identifier)
        # The first condition says nothing new, but lets an index begin at the position.
        query = query.where(audit_entry.c.at <= at, or_(earlier, same))
    return connection.execute(query).all()


def count(connection: Connection, asked: Asked, most: int) -> int:
    """How many there are, counted up to `most`."""
    some = select(audit_entry.c.id).where(*_conditions(asked)).limit(most).subquery()
    return connection.execute(select(func.count()).select_from(some)).scalar_one()


def _conditions(asked: Asked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.person:
        found.append(audit_entry.c.who == asked.person)
    if asked.actions:
        found.append(audit_entry.c.action.in_(asked.actions))
    if asked.kind:
        found.append(audit_entry.c.kind == asked.kind)
    if asked.object:
        found.append(audit_entry.c.object == asked.object)
    if asked.since is not None:
        found.append(audit_entry.c.at >= asked.since)
    if asked.until is not None:
        found.append(audit_entry.c.at < asked.until)
    return found
