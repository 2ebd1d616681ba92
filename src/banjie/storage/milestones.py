"""How far a company has come: asked by its first page."""

from __future__ import annotations

from sqlalchemy import Connection, exists, func, select, true

from banjie.storage.tables import instance, process

_published = select(func.count()).select_from(process).where(process.c.version > 0)
_closed = select(exists().where(instance.c.closed == true()))


def published_processes(connection: Connection) -> int:
    return int(connection.execute(_published).scalar_one())


def any_closed(connection: Connection) -> bool:
    """Whether any case has come to its end with every receipt."""
    return bool(connection.execute(_closed).scalar_one())
