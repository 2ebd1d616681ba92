"""Exports in the `job` table: jobs without a case, made by a person. The file's id is the job's without prefix."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, delete, func, insert, select, update

from banjie.storage.jobs import WAITING
from banjie.storage.tables import job, person

CONNECTOR = "export"
PREFIX = "export:"

_ours = job.c.connector == CONNECTOR
_lock = select(person.c.username).where(person.c.username == bindparam("user")).with_for_update()
_open = select(job.c.id, job.c.payload).where(_ours, job.c.state.in_((*WAITING, "running")))
_running = (
    select(func.count())
    .select_from(job)
    .where(_ours, job.c.state == "running", job.c.lease_until > bindparam("now"))
)
_some: Select[Any] = select(job.c.id, job.c.node, job.c.state, job.c.payload).where(
    job.c.id.in_(bindparam("ids", expanding=True))
)


def lock(connection: Connection, username: str) -> None:
    """One request of a person at a time, until the transaction ends."""
    connection.execute(_lock, {"user": username})


def open_of(connection: Connection, username: str) -> int:
    """How many exports of a person have not ended."""
    return sum(row.payload["user"] == username for row in connection.execute(_open))


def running(connection: Connection, now: datetime) -> int:
    """How many exports are being written, by anybody."""
    return int(connection.execute(_running, {"now": now}).scalar_one())


def add(
    connection: Connection, identifier: str, payload: dict[str, Any], *, form: str, name: str, at: datetime
) -> str:
    """Queue an export under its file's id; returns the job's id."""
    connection.execute(
        insert(job),
        {
            "id": PREFIX + identifier,
            "instance": "",
            "node": form,
            "node_name": name,
            "connector": CONNECTOR,
            "holds_open": False,
            "idempotency_key": PREFIX + identifier,
            "state": "queued",
            "next_attempt_at": at,
            "payload": payload,
            "created_at": at,
            "updated_at": at,
        },
    )
    return PREFIX + identifier


def put_off(connection: Connection, identifier: str, until: datetime) -> None:
    """Look at a waiting export later."""
    connection.execute(
        update(job).where(job.c.id == identifier, job.c.state.in_(WAITING)).values(next_attempt_at=until)
    )


def some(connection: Connection, identifiers: Iterable[str]) -> dict[str, Row[Any]]:
    """Exports by their file's id; those that are gone are missing."""
    ids = [PREFIX + one for one in identifiers]
    if not ids:
        return {}
    return {row.id.removeprefix(PREFIX): row for row in connection.execute(_some, {"ids": ids})}


def ended(connection: Connection, before: datetime, limit: int) -> list[str]:
    """The file ids of exports that ended before a moment."""
    found = connection.execute(
        select(job.c.id)
        .where(_ours, job.c.state.in_(("landed", "failed")), job.c.updated_at <= before)
        .limit(limit)
    )
    return [identifier.removeprefix(PREFIX) for identifier in found.scalars()]


def remove(connection: Connection, identifier: str) -> None:
    connection.execute(delete(job).where(job.c.id == PREFIX + identifier))
