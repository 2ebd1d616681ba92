"""Pages of a ledger by keyset: the next page starts after the last row seen, however far down that is.

Any sort order is made total by the id, and empty values come last, so that no row is lost or seen twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from banjie.feel.ast import Node
from banjie.forms.field_type import Column
from banjie.storage.records.columns import sql_type
from banjie.storage.records.cursors import read_cursor, write_cursor
from banjie.storage.records.filter import translate
from banjie.storage.records.operands import Linked, RecordOperands
from banjie.storage.records.read import attach_children, to_record
from banjie.storage.records.record import Record
from banjie.storage.records.tables import RecordTables

EXACT_TOTAL = 1000
MAX_ANCHORS = 1000
MAX_SORT = 5
SORTABLE = frozenset({"text", "integer", "decimal", "boolean", "date", "datetime", "reference"})


class BadSortError(ValueError):
    """A sort order that names no sortable field; `field` is what was asked for."""

    def __init__(self, field: str) -> None:
        super().__init__(f"cannot sort by {field!r}")
        self.field = field


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


@dataclass(frozen=True, slots=True)
class _Key:
    expression: sa.ColumnElement[Any]
    column: Column
    descending: bool
    nullable: bool = True


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
    keys = _keys(tables, selection, sort)
    order = ",".join(sort)
    main = tables.main.table
    conditions = selection.conditions(tables, connection.dialect.name)
    counted = None if cursor and not total else _count(connection, main, conditions, exact=total)
    if cursor:
        conditions.append(_after(keys, read_cursor(cursor, order, [key.column for key in keys])))
    query = sa.select(main, *(key.expression.label(f"sort_{index}") for index, key in enumerate(keys)))
    query = query.where(*conditions).order_by(*_order(keys)).limit(limit + 1)
    rows = connection.execute(query).mappings().all()
    records = [to_record(tables, row) for row in rows[:limit]]
    if children:
        attach_children(connection, tables, records)
    following = None
    if len(rows) > limit:
        last = rows[limit - 1]
        following = write_cursor(order, [_plain(last[f"sort_{index}"]) for index in range(len(keys))])
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
    keys = _keys(tables, selection, sort)
    main = tables.main.table
    conditions = selection.conditions(tables, connection.dialect.name)
    counted = _count(connection, main, conditions, exact=True)
    assert counted is not None
    every *= max(1, -(-counted // (every * MAX_ANCHORS)))
    place = sa.func.row_number().over(order_by=_order(keys)).label("place")
    named = [key.expression.label(f"sort_{index}") for index, key in enumerate(keys)]
    numbered = sa.select(place, *named).select_from(main).where(*conditions).subquery()
    # The last page begins before the last record: behind that there is nothing to begin.
    wanted = sa.and_(numbered.c.place % every == 0, numbered.c.place < counted)
    rows = connection.execute(sa.select(numbered).where(wanted).order_by(numbered.c.place)).all()
    order = ",".join(sort)
    return Anchors(
        counted, every, [write_cursor(order, [_plain(value) for value in row[1:]]) for row in rows]
    )


def _keys(tables: RecordTables, selection: Selection, sort: Sequence[str]) -> list[_Key]:
    operands = RecordOperands(tables, selection.linked)
    keys = []
    for one in sort[:MAX_SORT]:
        operand = operands.find(tuple(one.removeprefix("-").split(".")))
        if operand is None or operand.column.kind not in SORTABLE:
            raise BadSortError(one)
        nullable = getattr(operand.expression, "nullable", True)
        keys.append(_Key(operand.expression, operand.column, one.startswith("-"), nullable))
    if not any(key.expression is tables.main.table.c.id for key in keys):
        descending = keys[-1].descending if keys else True
        keys.append(_Key(tables.main.table.c.id, Column("integer"), descending, nullable=False))
    return keys


def _order(keys: Sequence[_Key]) -> list[sa.ColumnElement[Any]]:
    parts: list[sa.ColumnElement[Any]] = []
    for key in keys:
        if key.nullable:  # said only where it matters: an index on the column alone serves the rest
            parts.append(key.expression.is_(None))
        parts.append(key.expression.desc() if key.descending else key.expression.asc())
    return parts


def _after(keys: Sequence[_Key], values: Sequence[Any]) -> sa.ColumnElement[bool]:
    """Rows behind the position: behind in the first key, or equal there and behind in the next, and so on."""
    behind: list[sa.ColumnElement[bool]] = []
    equal: list[sa.ColumnElement[bool]] = []
    for key, value in zip(keys, values, strict=True):
        if value is None:
            equal.append(key.expression.is_(None))
            continue
        constant = sa.literal(value, sql_type(key.column))
        further = key.expression < constant if key.descending else key.expression > constant
        behind.append(sa.and_(*equal, sa.or_(further, key.expression.is_(None)) if key.nullable else further))
        equal.append(key.expression == constant)
    first = keys[0]
    if first.nullable:
        return sa.or_(*behind)
    constant = sa.literal(values[0], sql_type(first.column))
    # Says nothing new, but lets an index begin at the position instead of at the top.
    start = first.expression <= constant if first.descending else first.expression >= constant
    return sa.and_(start, sa.or_(*behind))


def _count(
    connection: sa.Connection, main: sa.Table, conditions: Sequence[sa.ColumnElement[bool]], *, exact: bool
) -> int | None:
    rows = sa.select(sa.literal(1)).select_from(main).where(*conditions)
    if exact:
        return int(connection.execute(sa.select(sa.func.count()).select_from(rows.subquery())).scalar_one())
    some = rows.limit(EXACT_TOTAL + 1).subquery()
    found = int(connection.execute(sa.select(sa.func.count()).select_from(some)).scalar_one())
    return found if found <= EXACT_TOTAL else None


def _plain(value: Any) -> Any:
    return str(value) if hasattr(value, "as_tuple") else value
