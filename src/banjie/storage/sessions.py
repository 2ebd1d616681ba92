"""Sign-in sessions: only hashes of their secrets are kept. And failed sign-ins, counted."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, insert, select, text

from banjie.storage.tables import session, sign_in_failure

_by_hash = select(session.c.username, session.c.csrf, session.c.expires_at).where(
    session.c.token_hash == bindparam("hash_")
)

_count_failure = text(
    "INSERT INTO sign_in_failure AS known (key, count, since) VALUES (:key, 1, :now) "
    "ON CONFLICT (key) DO UPDATE SET "
    "count = CASE WHEN known.since > :begin THEN known.count + 1 ELSE 1 END, "
    "since = CASE WHEN known.since > :begin THEN known.since ELSE :now END"
).bindparams(
    bindparam("now", type_=sign_in_failure.c.since.type),
    bindparam("begin", type_=sign_in_failure.c.since.type),
)


def digest(secret: str) -> str:
    """How a random 256-bit secret is kept (no salt needed: it cannot be guessed)."""
    return hashlib.sha256(secret.encode()).hexdigest()


def add(
    connection: Connection, secret: str, username: str, csrf: str, now: datetime, expires: datetime
) -> None:
    connection.execute(
        insert(session).values(
            token_hash=digest(secret), username=username, csrf=csrf, created_at=now, expires_at=expires
        )
    )


def find(connection: Connection, secret: str) -> tuple[str, str, datetime] | None:
    """User name, CSRF token and expiry of a session."""
    row = connection.execute(_by_hash, {"hash_": digest(secret)}).one_or_none()
    return (row.username, row.csrf, row.expires_at) if row else None


def remove(connection: Connection, secret: str) -> None:
    connection.execute(delete(session).where(session.c.token_hash == digest(secret)))


def remove_all(connection: Connection, username: str) -> None:
    """Sign a person out everywhere."""
    connection.execute(delete(session).where(session.c.username == username))


def remove_expired(connection: Connection, now: datetime) -> None:
    connection.execute(delete(session).where(session.c.expires_at < now))


def failures(connection: Connection, key: str, now: datetime, window: timedelta) -> int:
    """How many sign-ins have failed for a key within the window."""
    columns = (sign_in_failure.c["count"].label("failed"), sign_in_failure.c.since)
    row = connection.execute(select(*columns).where(sign_in_failure.c.key == key)).one_or_none()
    return int(row.failed) if row is not None and row.since > now - window else 0


def add_failure(connection: Connection, key: str, now: datetime, window: timedelta) -> None:
    """Count a failure, from one again after the window. Many at the same instant are all counted."""
    connection.execute(_count_failure, {"key": key, "now": now, "begin": now - window})


def clear_failures(connection: Connection, key: str) -> None:
    connection.execute(delete(sign_in_failure).where(sign_in_failure.c.key == key))
