"""A write with an `Idempotency-Key` happens once: the same request again gets the remembered answer.

The same key with another body is refused. A reservation whose process died is taken over after a minute.
"""

from __future__ import annotations

from datetime import timedelta

import msgspec
from sqlalchemy.exc import IntegrityError

from banjie.services.problems import ConflictError, InvalidError
from banjie.services.runtime import Runtime
from banjie.storage import idempotency

ABANDONED = timedelta(minutes=1)
_PASSING = frozenset({409, 429})


class Remembered(msgspec.Struct, frozen=True):
    status: int
    answer: bytes


def begin(runtime: Runtime, username: str, route: str, key: str, body_hash: str) -> Remembered | None:
    """The remembered answer, or None after reserving the key for the caller.

    Raises InvalidError (same key, other body) and ConflictError (the first one is still being handled).
    """
    now = runtime.clock()
    try:
        with runtime.database.write() as connection:
            row = idempotency.find(connection, username, route, key)
            if row is not None and (
                row.created_at < now - idempotency.KEEP
                or (row.status is None and row.created_at < now - ABANDONED)
            ):
                idempotency.release(connection, username, route, key)
                row = None
            if row is None:
                idempotency.reserve(connection, username, route, key, body_hash, now)
                return None
    except IntegrityError:
        raise ConflictError("idempotency_running") from None
    if row.body_hash != body_hash:
        raise InvalidError("idempotency_reused")
    if row.status is None:
        raise ConflictError("idempotency_running")
    return Remembered(row.status, bytes(row.answer))


def finish(runtime: Runtime, username: str, route: str, key: str, status: int, answer: bytes) -> None:
    """Remember an answer; what may be otherwise the next time (5xx, a conflict, a limit) is forgotten."""
    with runtime.database.write() as connection:
        if status >= 500 or status in _PASSING:
            idempotency.release(connection, username, route, key)
        else:
            idempotency.complete(connection, username, route, key, status, answer)
