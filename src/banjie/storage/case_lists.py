"""Lists of cases and tasks that are filtered by FEEL and sorted as asked, by keyset.

The inbox's own first page does not come here: it is asked for all day, and `cases` has its statement ready.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from banjie.feel.ast import Node
from banjie.forms.field_type import Column
from banjie.storage.cases import LIST_COLUMNS, TASK_COLUMNS
from banjie.storage.keyset import count, keyset
from banjie.storage.records.filter import translate
from banjie.storage.records.operands import Operand, RowOperands
from banjie.storage.tables import instance, participant, process, task

Role = Literal["started", "handled", "cc", "all"]
_TEXT, _WHOLE, _MOMENT, _TRUTH = Column("text"), Column("integer"), Column("datetime"), Column("boolean")

_CASE: Mapping[str, Operand] = {
    "id": Operand(instance.c.id, _TEXT),
    "number": Operand(instance.c.number, _TEXT),
    "title": Operand(instance.c.title, _TEXT),
    "process": Operand(process.c.code, _TEXT),
    "version": Operand(instance.c.version, _WHOLE),
    "revision": Operand(instance.c.revision, _WHOLE),
    "status": Operand(instance.c.status, _TEXT),
    "outcome": Operand(instance.c.outcome, _TEXT),
    "closed": Operand(instance.c.closed, _TRUTH),
    "applicant": Operand(instance.c.applicant, _TEXT),
    "created_at": Operand(instance.c.created_at, _MOMENT),
    "submitted_at": Operand(instance.c.submitted_at, _MOMENT),
    "updated_at": Operand(instance.c.updated_at, _MOMENT),
}
_PARTICIPATION: Mapping[str, Operand] = {
    **_CASE,
    "id": Operand(participant.c.instance, _TEXT),  # the index by person ends with it
    "participated_at": Operand(participant.c.at, _MOMENT),
    "unread": Operand(participant.c.unread, _TRUTH),
}
_TASK: Mapping[str, Operand] = {
    "id": Operand(task.c.id, _TEXT),
    "instance_id": Operand(task.c.instance, _TEXT),
    "process": _CASE["process"],
    "number": _CASE["number"],
    "title": _CASE["title"],
    "applicant": _CASE["applicant"],
    "node": Operand(task.c.node, _TEXT),
    "node_name": Operand(task.c.node_name, _TEXT),
    "purpose": Operand(task.c.purpose, _TEXT),
    "decision": Operand(task.c.decision, _TEXT),
    "overdue": Operand(task.c.overdue, _TRUTH),
    "due_at": Operand(task.c.due_at, _MOMENT),
    "created_at": Operand(task.c.created_at, _MOMENT),
    "decided_at": Operand(task.c.decided_at, _MOMENT),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a list is asked for. `variables` are what the filter knows beside the list's own names."""

    now: datetime
    limit: int
    cursor: str | None = None
    sort: tuple[str, ...] = ()
    filter: Node | None = None
    variables: Mapping[str, object] | None = None
    total: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of rows. `total` is exact up to a thousand, or where it was asked for; None on later pages."""

    rows: list[sa.Row[Any]]
    next_cursor: str | None
    total: int | None


@dataclass(frozen=True, slots=True)
class _Names:
    """The names that filters and sort orders know in one list."""

    known: Mapping[str, Operand]

    def find(self, path: tuple[str, ...]) -> Operand | None:
        return self.known.get(path[0]) if len(path) == 1 else None

    def subtable(self, _path: tuple[str, ...], _name: str) -> RowOperands | None:
        return None


def cases(
    connection: sa.Connection,
    username: str,
    role: Role,
    asked: Asked,
    *,
    process_id: int | None = None,
    search: str = "",
    states: Sequence[str] = (),
) -> Listed:
    """Cases by role; unless told otherwise the latest first: by creation, or by when one came to take part.

    Raises `BadSortError`, `BadCursorError`, `NotExpressibleError`.
    """
    query = sa.select(*LIST_COLUMNS, process.c.code.label("process"))
    query = query.join(process, process.c.id == instance.c.process_id)
    names, usual = _CASE, "-created_at"
    if role == "started":
        query = query.where(instance.c.applicant == username)
    elif role == "all":
        query = query.where(instance.c.status != "draft")
    else:
        names, usual = _PARTICIPATION, "-participated_at"
        query = query.add_columns(participant.c.unread).join(
            participant, participant.c.instance == instance.c.id
        )
        query = query.where(participant.c.username == username)
        query = query.where(participant.c.role == "cc") if role == "cc" else query.where(*_handled(username))
    if process_id is not None:
        query = query.where(instance.c.process_id == process_id)
    if search:
        found_in = (instance.c.title, instance.c.number)
        query = query.where(sa.or_(*(column.icontains(search, autoescape=True) for column in found_in)))
    if states:
        query = query.where(instance.c.status.in_(states))
    return _page(connection, query, names, asked, usual)


def _handled(username: str) -> tuple[sa.ColumnElement[bool], ...]:
    decided = (
        sa.select(task.c.id)
        .where(task.c.instance == instance.c.id, task.c.decided_by == username, task.c.state == "done")
        .exists()
    )
    return participant.c.role == "handler", decided


def tasks(connection: sa.Connection, username: str, state: Literal["open", "done"], asked: Asked) -> Listed:
    """A person's open tasks (newest first unless told otherwise) or what they decided (latest first).

    Raises `BadSortError`, `BadCursorError`, `NotExpressibleError`.
    """
    mine = task.c.assignee == username if state == "open" else task.c.decided_by == username
    query = (
        sa.select(*TASK_COLUMNS)
        .join(instance, instance.c.id == task.c.instance)
        .join(process, process.c.id == instance.c.process_id)
        .where(mine, task.c.state == state)
    )
    return _page(connection, query, _TASK, asked, "-created_at" if state == "open" else "-decided_at")


def _page(
    connection: sa.Connection, query: sa.Select[Any], known: Mapping[str, Operand], asked: Asked, usual: str
) -> Listed:
    names = _Names(known)
    order = keyset(names.find, asked.sort or (usual,), known["id"])
    if asked.filter is not None:
        dialect = connection.dialect.name
        query = query.where(translate(asked.filter, names, dialect, now=asked.now, variables=asked.variables))
    total = None
    if asked.total or not asked.cursor:
        total = count(connection, query.with_only_columns(known["id"].expression), exact=asked.total)
    if asked.cursor:
        query = query.where(order.after(asked.cursor))
    query = query.add_columns(*order.labelled()).order_by(*order.order()).limit(asked.limit + 1)
    rows = list(connection.execute(query))
    following = order.cursor_of(rows[asked.limit - 1]._mapping) if len(rows) > asked.limit else None
    return Listed(rows[: asked.limit], following, total)
