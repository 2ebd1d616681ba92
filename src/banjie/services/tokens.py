"""Personal tokens: for scripts that act as a person, with that person's own rights.

A token is shown once and only its hash is kept. It cannot make further tokens or change passwords, so that whoever
finds one loses everything when it is revoked. A leaver's tokens are deleted, not merely idle.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection

from banjie.services import audit
from banjie.services.problems import ConflictError, FieldError, ForbiddenError, InvalidError, NotFoundError
from banjie.services.runtime import Runtime
from banjie.services.sign_in import Identity
from banjie.services.viewer import Viewer, require_administrator
from banjie.storage import people, tokens

MOST = 50
"""Of one person."""
MOST_LISTED = 500
MAX_NAME = 100
PREFIX = "bj_"
TOUCH_AFTER = timedelta(minutes=1)
"""The last use is written at most this often: a busy script does not cost a write per request."""

Days = Literal[30, 90, 365]


class Token(msgspec.Struct, frozen=True):
    identifier: str
    username: str
    name: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    expired: bool


class Made(msgspec.Struct, frozen=True):
    """A new token and, this once, its secret."""

    token: Token
    secret: str


def by_session(viewer: Viewer) -> None:
    """For what only a person who signed in may do. Raises ForbiddenError."""
    if viewer.token:
        raise ForbiddenError("not_by_token")


def listed(runtime: Runtime, viewer: Viewer, person: str, *, everybody: bool = False) -> list[Token]:
    """My tokens, newest first; for administrators also another person's, or everybody's."""
    with runtime.database.read() as connection:
        if everybody or person not in ("", viewer.username):
            require_administrator(runtime, connection, viewer)
        rows = tokens.listed(connection, None if everybody else person or viewer.username, MOST_LISTED)
    return [_token(runtime, row) for row in rows]


def create(runtime: Runtime, viewer: Viewer, name: str, days: Days | None) -> Made:
    """A new token of the viewer. Raises ForbiddenError, InvalidError, ConflictError."""
    by_session(viewer)
    with runtime.database.write() as connection:
        made = make(runtime, connection, viewer.username, name, days)
        noted(runtime, connection, viewer, "token.created", made.token)
    return made


def make(runtime: Runtime, connection: Connection, username: str, name: str, days: int | None) -> Made:
    """A new token of a person, in the caller's transaction. Raises InvalidError, ConflictError."""
    if not name.strip() or len(name.strip()) > MAX_NAME:
        error = FieldError("name", "organise.name", {"max": MAX_NAME})
        raise InvalidError("invalid_form", (error,), count=1)
    if tokens.count(connection, username) >= MOST:
        raise ConflictError("too_many_tokens", most=MOST)
    now = runtime.clock()
    secret = PREFIX + secrets.token_urlsafe(32)
    expires = now + timedelta(days=days) if days else None
    identifier = tokens.add(connection, secret, username, name.strip(), now, expires)
    return Made(_token(runtime, tokens.named(connection, identifier)), secret)


def revoke(runtime: Runtime, viewer: Viewer, identifier: str) -> None:
    """End a token of mine or, as an administrator, of anybody. Raises NotFoundError."""
    with runtime.database.write() as connection:
        found = tokens.named(connection, identifier)
        mine = found is not None and found.username == viewer.username
        if found is None or not (mine or viewer.is_administrator(runtime, connection)):
            raise NotFoundError("not_found", what=identifier)
        noted(runtime, connection, viewer, "token.revoked", _token(runtime, found))
        tokens.remove(connection, identifier)


def noted(runtime: Runtime, connection: Connection, viewer: Viewer, action: str, token: Token) -> None:
    """What was done with a token, in the audit."""
    until = token.expires_at.isoformat() if token.expires_at else ""
    audit.note(
        runtime,
        connection,
        viewer,
        action,
        "token",
        token.identifier,
        token.name,
        person=token.username,
        until=until,
    )


def identify(runtime: Runtime, secret: str) -> Identity | None:
    """Whose token this is; None when it is unknown or expired or the person was disabled."""
    now = runtime.clock()
    with runtime.database.read() as connection:
        found = tokens.find(connection, secret)
        known = people.credentials(connection, found.username) if found else None
    if found is None or known is None or not known[1]:
        return None
    if found.expires_at is not None and found.expires_at <= now:
        return None
    if found.last_used_at is None or found.last_used_at < now - TOUCH_AFTER:
        with runtime.database.write() as connection:
            tokens.touch(connection, secret, now)
    return Identity(found.username, "", known[2], found.identifier)


def _token(runtime: Runtime, row: Any) -> Token:
    expired = row.expires_at is not None and row.expires_at <= runtime.clock()
    return Token(**row._mapping, expired=expired)
