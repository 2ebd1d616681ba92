"""Many records of one form at once, without their subtables: a statement per thousand, not per record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from banjie.storage.records.read import CHUNK
from banjie.storage.records.record import RecordNotFoundError, RevisionConflictError
from banjie.storage.records.tables import RecordTables
from banjie.storage.records.write import number_in

ROWS = 1_000

Values = Mapping[str, Any]


def insert_many(
    connection: sa.Connection,
    tables: RecordTables,
    records: Sequence[tuple[str, Values]],
    *,
    created_by: str,
    at: datetime,
) -> None:
    """New records of a ledger, each with its title, in their order."""
    known: dict[str, Any] = {"case_status": "record", "instance_id": None, "created_by": created_by}
    known |= {"created_at": at, "updated_at": at}
    statement = tables.main.table.insert()
    for start in range(0, len(records), ROWS):
        connection.execute(
            statement,
            [
                {**known, **_row(tables, values), "title": title, "number": number_in(tables, values)}
                for title, values in records[start : start + ROWS]
            ],
        )
    if len(records) >= ROWS and connection.dialect.name == "postgresql":
        # Until it has been counted, the planner takes a table just filled for a short one and goes through all of it.
        connection.execute(sa.text(f"ANALYZE {tables.main.table.name}"))


def update_many(
    connection: sa.Connection,
    tables: RecordTables,
    records: Sequence[tuple[int, int, str, Values]],
    *,
    at: datetime,
) -> None:
    """Changed records: id, the revision it still has, title, all values.

    Raises `RecordNotFoundError`, `RevisionConflictError`; then nothing of it may be committed.
    """
    main = tables.main.table
    for start in range(0, len(records), CHUNK):
        part = records[start : start + CHUNK]
        wanted = sa.select(main.c.id, main.c.revision).where(main.c.id.in_([one[0] for one in part]))
        stored = {row.id: row.revision for row in connection.execute(wanted.with_for_update())}
        for identifier, revision, _, _ in part:
            if identifier not in stored:
                raise RecordNotFoundError(identifier)
            if stored[identifier] != revision:
                raise RevisionConflictError(stored[identifier])
        names = [one.column.name for one in tables.main.columns.values()]
        statement = main.update().where(main.c.id == sa.bindparam("id_"))
        statement = statement.values(
            {name: sa.bindparam(name) for name in (*names, "title")}
            | {"number": sa.func.coalesce(sa.bindparam("number", type_=main.c.number.type), main.c.number)}
            | {"updated_at": at, "revision": main.c.revision + 1}
        )
        connection.execute(
            statement,
            [
                {
                    "id_": identifier,
                    **_row(tables, values),
                    "title": title,
                    "number": number_in(tables, values),
                }
                for identifier, _, title, values in part
            ],
        )


def ids_by(
    connection: sa.Connection, tables: RecordTables, code: str, values: Iterable[Any]
) -> dict[Any, list[int]]:
    """The records whose field `code` has one of these values; for many values the table is gone through once,
    since nothing promises an index."""
    main, column = tables.main.table, tables.main.columns[code].column
    wanted = dict.fromkeys(values)
    query = sa.select(column.label("value"), main.c.id).where(main.c.case_status != "draft")
    query = query.order_by(main.c.id)
    if not wanted:
        return {}
    query = query.where(column.in_(list(wanted)) if len(wanted) <= CHUNK else column.is_not(None))
    found: dict[Any, list[int]] = defaultdict(list)
    for value, identifier in connection.execute(query):
        if value in wanted:
            found[value].append(identifier)
    return dict(found)


def _row(tables: RecordTables, values: Values) -> dict[str, Any]:
    return {one.column.name: values.get(code) for code, one in tables.main.columns.items()}
