"""Pages by keyset: the next page starts after the last row seen, however far down that is.

Any sort order is made total by the id, and empty values come last, so that no row is lost or seen twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from banjie.forms.field_type import Column
from banjie.storage.records.columns import sql_type
from banjie.storage.records.cursors import read_cursor, write_cursor
from banjie.storage.records.operands import Operand

EXACT_TOTAL = 1000
MAX_SORT = 5
SORTABLE = frozenset({"text", "integer", "decimal", "boolean", "date", "datetime", "reference"})


class BadSortError(ValueError):
    """A sort order that names no sortable field; `field` is what was asked for."""

    def __init__(self, field: str) -> None:
        super().__init__(f"cannot sort by {field!r}")
        self.field = field


@dataclass(frozen=True, slots=True)
class Key:
    """One expression that rows are ordered by."""

    expression: sa.ColumnElement[Any]
    column: Column
    descending: bool
    nullable: bool = True


@dataclass(frozen=True, slots=True)
class Keyset:
    """A total order: its keys and the words it was asked for with, which every cursor repeats."""

    keys: tuple[Key, ...]
    words: str

    def labelled(self) -> list[sa.ColumnElement[Any]]:
        """The sort values as columns of a query; `values_of` reads them from its rows."""
        return [key.expression.label(f"sort_{index}") for index, key in enumerate(self.keys)]

    def order(self) -> list[sa.ColumnElement[Any]]:
        """What `ORDER BY` says."""
        parts: list[sa.ColumnElement[Any]] = []
        for key in self.keys:
            if key.nullable:  # said only where it matters: an index on the column alone serves the rest
                parts.append(key.expression.is_(None))
            parts.append(key.expression.desc() if key.descending else key.expression.asc())
        return parts

    def after(self, cursor: str) -> sa.ColumnElement[bool]:
        """The rows behind a position. Raises `BadCursorError`."""
        values = read_cursor(cursor, self.words, [key.column for key in self.keys])
        return _behind(self.keys, values)

    def cursor(self, values: Sequence[Any]) -> str:
        """The position behind a row with these sort values."""
        return write_cursor(self.words, [_plain(value) for value in values])

    def cursor_of(self, row: Any) -> str:
        """The position behind a row of a query that has the `labelled` columns; `row` maps their names."""
        return self.cursor([row[f"sort_{index}"] for index in range(len(self.keys))])


def keyset(
    find: Callable[[tuple[str, ...]], Operand | None], sort: Sequence[str], identifier: Operand
) -> Keyset:
    """The total order that `sort` means: codes or paths, `-` for descending. Raises `BadSortError`."""
    keys = []
    for one in sort[:MAX_SORT]:
        operand = find(tuple(one.removeprefix("-").split(".")))
        if operand is None or operand.column.kind not in SORTABLE:
            raise BadSortError(one)
        nullable = getattr(operand.expression, "nullable", True)
        keys.append(Key(operand.expression, operand.column, one.startswith("-"), nullable))
    if not any(key.expression is identifier.expression for key in keys):
        descending = keys[-1].descending if keys else True
        keys.append(Key(identifier.expression, identifier.column, descending, nullable=False))
    return Keyset(tuple(keys), ",".join(sort))


def _behind(keys: Sequence[Key], values: Sequence[Any]) -> sa.ColumnElement[bool]:
    """Behind in the first key, or equal there and behind in the next, and so on."""
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


def count(connection: sa.Connection, rows: sa.Select[Any], *, exact: bool) -> int | None:
    """How many rows a query has: exactly, or up to a thousand and None beyond."""
    if not exact:
        rows = rows.limit(EXACT_TOTAL + 1)
    found = int(connection.execute(sa.select(sa.func.count()).select_from(rows.subquery())).scalar_one())
    return found if exact or found <= EXACT_TOTAL else None


def _plain(value: Any) -> Any:
    return str(value) if hasattr(value, "as_tuple") else value
