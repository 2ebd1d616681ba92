"""Company-wide settings by key, as JSON."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from banjie.storage.tables import setting

_get = select(setting.c.value).where(setting.c.key == bindparam("key_"))


def get(connection: Connection, key: str) -> Any:
    """The value, or None."""
    return connection.execute(_get, {"key_": key}).scalar_one_or_none()


def put(connection: Connection, key: str, value: Any) -> None:
    connection.execute(delete(setting).where(setting.c.key == key))
    connection.execute(insert(setting).values(key=key, value=value))


def remove(connection: Connection, key: str) -> None:
    connection.execute(delete(setting).where(setting.c.key == key))
