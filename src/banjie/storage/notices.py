"""Notices inside the application, per person. A `key` makes one of a kind."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select, text, update

from banjie.storage.tables import notice

_add = text(
    "INSERT INTO notice (username, instance, kind, text, at, key, read) "
    "VALUES (:username, :instance, :kind, :text, :at, :key, :read) ON CONFLICT DO NOTHING"
).bindparams(bindparam("at", type_=notice.c.at.type))


def add(
    connection: Connection,
    *,
    username: str,
    instance: str,
    kind: str,
    text: str,
    at: datetime,
    key: str | None,
) -> None:
    connection.execute(
        _add,
        {
            "username": username,
            "instance": instance,
            "kind": kind,
            "text": text,
            "at": at,
            "key": key,
            "read": False,
        },
    )


def page(connection: Connection, username: str, before: int | None, limit: int) -> list[Row[Any]]:
    """A person's notices, newest first."""
    query = select(notice).where(notice.c.username == username).order_by(notice.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(notice.c.id < before)
    return list(connection.execute(query))


def count_unread(connection: Connection, username: str) -> int:
    found = connection.execute(
        select(func.count())
        .select_from(notice)
        .where(notice.c.username == username, notice.c.read.is_(False))
    )
    return int(found.scalar_one())


def mark_read(connection: Connection, username: str) -> None:
    connection.execute(
        update(notice).where(notice.c.username == username, notice.c.read.is_(False)).values(read=True)
    )
