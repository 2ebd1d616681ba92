"""Writing records with their rows: new, changed where the revision still holds, deleted where unused.

Only the fields given are written. A subtable that is given replaces the one stored, row by row: rows with a
known `id` are changed in place, so that what refers to them stays right; the rest is added or removed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from banjie.storage.records.read import child_rows
from banjie.storage.records.record import RecordInUseError, RecordNotFoundError, RevisionConflictError
from banjie.storage.records.tables import RecordTables, RowTable

Values = Mapping[str, Any]


def insert(
    connection: sa.Connection,
    tables: RecordTables,
    values: Values,
    *,
    created_by: str,
    at: datetime,
    case_status: str = "record",
    instance_id: str | None = None,
    title: str = "",
    number: str | None = None,
) -> int:
    """A new record; returns its id. `number` defaults to the value of the form's serial field."""
    row = {
        **_row(tables.main, values),
        "number": number or number_in(tables, values),
        "title": title,
        "case_status": case_status,
        "instance_id": instance_id,
        "created_by": created_by,
        "created_at": at,
        "updated_at": at,
    }
    main = tables.main.table
    record_id = int(connection.execute(main.insert().returning(main.c.id), row).scalar_one())
    for code in tables.children:
        _write_rows(connection, tables, code, record_id, values.get(code) or (), {})
    return record_id


def update(
    connection: sa.Connection,
    tables: RecordTables,
    record_id: int,
    values: Values,
    *,
    at: datetime,
    revision: int | None = None,
    title: str | None = None,
    case_status: str | None = None,
) -> int:
    """Changes a record; returns its new revision. `revision`: only if it is still this one.

    Raises `RecordNotFoundError` and `RevisionConflictError`.
    """
    main = tables.main.table
    system = {"title": title, "case_status": case_status, "number": number_in(tables, values)}
    changes: dict[str, Any] = {
        **_row(tables.main, values),
        **{name: value for name, value in system.items() if value is not None},
        "updated_at": at,
        "revision": main.c.revision + 1,
    }
    statement = main.update().where(main.c.id == record_id).values(changes).returning(main.c.revision)
    if revision is not None:
        statement = statement.where(main.c.revision == revision)
    current = connection.execute(statement).scalar_one_or_none()
    if current is None:
        raise _lost(connection, tables, record_id)
    for code in tables.children:
        if code in values:
            stored = {row["id"]: row for _, row in child_rows(connection, tables, code, [record_id])}
            _write_rows(connection, tables, code, record_id, values[code] or (), stored)
    return int(current)


def delete(
    connection: sa.Connection, tables: RecordTables, record_id: int, revision: int | None = None
) -> None:
    """Deletes a record and its rows. Raises `RecordNotFoundError`, `RevisionConflictError`, `RecordInUseError`."""
    main = tables.main.table
    statement = main.delete().where(main.c.id == record_id)
    if revision is not None:
        statement = statement.where(main.c.revision == revision)
    try:
        with connection.begin_nested():
            done = connection.execute(statement).rowcount
    except sa.exc.IntegrityError as error:
        raise RecordInUseError(str(record_id)) from error
    if not done:
        raise _lost(connection, tables, record_id)


def _lost(connection: sa.Connection, tables: RecordTables, record_id: int) -> Exception:
    main = tables.main.table
    current = connection.execute(
        sa.select(main.c.revision).where(main.c.id == record_id)
    ).scalar_one_or_none()
    return RecordNotFoundError(record_id) if current is None else RevisionConflictError(int(current))


def _write_rows(
    connection: sa.Connection,
    tables: RecordTables,
    code: str,
    record_id: int,
    rows: Sequence[Values],
    stored: dict[int, dict[str, Any]],
) -> None:
    part = tables.children[code]
    table = part.table
    added: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    order = {key: position for position, key in enumerate(stored)}
    for position, values in enumerate(rows):
        row = {"position": position, **_row(part, values)}
        key = values.get("id")
        before = stored.pop(key, None) if isinstance(key, int) else None
        if before is None:
            blank = {one.column.name: None for one in part.columns.values()}
            added.append({"record_id": record_id, **blank, **row})
        elif order[before["id"]] != position or any(
            before.get(name) != value for name, value in values.items()
        ):
            kept = _row(part, before)
            changed.append({"id_": before["id"], **kept, **row})
    if stored:
        connection.execute(table.delete().where(table.c.id.in_(list(stored))))
    if changed:
        names = [name for name in changed[0] if name != "id_"]
        statement = table.update().where(table.c.id == sa.bindparam("id_"))
        connection.execute(statement.values({name: sa.bindparam(name) for name in names}), changed)
    if added:
        connection.execute(table.insert(), added)


def _row(part: RowTable, values: Values) -> dict[str, Any]:
    return {one.column.name: values[code] for code, one in part.columns.items() if code in values}


def number_in(tables: RecordTables, values: Values) -> str | None:
    """The value of the form's serial field."""
    for code, one in tables.main.columns.items():
        if one.bound.type.code == "serial":
            value = values.get(code)
            return None if value is None else str(value)
    return None
