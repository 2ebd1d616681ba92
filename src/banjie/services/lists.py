"""Lists a person works from: the inbox, what was started, handled or copied. One query a page, no query per row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, Row

from banjie.org.directory import Directory
from banjie.services import access, form_data
from banjie.services.ledger import filter_now, filter_variables, parse_filter, translated
from banjie.services.problems import ForbiddenError
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer
from banjie.storage import case_lists, cases
from banjie.storage.case_lists import Asked, Role
from banjie.storage.definitions import ProcessVersion, process_head
from banjie.storage.sealing import unseal

Position = tuple[datetime, str] | None
COUNTED = 1000


class Query(msgspec.Struct, frozen=True):
    """What of a list is asked for: a page of it, its order, and a FEEL filter over its names and `user`."""

    limit: int
    cursor: str | None = None
    sort: tuple[str, ...] = ()
    filter: str = ""
    total: bool = False


class TaskList(msgspec.Struct, frozen=True):
    """A page of tasks with what is needed to show them. `total` is None above a thousand."""

    rows: list[Row[Any]]
    following: Position
    total: int | None
    directory: Directory
    versions: Mapping[tuple[int, int], ProcessVersion]
    summaries: Mapping[str, list[list[str]]]
    opinions: Mapping[str, Any]


class CaseList(msgspec.Struct, frozen=True):
    """A page of cases. `total` is None above a thousand unless it was asked for."""

    rows: list[Row[Any]]
    next_cursor: str | None
    total: int | None
    directory: Directory
    versions: Mapping[tuple[int, int], ProcessVersion]


def tasks(runtime: Runtime, viewer: Viewer, state: str, after: Position, limit: int) -> TaskList:
    """My open tasks (newest first) or what I have decided (latest first)."""
    with runtime.database.read() as connection:
        if state == "done":
            rows = cases.done_tasks(connection, viewer.username, after, limit + 1)
            total = None
        else:
            rows = cases.open_tasks(connection, viewer.username, after, limit + 1)
            counted = cases.count_open(connection, viewer.username)
            total = counted if counted <= COUNTED else None
        page = rows[:limit]
        last = page[-1] if len(rows) > limit else None
        position = ((last.decided_at if state == "done" else last.created_at), last.id) if last else None
        return task_list(runtime, connection, viewer, page, position, total)


def task_list(
    runtime: Runtime,
    connection: Connection,
    viewer: Viewer,
    rows: list[Row[Any]],
    following: Position,
    total: int | None,
) -> TaskList:
    """Rows of tasks with names, versions, first fields and opinions, each fetched once for the page."""
    versions = _versions(runtime, connection, rows)
    hidden = {row.instance: access.hidden_at(versions[row.process_id, row.version], row.node) for row in rows}
    return TaskList(
        rows=rows,
        following=following,
        total=total,
        directory=runtime.directory.get(connection),
        versions=versions,
        summaries=form_data.summaries(runtime, connection, rows, hidden, viewer.locale),
        opinions=unseal(connection, [row.opinion for row in rows if row.opinion]),
    )


def sorted_tasks(
    runtime: Runtime, viewer: Viewer, state: Literal["open", "done"], query: Query
) -> tuple[TaskList, str | None]:
    """My tasks filtered or in another order, and the next page's cursor. Raises BadRequestError."""
    with runtime.database.read() as connection, translated(viewer):
        found = case_lists.tasks(
            connection, viewer.username, state, _asked(runtime, connection, viewer, query)
        )
        shown = task_list(runtime, connection, viewer, found.rows, None, found.total)
    return shown, found.next_cursor


def case_list(
    runtime: Runtime,
    viewer: Viewer,
    role: Role,
    query: Query,
    *,
    process: str = "",
    search: str = "",
    status: str = "",
) -> CaseList:
    """Cases by role. `all` is for administrators. Raises ForbiddenError, BadRequestError."""
    with runtime.database.read() as connection, translated(viewer):
        if role == "all" and not viewer.is_administrator(runtime, connection):
            raise ForbiddenError("administrators_only")
        head = process_head(connection, process) if process else None
        found = case_lists.cases(
            connection,
            viewer.username,
            role,
            _asked(runtime, connection, viewer, query),
            process_id=head.id if head else (-1 if process else None),
            search=search[:100],
            states=(status,) if status else (),
        )
        return CaseList(
            found.rows,
            found.next_cursor,
            found.total,
            runtime.directory.get(connection),
            _versions(runtime, connection, found.rows),
        )


def _asked(runtime: Runtime, connection: Connection, viewer: Viewer, query: Query) -> Asked:
    return Asked(
        now=filter_now(runtime),
        limit=query.limit,
        cursor=query.cursor,
        sort=query.sort,
        filter=parse_filter(query.filter),
        variables=filter_variables(runtime, connection, viewer),
        total=query.total,
    )


def _versions(
    runtime: Runtime, connection: Connection, rows: list[Row[Any]]
) -> dict[tuple[int, int], ProcessVersion]:
    wanted = {(row.process_id, row.version): row.form_version for row in rows}
    return {
        key: runtime.definitions.process_version(connection, *key, form_version)
        for key, form_version in wanted.items()
    }
