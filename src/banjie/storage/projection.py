"""Projects the difference between two states of a case into tables: tasks, participants, timers, jobs.

One projector for all events: whatever an event did, the difference of the states says what the lists
must show. Statements are built once. `rebuild` makes everything anew from the last state alone.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, text, update

from banjie.engine.definition import Graph, UserTask
from banjie.engine.state import State, Task
from banjie.storage.tables import job, task, timer

_insert_task = insert(task)
_update_task = (
    update(task)
    .where(task.c.id == bindparam("id_"))
    .values(
        {
            name: bindparam(name)
            for name in (
                "assignee",
                "reason",
                "state",
                "decision",
                "decided_by",
                "decided_at",
                "opinion",
                "reason_code",
                "due_at",
                "overdue",
            )
        }
    )
)
_insert_timer = insert(timer)
_delete_timer = delete(timer).where(timer.c.id == bindparam("id_"))
_insert_job = insert(job)
_update_job = (
    update(job)
    .where(job.c.id == bindparam("id_"))
    .values(
        state=bindparam("state"),
        updated_at=bindparam("updated_at"),
        next_attempt_at=bindparam("next_attempt_at"),
        owner=None,
        lease_until=None,
    )
)
_add_participant = text(
    "INSERT INTO participant (instance, username, role, at, unread) "
    "VALUES (:instance, :username, :role, :at, :unread) ON CONFLICT DO NOTHING"
).bindparams(bindparam("at", type_=task.c.created_at.type))


def task_values(item: Task) -> dict[str, Any]:
    """The changing columns of a task's row."""
    return {
        "assignee": item.assignee,
        "reason": {"rule": item.reason.rule, "params": item.reason.params, "acts_for": item.acts_for},
        "state": item.state,
        "decision": item.decision,
        "decided_by": item.decided_by,
        "decided_at": item.decided_at,
        "opinion": item.opinion.sealed.id if item.opinion else None,
        "reason_code": item.opinion.reason_code if item.opinion else "",
        "due_at": item.due_at,
        "overdue": item.overdue,
    }


def _new_task(instance: str, graph: Graph, item: Task) -> dict[str, Any]:
    node = graph.nodes[item.node]
    return {
        "id": item.id,
        "instance": instance,
        "node": item.node,
        "node_name": node.name,
        "purpose": node.purpose if isinstance(node, UserTask) else "approval",
        "created_at": item.created_at,
        **task_values(item),
    }


def project(connection: Connection, graph: Graph, before: State, after: State, now: datetime) -> set[str]:
    """Write what changed between two states of one case; returns the users whose inbox changed."""
    touched: set[str] = set()
    new_tasks: list[dict[str, Any]] = []
    changed_tasks: list[dict[str, Any]] = []
    people: dict[tuple[str, str], bool] = {}
    if before.tasks is not after.tasks:
        for key, item in after.tasks.items():
            old = before.tasks.get(key)
            if old is item or old == item:
                continue
            touched.add(item.assignee)
            if item.state != "queued":
                people[item.assignee, "handler"] = False
            if old is None:
                new_tasks.append(_new_task(after.instance, graph, item))
            else:
                touched.add(old.assignee)
                changed_tasks.append({"id_": key, **task_values(item)})
    if before.instance == "":
        people[after.applicant, "applicant"] = False
    for user in after.copies[len(before.copies) :]:
        people[user, "cc"] = True
        touched.add(user)
    if new_tasks:
        connection.execute(_insert_task, new_tasks)
    if changed_tasks:
        connection.execute(_update_task, changed_tasks)
    if people:
        connection.execute(
            _add_participant,
            [
                {"instance": after.instance, "username": user, "role": role, "at": now, "unread": unread}
                for (user, role), unread in people.items()
            ],
        )
    _project_timers(connection, before, after)
    _project_jobs(connection, graph, before, after, now)
    return touched


def _project_timers(connection: Connection, before: State, after: State) -> None:
    if before.timers is after.timers:
        return
    new = [
        {"id": key, "instance": after.instance, "due_at": item.due_at}
        for key, item in after.timers.items()
        if key not in before.timers
    ]
    gone = [{"id_": key} for key in before.timers if key not in after.timers]
    if new:
        connection.execute(_insert_timer, new)
    if gone:
        connection.execute(_delete_timer, gone)


def _project_jobs(connection: Connection, graph: Graph, before: State, after: State, now: datetime) -> None:
    if before.jobs is after.jobs:
        return
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for key, item in after.jobs.items():
        old = before.jobs.get(key)
        if old is None:
            new.append(
                {
                    "id": key,
                    "instance": after.instance,
                    "node": item.node,
                    "node_name": graph.nodes[item.node].name,
                    "connector": item.connector,
                    "holds_open": item.holds_open,
                    "idempotency_key": key,
                    "state": item.state,
                    "attempts": 0,
                    "next_attempt_at": now,
                    "error": "",
                    "uncertain": False,
                    "created_at": now,
                    "updated_at": now,
                }
            )
        elif old.state != item.state:
            changed.append(
                {
                    "id_": key,
                    "state": item.state,
                    "updated_at": now,
                    "next_attempt_at": now if item.state == "queued" else None,
                }
            )
    if new:
        connection.execute(_insert_job, new)
    if changed:
        connection.execute(_update_job, changed)
