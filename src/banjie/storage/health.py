"""What an administrator's check-up counts: work that should have been done, and times that cannot be."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import Connection, and_, func, or_, select

from banjie.storage.jobs import WAITING
from banjie.storage.tables import instance, job, timer


class Backlog(msgspec.Struct, frozen=True):
    """Jobs that a person must look at, and jobs and timers whose time was before the moment asked for."""

    incidents: int
    overdue_jobs: int
    overdue_timers: int


def backlog(connection: Connection, before: datetime) -> Backlog:
    late = or_(
        and_(job.c.state.in_(WAITING), job.c.next_attempt_at < before),
        and_(job.c.state == "running", job.c.lease_until < before),
    )
    counts = (
        select(func.count()).select_from(job).where(job.c.state == "incident"),
        select(func.count()).select_from(job).where(late),
        select(func.count()).select_from(timer).where(timer.c.due_at < before),
    )
    return Backlog(*(int(connection.execute(query).scalar_one()) for query in counts))


def latest_case(connection: Connection) -> datetime | None:
    """When the newest case was made; None where there is none."""
    return connection.execute(select(func.max(instance.c.created_at))).scalar_one_or_none()
