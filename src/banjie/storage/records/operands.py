"""What a name or path in a filter, a sort order or a summary stands for in SQL.

`amount` is a column, `supplier.name` the linked record's column (found by a scalar subquery on its key, so
that no join multiplies rows), `created_at` a system column unless the form has a field of that code.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any, Protocol

import sqlalchemy as sa

from banjie.forms.field_type import Column
from banjie.storage.records.columns import SYSTEM
from banjie.storage.records.tables import RecordTables, RowTable

Linked = Callable[[str], RecordTables | None]
"""The tables of another published form, by its code; None where there is none."""

MAX_LINKS = 3


@dataclass(frozen=True, slots=True)
class Operand:
    """An SQL expression and what its values are."""

    expression: sa.ColumnElement[Any]
    column: Column


class Operands(Protocol):
    """Looks up paths. `subtable` gives the rows of a subtable as a scope of their own."""

    def find(self, path: tuple[str, ...]) -> Operand | None: ...

    def subtable(self, path: tuple[str, ...], name: str, /) -> RowOperands | None: ...


class RecordOperands:
    """The paths of one form's records."""

    def __init__(self, tables: RecordTables, linked: Linked | None = None) -> None:
        self.tables = tables
        self._linked = linked or (lambda _code: None)
        self._numbers = count(1)

    def find(self, path: tuple[str, ...]) -> Operand | None:
        """The operand of a path from the record; None when there is none."""
        return self.of(self.tables.main, path, self.tables.main.table)

    def of(
        self, part: RowTable, path: tuple[str, ...], table: sa.FromClause, depth: int = 0
    ) -> Operand | None:
        """The operand of a path that starts in `part`, read from `table` (the table itself or an alias)."""
        name, rest = path[0], path[1:]
        found = part.columns.get(name)
        if found is None:
            # Rows of a subtable have no system columns that expressions know.
            if rest or name not in SYSTEM or "case_status" not in table.c:
                return None
            return Operand(table.c[name], SYSTEM[name])
        column = found.bound.column
        expression = table.c[found.column.name]
        if not rest or (rest == ("id",) and column.kind == "reference"):
            return Operand(expression, column)
        tables = self._linked(column.form) if column.kind == "reference" and depth < MAX_LINKS else None
        if tables is None:
            return None
        alias = tables.main.table.alias(f"linked{next(self._numbers)}")
        target = self.of(tables.main, rest, alias, depth + 1)
        if target is None:
            return None
        query = sa.select(target.expression).where(alias.c.id == expression).correlate(table)
        return Operand(query.scalar_subquery(), target.column)

    def subtable(self, path: tuple[str, ...], name: str) -> RowOperands | None:
        """The rows of a subtable under the name they have in `some name in items satisfies …`."""
        part = self.tables.children.get(path[0]) if len(path) == 1 else None
        return None if part is None else RowOperands(self, part, name, next(self._numbers))


class RowOperands:
    """The paths of one row of a subtable, beside those of its record."""

    def __init__(self, record: RecordOperands, part: RowTable, name: str, number: int) -> None:
        self._record = record
        self._part = part
        self._name = name
        self._alias = part.table.alias(f"row{number}")

    def find(self, path: tuple[str, ...]) -> Operand | None:
        """The operand of a path; the row's name comes first."""
        if path[0] != self._name:
            return self._record.find(path)
        return self._record.of(self._part, path[1:], self._alias) if len(path) > 1 else None

    def subtable(self, path: tuple[str, ...], name: str) -> RowOperands | None:
        """Another subtable of the same record."""
        return None if path[0] == self._name else self._record.subtable(path, name)

    def exists(self, condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
        """Whether the record has a row for which the condition is true."""
        main = self._record.tables.main.table
        mine = self._alias.c.record_id == main.c.id
        return sa.exists(
            sa.select(sa.literal(1)).select_from(self._alias).where(mine, condition).correlate(main)
        )
