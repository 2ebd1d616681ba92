"""What is with a person, for handing it over: one statement per kind."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, or_, select, update

from banjie.storage.people import changed
from banjie.storage.tables import instance, person, process, saved_view, substitution, task

MOST = 500

_tasks = (
    select(task.c.id, task.c.instance, task.c.node_name, instance.c.title, instance.c.number)
    .join(instance, instance.c.id == task.c.instance)
    .where(task.c.assignee == bindparam("username_"), task.c.state.in_(("open", "queued")))
    .order_by(task.c.created_at, task.c.id)
    .limit(bindparam("most_"))
)
_cases = (
    select(instance.c.id, instance.c.title, instance.c.number, process.c.name.label("process"))
    .join(process, process.c.id == instance.c.process_id)
    .where(instance.c.applicant == bindparam("username_"), instance.c.status.in_(("running", "suspended")))
    .order_by(instance.c.created_at.desc())
    .limit(bindparam("most_"))
)
_drafts = select(func.count()).where(
    instance.c.applicant == bindparam("username_"), instance.c.status == "draft"
)
_substitutions = (
    select(substitution)
    .where(
        or_(
            substitution.c.person == bindparam("username_"),
            substitution.c.substitute == bindparam("username_"),
        ),
        substitution.c.ends > bindparam("now_"),
    )
    .order_by(substitution.c.starts)
)
_views = select(func.count()).where(saved_view.c.owner == bindparam("username_"))


def waiting_with(connection: Connection, username: str) -> list[Any]:
    """Open and queued tasks, oldest first, at most `MOST`."""
    return list(connection.execute(_tasks, {"username_": username, "most_": MOST}))


def running_of(connection: Connection, username: str) -> list[Any]:
    """Cases on their way that the person sent, latest first, at most `MOST`."""
    return list(connection.execute(_cases, {"username_": username, "most_": MOST}))


def drafts_of(connection: Connection, username: str) -> int:
    return int(connection.execute(_drafts, {"username_": username}).scalar_one())


def views_of(connection: Connection, username: str) -> int:
    return int(connection.execute(_views, {"username_": username}).scalar_one())


def substitutions_with(connection: Connection, username: str, now: Any) -> list[Any]:
    """Those that are not over, in which the person stands for somebody or somebody for them."""
    return list(connection.execute(_substitutions, {"username_": username, "now_": now}))


def end_substitutions(connection: Connection, username: str, now: Any) -> None:
    """End them now; those that have not begun are forgotten."""
    mine = or_(substitution.c.person == username, substitution.c.substitute == username)
    connection.execute(delete(substitution).where(mine, substitution.c.starts > now))
    connection.execute(update(substitution).where(mine, substitution.c.ends > now).values(ends=now))
    changed(connection)


def replace_leader(connection: Connection, old: str, new: str) -> None:
    """Whoever has `old` as leader gets `new`; `new` itself gets whom `old` had."""
    above = connection.execute(select(person.c.leader).where(person.c.username == old)).scalar_one_or_none()
    mine = person.c.leader == old
    connection.execute(update(person).where(mine, person.c.username == new).values(leader=above))
    connection.execute(update(person).where(mine, person.c.username != new).values(leader=new))
    changed(connection)
