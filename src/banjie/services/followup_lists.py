"""Follow-ups and incidents for administrators (and a case's own people)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row

from banjie.services import audit
from banjie.services.problems import ForbiddenError, NotFoundError
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer
from banjie.storage import cases, instances, jobs

Position = tuple[datetime, str] | None


class JobList(msgspec.Struct, frozen=True):
    rows: list[Row[Any]]
    following: Position


def page(
    runtime: Runtime, viewer: Viewer, states: tuple[str, ...] | None, after: Position, limit: int
) -> JobList:
    """Jobs, newest first. Administrators only. Raises ForbiddenError."""
    with runtime.database.read() as connection:
        if not viewer.is_administrator(runtime, connection):
            raise ForbiddenError("administrators_only")
        rows = jobs.page(connection, states, after, limit + 1)
    following = (rows[limit - 1].created_at, rows[limit - 1].id) if len(rows) > limit else None
    return JobList(rows[:limit], following)


def get(runtime: Runtime, viewer: Viewer, identifier: str) -> Row[Any]:
    """One job's row, for administrators and people of its case. Raises NotFoundError."""
    with runtime.database.read() as connection:
        row = jobs.get(connection, identifier)
        allowed = (
            row is not None
            and bool(row.instance)
            and (  # an export is its owner's alone
                viewer.is_administrator(runtime, connection)
                or cases.takes_part(connection, row.instance, viewer.username)
            )
        )
    if row is None or not allowed:
        raise NotFoundError("job_not_found")
    return row


def hurry(runtime: Runtime, viewer: Viewer, identifier: str) -> bool:
    """Try a waiting retry now; False when it is not waiting. Administrators only."""
    with runtime.database.write() as connection:
        if not viewer.is_administrator(runtime, connection):
            raise ForbiddenError("administrators_only")
        done = jobs.hurry(connection, identifier, runtime.clock())
        if done:
            row = jobs.get(connection, identifier)
            assert row is not None
            case = instances.load(connection, row.instance, lock=False)
            audit.note(
                runtime,
                connection,
                viewer,
                "incident.retried",
                "case",
                row.instance,
                case.number if case is not None else "",
                step=row.node_name,
            )
            runtime.jobs.enqueue(connection, [identifier])
    runtime.jobs.wake()
    return done
