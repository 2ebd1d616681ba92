"""Remembered answers of writes: per user, route and key, for 24 hours."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from banjie.storage.tables import idempotency

KEEP = timedelta(hours=24)

_find = select(idempotency).where(
    idempotency.c.username == bindparam("username_"),
    idempotency.c.route == bindparam("route_"),
    idempotency.c.key == bindparam("key_"),
)


def find(connection: Connection, username: str, route: str, key: str) -> Row[Any] | None:
    return connection.execute(_find, {"username_": username, "route_": route, "key_": key}).one_or_none()


def reserve(
    connection: Connection, username: str, route: str, key: str, body_hash: str, now: datetime
) -> None:
    """Take the key before the work begins. Raises IntegrityError when it is taken."""
    connection.execute(delete(idempotency).where(idempotency.c.created_at < now - KEEP))
    connection.execute(
        insert(idempotency).values(
            username=username, route=route, key=key, body_hash=body_hash, created_at=now
        )
    )


def complete(connection: Connection, username: str, route: str, key: str, status: int, answer: bytes) -> None:
    connection.execute(
        update(idempotency)
        .where(idempotency.c.username == username, idempotency.c.route == route, idempotency.c.key == key)
        .values(status=status, answer=answer)
    )


def release(connection: Connection, username: str, route: str, key: str) -> None:
    """Give the key back: the work failed on our side and may be tried again."""
    connection.execute(
        delete(idempotency).where(
            idempotency.c.username == username, idempotency.c.route == route, idempotency.c.key == key
        )
    )
