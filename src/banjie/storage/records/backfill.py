"""Carrying values from a column to the one that replaces it, when a field's way of storing changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from banjie.forms.changes import convert
from banjie.forms.form import Form
from banjie.storage.records.tables import FieldColumn, RecordTables, RowTable, describe

BATCH = 1000


def backfill(
    connection: sa.Connection, tables: RecordTables, previous: Form, form_ids: Mapping[str, int]
) -> None:
    """Fills every replacing column from the one it replaces; what cannot be converted stays empty."""
    before = describe(tables.form_id, tables.version - 1, previous, form_ids)
    for new, old in _pairs(tables, before):
        for target in new.columns.values():
            source = _replaced(target, old)
            if source is not None:
                _carry(connection, new.table, target, source)


def _pairs(tables: RecordTables, before: RecordTables) -> Iterator[tuple[RowTable, RowTable]]:
    yield tables.main, before.main
    old_by_name = {part.table.name: part for part in before.children.values()}
    for part in tables.children.values():
        if part.table.name in old_by_name:
            yield part, old_by_name[part.table.name]


def _replaced(target: FieldColumn, old: RowTable) -> FieldColumn | None:
    number = target.bound.field.replaces
    return next((one for one in old.columns.values() if number and one.bound.field.id == number), None)


def _carry(connection: sa.Connection, table: sa.Table, target: FieldColumn, source: FieldColumn) -> None:
    rows = sa.table(table.name, sa.column("id"), sa.column(source.column.name, source.column.type))
    value = rows.c[source.column.name]
    batch = (
        sa.select(rows.c.id, value)
        .where(rows.c.id > sa.bindparam("after"), value.is_not(None))
        .order_by(rows.c.id)
        .limit(BATCH)
    )
    change = (
        table.update()
        .where(table.c.id == sa.bindparam("id_"))
        .values({target.column: sa.bindparam("value_")})
    )
    after = 0
    while found := connection.execute(batch, {"after": after}).all():
        after = found[-1][0]
        pairs = [(key, convert(old, source.bound, target.bound)) for key, old in found]
        changes: list[dict[str, Any]] = [{"id_": key, "value_": new} for key, new in pairs if new is not None]
        if changes:
            connection.execute(change, changes)
