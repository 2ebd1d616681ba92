"""Pages of a ledger, by keyset, and the places where they begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from banjie.feel.ast import Node
from banjie.forms.field_type import Column
from banjie.storage.keyset import Keyset, count, keyset
from banjie.storage.records.filter import translate
from banjie.storage.records.operands import Linked, Operand, RecordOperands
from banjie.storage.records.read import attach_children, to_record
from banjie.storage.records.record import Record
from banjie.storage.records.tables import RecordTables

MAX_ANCHORS = 1000


@dataclass(frozen=True, slots=True)
class Page:
    """Some records in order. `total` is None where it was not counted."""

    items: list[Record]
    next_cursor: str | None
    total: int | None


@dataclass(frozen=True, slots=True)
class Selection:
    """Which records: a filter as FEEL's tree, a further condition of the server's, with or without drafts.

    `variables` are what the filter knows beside the fields (`user`), `linked` finds other forms' tables.
    """

    now: datetime
    filter: Node | None = None
    condition: sa.ColumnElement[bool] | None = None
    drafts: bool = False
    variables: Mapping[str, object] | None = None
    linked: Linked | None = None

    def conditions(self, tables: RecordTables, dialect: str) -> list[sa.ColumnElement[bool]]:
        """All of it in SQL. Raises `NotExpressibleError`."""
        found: list[sa.ColumnElement[bool]] = []
        if not self.drafts:
            found.append(tables.main.table.c.case_status != sa.literal("draft"))
        if self.condition is not None:
            found.append(self.condition)
        if self.filter is not None:
            operands = RecordOperands(tables, self.linked)
            found.append(translate(self.filter, operands, dialect, now=self.now, variables=self.variables))
        return found


def page(
    connection: sa.Connection,
    tables: RecordTables,
    selection: Selection,
    *,
    limit: int = 50,
    cursor: str | None = None,
    sort: Sequence[str] = ("-id",),
    total: bool = False,
    children: bool = False,
) -> Page:
    """One page. `sort` are codes or paths, `-` for descending; `cursor` is the previous page's `next_cursor`.

    The total is exact up to 1000, beyond that None unless `total` asks for it. Without `children` subtables
    are left out. Raises `BadSortError`, `BadCursorError`, `NotExpressibleError`.
    """
    order = _keyset(tables, selection, sort)
    main = tables.main.table
    conditions = selection.conditions(tables, connection.dialect.name)
    counted = None if cursor and not total else count(connection, _all(main, conditions), exact=total)
    if cursor:
        conditions.append(order.after(cursor))
    query = sa.select(main, *order.labelled())
    query = query.where(*conditions).order_by(*order.order()).limit(limit + 1)
    rows = connection.execute(query).mappings().all()
    records = [to_record(tables, row) for row in rows[:limit]]
    if children:
        attach_children(connection, tables, records)
    following = order.cursor_of(rows[limit - 1]) if len(rows) > limit else None
    return Page(records, following, counted)


@dataclass(frozen=True, slots=True)
class Anchors:
    """A list's skeleton: how many records, and the cursor behind every `every`-th of them."""

    count: int
    every: int
    cursors: list[str]


def anchors(
    connection: sa.Connection,
    tables: RecordTables,
    selection: Selection,
    *,
    every: int,
    sort: Sequence[str] = ("-id",),
) -> Anchors:
    """Where the pages of `every` records begin, in one pass over the sort keys alone: `cursors[0]` is that of
    the second page. Beyond `MAX_ANCHORS` pages `every` grows. Raises as `page` does.
    """
    order = _keyset(tables, selection, sort)
    main = tables.main.table
    conditions = selection.conditions(tables, connection.dialect.name)
    counted = count(connection, _all(main, conditions), exact=True)
    assert counted is not None
    every *= max(1, -(-counted // (every * MAX_ANCHORS)))
    place = sa.func.row_number().over(order_by=order.order()).label("place")
    numbered = sa.select(place, *order.labelled()).select_from(main).where(*conditions).subquery()
    # The last page begins before the last record: behind that there is nothing to begin.
    wanted = sa.and_(numbered.c.place % every == 0, numbered.c.place < counted)
    rows = connection.execute(sa.select(numbered).where(wanted).order_by(numbered.c.place)).all()
    return Anchors(counted, every, [order.cursor(row[1:]) for row in rows])


def _keyset(tables: RecordTables, selection: Selection, sort: Sequence[str]) -> Keyset:
    operands = RecordOperands(tables, selection.linked)
    return keyset(operands.find, sort, Operand(tables.main.table.c.id, Column("integer")))


def _all(main: sa.Table, conditions: Sequence[sa.ColumnElement[bool]]) -> sa.Select[Any]:
    return sa.select(sa.literal(1)).select_from(main).where(*conditions)
