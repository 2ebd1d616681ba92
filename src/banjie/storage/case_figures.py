"""What a process's cases went through in a span of time, as few statements whatever their number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Connection, bindparam, func, select

from banjie.engine.events import DataChanged, Returned, Started
from banjie.storage import event_log
from banjie.storage.event_log import Recorded
from banjie.storage.tables import event, instance, task

MOST_CASES = 5000
"""The newest so many are looked at: a figure for thousands of cases does not change with more."""
_TIMES = ("Submitted", "Returned", "OutcomeSet", "CaseClosed")
_chosen = (
    select(instance.c.id)
    .where(instance.c.process_id == bindparam("process_"), instance.c.submitted_at >= bindparam("since_"))
    .order_by(instance.c.submitted_at.desc(), instance.c.id.desc())
    .limit(MOST_CASES)
)
_cases = (
    select(instance.c.id, instance.c.status, instance.c.outcome, instance.c.closed)
    .where(instance.c.process_id == bindparam("process_"), instance.c.submitted_at >= bindparam("since_"))
    .order_by(instance.c.submitted_at.desc(), instance.c.id.desc())
    .limit(MOST_CASES)
)
_times = (
    select(
        event.c.instance,
        event.c.type,
        func.min(event.c.at).label("first"),
        func.max(event.c.at).label("last"),
        func.count().label("times"),
    )
    .where(event.c.instance.in_(_chosen), event.c.type.in_(_TIMES))
    .group_by(event.c.instance, event.c.type)
)
_tasks = select(
    task.c.id, task.c.node, task.c.node_name, task.c.state, task.c.created_at, task.c.decided_at
).where(task.c.instance.in_(_chosen))
_edits = (
    select(event)
    .where(
        event.c.instance.in_(
            select(event.c.instance)
            .where(event.c.instance.in_(_chosen), event.c.type == "Returned")
            .distinct()
        ),
        event.c.type.in_(("Started", "Returned", "DataChanged")),
    )
    .order_by(event.c.instance, event.c.seq)
)


class CaseTimes(msgspec.Struct, frozen=True):
    """One case: `returns` how often it was sent back; times are None for what has not happened yet."""

    id: str
    status: str
    outcome: str | None
    closed: bool
    sent: datetime | None
    decided: datetime | None
    landed: datetime | None
    returns: int


class TaskTimes(msgspec.Struct, frozen=True):
    id: str
    node: str
    name: str
    state: str
    created: datetime
    decided: datetime | None


def cases(connection: Connection, process: int, since: datetime) -> list[CaseTimes]:
    """The cases sent since then, newest first, at most `MOST_CASES`."""
    given = {"process_": process, "since_": since}
    times: dict[tuple[str, str], tuple[datetime, datetime, int]] = {
        (row.instance, row.type): (
            datetime.fromisoformat(row.first),
            datetime.fromisoformat(row.last),
            row.times,
        )
        for row in connection.execute(_times, given)
    }
    found = []
    for row in connection.execute(_cases, given):
        sent = times.get((row.id, "Submitted"))
        outcome = times.get((row.id, "OutcomeSet"))
        closed = times.get((row.id, "CaseClosed"))
        returned = times.get((row.id, "Returned"))
        found.append(
            CaseTimes(
                id=row.id,
                status=row.status,
                outcome=row.outcome,
                closed=bool(row.closed),
                sent=sent[0] if sent else None,
                decided=outcome[1] if outcome and row.outcome else None,
                landed=closed[1] if closed and row.closed else None,
                returns=returned[2] if returned else 0,
            )
        )
    return found


def tasks(connection: Connection, process: int, since: datetime) -> list[TaskTimes]:
    """Everything that people were asked in those cases."""
    return [
        TaskTimes(row.id, row.node, row.node_name, row.state, row.created_at, row.decided_at)
        for row in connection.execute(_tasks, {"process_": process, "since_": since})
    ]


def returns(connection: Connection, process: int, since: datetime) -> Sequence[Recorded]:
    """Of the cases that were sent back: the returns and what their values were, case by case in order."""
    found = []
    for row in connection.execute(_edits, {"process_": process, "since_": since}):
        one = event_log.decode(row.body)
        if isinstance(one, Started | Returned | DataChanged):
            found.append(Recorded(row.instance, row.seq, datetime.fromisoformat(row.at), row.actor, one))
    return found
