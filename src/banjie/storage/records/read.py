"""Reading records: one, many by id, by their case. A subtable costs one query however many records there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from banjie.storage.records.record import Record
from banjie.storage.records.tables import RecordTables

CHUNK = 500
"""Ids per statement: far below what either database allows."""

_SYSTEM = (
    "id", "number", "title", "revision", "case_status", "instance_id", "created_by", "created_at", "updated_at",
)  # fmt: skip


def get(connection: sa.Connection, tables: RecordTables, record_id: int) -> Record | None:
    """The record with its rows, or None."""
    return get_many(connection, tables, [record_id]).get(record_id)


def get_many(
    connection: sa.Connection, tables: RecordTables, ids: Iterable[int], *, children: bool = True
) -> dict[int, Record]:
    """The records that exist among these ids; without `children` their subtables are left out."""
    wanted = sorted(set(ids))
    found: dict[int, Record] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = connection.execute(_by_id(tables), {"ids": wanted[start : start + CHUNK]})
        records = [to_record(tables, row) for row in rows.mappings()]
        if children:
            attach_children(connection, tables, records)
        found.update((record.id, record) for record in records)
    return found


def get_by_instance(connection: sa.Connection, tables: RecordTables, instance_id: str) -> Record | None:
    """The record of a case, or None."""
    main = tables.main.table
    statement = tables.statements.get("by_instance")
    if statement is None:
        statement = sa.select(main).where(main.c.instance_id == sa.bindparam("instance"))
        tables.statements["by_instance"] = statement
    row = connection.execute(statement, {"instance": instance_id}).mappings().one_or_none()
    if row is None:
        return None
    record = to_record(tables, row)
    attach_children(connection, tables, [record])
    return record


def to_record(tables: RecordTables, row: sa.RowMapping) -> Record:
    """A row of the main table; subtables are still missing."""
    system = {name: row[name] for name in _SYSTEM}
    system["number"] = system["number"] or ""
    values = {code: row[one.column.name] for code, one in tables.main.columns.items()}
    return Record(**system, values=values)


def attach_children(connection: sa.Connection, tables: RecordTables, records: Sequence[Record]) -> None:
    """Puts every subtable's rows into the records, in their order."""
    by_id = {record.id: record for record in records}
    for code in tables.children:
        for record in records:
            record.values[code] = []
        ids = list(by_id)
        for start in range(0, len(ids), CHUNK):
            for parent, row in child_rows(connection, tables, code, ids[start : start + CHUNK]):
                by_id[parent].values[code].append(row)


def child_rows(
    connection: sa.Connection, tables: RecordTables, code: str, ids: Sequence[int]
) -> list[tuple[int, dict[str, Any]]]:
    """The rows of one subtable of these records, each with its record's id."""
    part = tables.children[code]
    statement = tables.statements.get(("children", code))
    if statement is None:
        table = part.table
        statement = (
            sa.select(table)
            .where(table.c.record_id.in_(sa.bindparam("ids", expanding=True)))
            .order_by(table.c.record_id, table.c.position, table.c.id)
        )
        tables.statements["children", code] = statement
    return [
        (
            row["record_id"],
            {"id": row["id"], **{name: row[one.column.name] for name, one in part.columns.items()}},
        )
        for row in connection.execute(statement, {"ids": list(ids)}).mappings()
    ]


def _by_id(tables: RecordTables) -> Any:
    statement = tables.statements.get("by_id")
    if statement is None:
        main = tables.main.table
        statement = sa.select(main).where(main.c.id.in_(sa.bindparam("ids", expanding=True)))
        tables.statements["by_id"] = statement
    return statement
