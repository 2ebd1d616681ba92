"""Sections and tables of forms, kept to be used in other forms."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from banjie.storage.tables import form_part

_listed = select(form_part).order_by(form_part.c.name, form_part.c.id)


def listed(connection: Connection) -> list[Row[Any]]:
    return list(connection.execute(_listed))


def count(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).select_from(form_part)).scalar_one())


def add(connection: Connection, **values: Any) -> int:
    return int(connection.execute(insert(form_part).values(**values).returning(form_part.c.id)).scalar_one())


def rename(connection: Connection, identifier: int, name: str) -> bool:
    """Whether there was such a one."""
    done = connection.execute(update(form_part).where(form_part.c.id == identifier).values(name=name))
    return done.rowcount == 1


def remove(connection: Connection, identifier: int) -> bool:
    """Whether there was such a one."""
    return connection.execute(delete(form_part).where(form_part.c.id == identifier)).rowcount == 1
