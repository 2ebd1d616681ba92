"""Personal tokens: only the hash of a token is kept, and its first digits name the token."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from banjie.storage.sessions import digest
from banjie.storage.tables import personal_token

DIGITS = 20
"""Of the hash: enough to tell all tokens apart, of no use to whoever wants to sign in."""

_identifier = func.substr(personal_token.c.token_hash, 1, DIGITS)
_columns = (
    _identifier.label("identifier"),
    personal_token.c.username,
    personal_token.c.name,
    personal_token.c.created_at,
    personal_token.c.expires_at,
    personal_token.c.last_used_at,
)
_by_hash = select(*_columns).where(personal_token.c.token_hash == bindparam("hash_"))
_touch = (
    update(personal_token)
    .where(personal_token.c.token_hash == bindparam("hash_"))
    .values(last_used_at=bindparam("now_"))
)
_listed = select(*_columns).order_by(personal_token.c.created_at.desc(), _identifier)


def add(
    connection: Connection, secret: str, username: str, name: str, now: datetime, expires: datetime | None
) -> str:
    """Keep a new token; answers its identifier."""
    kept = digest(secret)
    connection.execute(
        insert(personal_token).values(
            token_hash=kept, username=username, name=name, created_at=now, expires_at=expires
        )
    )
    return kept[:DIGITS]


def find(connection: Connection, secret: str) -> Any:
    """The row of a token; None for an unknown one."""
    return connection.execute(_by_hash, {"hash_": digest(secret)}).one_or_none()


def touch(connection: Connection, secret: str, now: datetime) -> None:
    connection.execute(_touch, {"hash_": digest(secret), "now_": now})


def named(connection: Connection, identifier: str) -> Any:
    """The row of the token with this identifier, or None."""
    found = select(*_columns).where(_identifier == identifier)
    return connection.execute(found).one_or_none()


def listed(connection: Connection, username: str | None, limit: int) -> list[Any]:
    """One person's tokens or, with None, everybody's; newest first."""
    query = _listed if username is None else _listed.where(personal_token.c.username == username)
    return list(connection.execute(query.limit(limit)))


def count(connection: Connection, username: str) -> int:
    owned = select(func.count()).select_from(personal_token).where(personal_token.c.username == username)
    return int(connection.execute(owned).scalar_one())


def remove(connection: Connection, identifier: str) -> None:
    connection.execute(delete(personal_token).where(_identifier == identifier))


def remove_all(connection: Connection, username: str) -> int:
    """Every token of a person; answers how many there were."""
    return connection.execute(delete(personal_token).where(personal_token.c.username == username)).rowcount
