"""The inbox and what was decided, by keyset, and counts of cases and tasks. Statements are built once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, func, or_, select, text, update

from banjie.storage.tables import instance, job, participant, task

LIST_COLUMNS = tuple(
    column for column in instance.c if column.name not in ("snapshot", "head", "engine_format")
)
_takes_part = (
    select(participant.c.username)
    .where(participant.c.instance == bindparam("instance_"), participant.c.username == bindparam("username_"))
    .limit(1)
)
_people_of = select(participant.c.username).where(participant.c.instance == bindparam("instance_")).distinct()

TASK_COLUMNS = (
    *task.c,
    instance.c.number,
    instance.c.title,
    instance.c.applicant,
    instance.c.revision,
    instance.c.process_id,
    instance.c.version,
    instance.c.form_id,
    instance.c.form_version,
    instance.c.record_id,
)
_tasks: Select[Any] = select(*TASK_COLUMNS).join(instance, instance.c.id == task.c.instance)
_open_first = (
    _tasks.where(task.c.assignee == bindparam("username_"), task.c.state == "open")
    .order_by(task.c.created_at.desc(), task.c.id.desc())
    .limit(bindparam("limit_"))
)
_open_after = _open_first.where(
    or_(
        task.c.created_at < bindparam("at_"),
        and_(task.c.created_at == bindparam("at_"), task.c.id < bindparam("id_")),
    )
)
_done_first = (
    _tasks.where(task.c.decided_by == bindparam("username_"), task.c.state == "done")
    .order_by(task.c.decided_at.desc(), task.c.id.desc())
    .limit(bindparam("limit_"))
)
_done_after = _done_first.where(
    or_(
        task.c.decided_at < bindparam("at_"),
        and_(task.c.decided_at == bindparam("at_"), task.c.id < bindparam("id_")),
    )
)
_task_by_id = _tasks.where(task.c.id == bindparam("id_"))
# Counting stops at 1001: a list's total is exact up to a thousand.
_count_open = select(func.count()).select_from(
    select(task.c.id)
    .where(task.c.assignee == bindparam("username_"), task.c.state == "open")
    .limit(1001)
    .subquery()
)
_count_incidents = select(func.count()).select_from(
    select(job.c.id).where(job.c.state == "incident").limit(1001).subquery()
)
_count_started = select(func.count()).select_from(
    select(instance.c.id)
    .where(
        instance.c.applicant == bindparam("username_"),
        or_(instance.c.status.in_(("draft", "running", "suspended")), instance.c.closed.is_(False)),
    )
    .limit(1001)
    .subquery()
)
_count_cc = select(func.count()).select_from(
    select(participant.c.instance)
    .where(
        participant.c.username == bindparam("username_"),
        participant.c.role == "cc",
        participant.c.unread.is_(True),
    )
    .limit(1001)
    .subquery()
)
_read = (
    update(participant)
    .where(
        participant.c.instance == bindparam("instance_"),
        participant.c.username == bindparam("username_"),
        participant.c.unread.is_(True),
    )
    .values(unread=False)
)


def takes_part(connection: Connection, identifier: str, username: str) -> bool:
    return (
        connection.execute(_takes_part, {"instance_": identifier, "username_": username}).first() is not None
    )


def people_of(connection: Connection, identifier: str) -> list[str]:
    """Everybody who takes part in a case."""
    return list(connection.execute(_people_of, {"instance_": identifier}).scalars())


def open_tasks(
    connection: Connection, username: str, after: tuple[datetime, str] | None, limit: int
) -> list[Row[Any]]:
    """A person's inbox, newest first."""
    return _task_page(connection, _open_first, _open_after, username, after, limit)


def done_tasks(
    connection: Connection, username: str, after: tuple[datetime, str] | None, limit: int
) -> list[Row[Any]]:
    """What a person has decided, latest first."""
    return _task_page(connection, _done_first, _done_after, username, after, limit)


def _task_page(
    connection: Connection,
    first: Select[Any],
    following: Select[Any],
    username: str,
    after: tuple[datetime, str] | None,
    limit: int,
) -> list[Row[Any]]:
    parameters: dict[str, Any] = {"username_": username, "limit_": limit}
    if after is None:
        return list(connection.execute(first, parameters))
    return list(connection.execute(following, {**parameters, "at_": after[0], "id_": after[1]}))


def task_by_id(connection: Connection, identifier: str) -> Row[Any] | None:
    return connection.execute(_task_by_id, {"id_": identifier}).one_or_none()


def count_open(connection: Connection, username: str) -> int:
    return int(connection.execute(_count_open, {"username_": username}).scalar_one())


def counts(connection: Connection, username: str) -> dict[str, int]:
    """Open tasks, unfinished own cases, unread copies, incidents; each counted up to 1001."""
    parameters = {"username_": username}
    return {
        "open_tasks": int(connection.execute(_count_open, parameters).scalar_one()),
        "started": int(connection.execute(_count_started, parameters).scalar_one()),
        "cc_unread": int(connection.execute(_count_cc, parameters).scalar_one()),
        "incidents": int(connection.execute(_count_incidents).scalar_one()),
    }


def mark_read(connection: Connection, identifier: str, username: str) -> bool:
    done = connection.execute(_read, {"instance_": identifier, "username_": username})
    return done.rowcount > 0


def is_unread(connection: Connection, identifier: str, username: str) -> bool:
    found = connection.execute(
        text(
            "SELECT 1 FROM participant WHERE instance = :instance AND username = :username AND unread LIMIT 1"
        ),
        {"instance": identifier, "username": username},
    )
    return found.first() is not None


def find(
    connection: Connection, username: str, text: str, limit: int, *, everything: bool = False
) -> list[Row[Any]]:
    """Cases that a person takes part in (`everything`: all that were sent) by number or title, latest first."""
    mine = or_(
        instance.c.applicant == username,
        select(participant.c.instance)
        .where(participant.c.instance == instance.c.id, participant.c.username == username)
        .exists(),
    )
    query = select(instance.c.id, instance.c.number, instance.c.title).where(
        or_(mine, instance.c.status != "draft") if everything else mine
    )
    if text:
        query = query.where(
            or_(
                instance.c.title.icontains(text, autoescape=True),
                instance.c.number.icontains(text, autoescape=True),
            )
        )
    return list(
        connection.execute(query.order_by(instance.c.created_at.desc(), instance.c.id.desc()).limit(limit))
    )


_count_running = select(func.count()).select_from(
    select(instance.c.id)
    .where(instance.c.process_id == bindparam("process_"), instance.c.status.in_(("running", "suspended")))
    .limit(100_001)
    .subquery()
)


def count_running(connection: Connection, process_id: int) -> int:
    """Cases of a process under way."""
    return int(connection.execute(_count_running, {"process_": process_id}).scalar_one())


def running_by_version(connection: Connection, process_id: int) -> dict[int, int]:
    """How many cases run on each version of a process."""
    rows = connection.execute(
        select(instance.c.version, func.count())
        .where(instance.c.process_id == process_id, instance.c.status.in_(("running", "suspended")))
        .group_by(instance.c.version)
    )
    return {int(row[0]): int(row[1]) for row in rows}
