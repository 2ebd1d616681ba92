"""The `job` table: Banjie's own truth about follow-ups. Write-back is fenced by (owner, attempts)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, and_, bindparam, or_, select, update

from banjie.storage.tables import instance, job, process

WAITING = ("queued", "retrying")

_by_id = select(job).where(job.c.id == bindparam("id_"))
_due = (
    select(job.c.id)
    .where(
        or_(
            and_(job.c.state.in_(WAITING), job.c.next_attempt_at <= bindparam("now")),
            and_(job.c.state == "running", job.c.lease_until <= bindparam("now")),
        )
    )
    .order_by(job.c.next_attempt_at)
    .limit(bindparam("limit_"))
)
_claim = (
    update(job)
    .where(
        job.c.id == bindparam("id_"),
        or_(
            and_(job.c.state.in_(WAITING), job.c.next_attempt_at <= bindparam("now")),
            and_(job.c.state == "running", job.c.lease_until <= bindparam("now")),
        ),
    )
    .values(
        state="running",
        attempts=job.c.attempts + 1,
        owner=bindparam("owner_"),
        lease_until=bindparam("lease"),
        updated_at=bindparam("now"),
    )
)
_fenced = (
    update(job)
    .where(
        job.c.id == bindparam("id_"),
        job.c.state == "running",
        job.c.owner == bindparam("owner_"),
        job.c.attempts == bindparam("attempt_"),
    )
    .values(
        {
            name: bindparam(name)
            for name in ("state", "next_attempt_at", "receipt", "error", "uncertain", "updated_at")
        }
        | {"owner": None, "lease_until": None}
    )
)
_scheduled = select(job.c.id, job.c.state, job.c.attempts, job.c.next_attempt_at, job.c.lease_until).where(
    job.c.id.in_(bindparam("ids", expanding=True)), job.c.state.in_((*WAITING, "running"))
)
_renew = (
    update(job)
    .where(
        job.c.id.in_(bindparam("ids", expanding=True)),
        job.c.state == "running",
        job.c.owner == bindparam("owner_"),
    )
    .values(lease_until=bindparam("lease"))
)
_set_payload = update(job).where(job.c.id == bindparam("id_")).values(payload=bindparam("payload"))
_of_instance = (
    select(job).where(job.c.instance == bindparam("instance_")).order_by(job.c.created_at, job.c.id)
)
_next_due = (
    select(job.c.next_attempt_at).where(job.c.state.in_(WAITING)).order_by(job.c.next_attempt_at).limit(1)
)


def get(connection: Connection, identifier: str) -> Row[Any] | None:
    return connection.execute(_by_id, {"id_": identifier}).one_or_none()


def due(connection: Connection, now: datetime, limit: int) -> list[str]:
    """Jobs to be executed now: waiting ones whose time has come, running ones whose lease ran out."""
    return list(connection.execute(_due, {"now": now, "limit_": limit}).scalars())


def next_due(connection: Connection) -> datetime | None:
    """When the next waiting job is due."""
    return connection.execute(_next_due).scalar_one_or_none()


def claim(connection: Connection, identifier: str, owner: str, now: datetime, lease: datetime) -> bool:
    """Take a due job for one attempt; False when somebody else has it or it is not due."""
    done = connection.execute(_claim, {"id_": identifier, "owner_": owner, "now": now, "lease": lease})
    return done.rowcount == 1


class Scheduled(msgspec.Struct, frozen=True):
    """When a job is to be looked at: a waiting one at its next attempt, a running one when its lease ends."""

    id: str
    state: str
    attempts: int
    due_at: datetime | None


def scheduled(connection: Connection, identifiers: Iterable[str]) -> list[Scheduled]:
    """When these jobs are due; those that are done are missing from the answer."""
    return [
        Scheduled(
            row.id,
            row.state,
            row.attempts,
            row.lease_until if row.state == "running" else row.next_attempt_at,
        )
        for row in connection.execute(_scheduled, {"ids": list(identifiers)})
    ]


def renew(connection: Connection, identifiers: list[str], owner: str, lease: datetime) -> None:
    """Lengthen the leases of attempts that are still this owner's."""
    connection.execute(_renew, {"ids": identifiers, "owner_": owner, "lease": lease})


def set_payload(connection: Connection, identifier: str, payload: dict[str, Any]) -> None:
    connection.execute(_set_payload, {"id_": identifier, "payload": payload})


def write_back(
    connection: Connection,
    identifier: str,
    owner: str,
    attempt: int,
    now: datetime,
    *,
    state: str,
    next_attempt_at: datetime | None = None,
    receipt: dict[str, Any] | None = None,
    error: str = "",
    uncertain: bool = False,
) -> bool:
    """End an attempt; False when the job is no longer this attempt's (a late answer of a dead worker)."""
    done = connection.execute(
        _fenced,
        {
            "id_": identifier,
            "owner_": owner,
            "attempt_": attempt,
            "state": state,
            "next_attempt_at": next_attempt_at,
            "receipt": receipt,
            "error": error[:2000],
            "uncertain": uncertain,
            "updated_at": now,
        },
    )
    return done.rowcount == 1


def release_owner(connection: Connection, owner_prefix: str, now: datetime) -> int:
    """At the start of the only process: attempts that were under way when it died are due at once."""
    done = connection.execute(
        update(job)
        .where(job.c.state == "running", job.c.owner.startswith(owner_prefix, autoescape=True))
        .values(lease_until=now)
    )
    return done.rowcount


def hurry(connection: Connection, identifier: str, now: datetime) -> bool:
    """Do not wait for the back-off of a retrying job."""
    done = connection.execute(
        update(job).where(job.c.id == identifier, job.c.state == "retrying").values(next_attempt_at=now)
    )
    return done.rowcount == 1


def of_instance(connection: Connection, identifier: str) -> list[Row[Any]]:
    return list(connection.execute(_of_instance, {"instance_": identifier}))


_listed = (
    select(job, instance.c.title, instance.c.process_id, process.c.code.label("process"))
    .join(instance, instance.c.id == job.c.instance)
    .join(process, process.c.id == instance.c.process_id)
)


def page(
    connection: Connection, states: tuple[str, ...] | None, after: tuple[datetime, str] | None, limit: int
) -> list[Row[Any]]:
    """Jobs with their case's title, newest first, after a (created_at, id) position."""
    query = _listed.order_by(job.c.created_at.desc(), job.c.id.desc()).limit(limit)
    if states:
        query = query.where(job.c.state.in_(states))
    if after is not None:
        query = query.where(
            or_(job.c.created_at < after[0], and_(job.c.created_at == after[0], job.c.id < after[1]))
        )
    return list(connection.execute(query))
