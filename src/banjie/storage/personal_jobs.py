"""Jobs without a case in the `job` table, made by a person: exports, imports. Their id is what they make, prefixed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, delete, func, insert, select, update

from banjie.storage.jobs import WAITING
from banjie.storage.tables import job, person

_lock = select(person.c.username).where(person.c.username == bindparam("user")).with_for_update()
_some: Select[Any] = select(job.c.id, job.c.node, job.c.state, job.c.payload).where(
    job.c.id.in_(bindparam("ids", expanding=True))
)
_note = (
    update(job)
    .where(
        job.c.id == bindparam("id_"),
        job.c.state == "running",
        job.c.owner == bindparam("owner_"),
        job.c.attempts == bindparam("attempt_"),
    )
    .values(receipt=bindparam("receipt"))
)


class PersonalJobs:
    """All jobs of one kind; `connector` is its name in the table."""

    def __init__(self, connector: str) -> None:
        self.connector = connector
        self.prefix = f"{connector}:"
        ours = job.c.connector == connector
        self._ours = ours
        self._open = select(job.c.id, job.c.payload).where(ours, job.c.state.in_((*WAITING, "running")))
        self._running = (
            select(func.count())
            .select_from(job)
            .where(ours, job.c.state == "running", job.c.lease_until > bindparam("now"))
        )

    def lock(self, connection: Connection, username: str) -> None:
        """One request of a person at a time, until the transaction ends."""
        connection.execute(_lock, {"user": username})

    def open_of(self, connection: Connection, username: str) -> int:
        """How many of a person have not ended."""
        return sum(row.payload["user"] == username for row in connection.execute(self._open))

    def running(self, connection: Connection, now: datetime) -> int:
        """How many are under way, by anybody."""
        return int(connection.execute(self._running, {"now": now}).scalar_one())

    def add(
        self,
        connection: Connection,
        identifier: str,
        payload: dict[str, Any],
        *,
        form: str,
        name: str,
        at: datetime,
    ) -> str:
        """Queue one under the id of its file; returns the job's id."""
        connection.execute(
            insert(job),
            {
                "id": self.prefix + identifier,
                "instance": "",
                "node": form,
                "node_name": name,
                "connector": self.connector,
                "holds_open": False,
                "idempotency_key": self.prefix + identifier,
                "state": "queued",
                "next_attempt_at": at,
                "payload": payload,
                "created_at": at,
                "updated_at": at,
            },
        )
        return self.prefix + identifier

    def put_off(self, connection: Connection, identifier: str, until: datetime) -> None:
        """Look at a waiting one later."""
        connection.execute(
            update(job).where(job.c.id == identifier, job.c.state.in_(WAITING)).values(next_attempt_at=until)
        )

    def note(self, connection: Connection, attempt: Row[Any], receipt: dict[str, Any]) -> None:
        """How far a running attempt is."""
        given = {"id_": attempt.id, "owner_": attempt.owner, "attempt_": attempt.attempts}
        connection.execute(_note, {**given, "receipt": receipt})

    def some(self, connection: Connection, identifiers: Iterable[str]) -> dict[str, Row[Any]]:
        """Jobs by their file's id; those that are gone are missing."""
        ids = [self.prefix + one for one in identifiers]
        if not ids:
            return {}
        return {row.id.removeprefix(self.prefix): row for row in connection.execute(_some, {"ids": ids})}

    def ended(self, connection: Connection, before: datetime, limit: int) -> list[str]:
        """The file ids of those that ended before a moment."""
        found = connection.execute(
            select(job.c.id)
            .where(self._ours, job.c.state.in_(("landed", "failed")), job.c.updated_at <= before)
            .limit(limit)
        )
        return [identifier.removeprefix(self.prefix) for identifier in found.scalars()]

    def remove(self, connection: Connection, identifier: str) -> None:
        connection.execute(delete(job).where(job.c.id == self.prefix + identifier))
