"""Summaries of a ledger: how many, how much, by whom or when, over the same selections as its pages.

Rows of a subtable can be summed too (`items.amount` by `items.product`); records are then counted once per
row. Sums are exact; an average is divided in Python, because SQLite would answer with a binary fraction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from decimal import Decimal
from typing import Any, Literal, cast

import sqlalchemy as sa

from banjie.forms.field_type import Column
from banjie.storage.keyset import SORTABLE
from banjie.storage.records.buckets import BUCKETS, Bucket, bucket_of
from banjie.storage.records.operands import Operand, RecordOperands
from banjie.storage.records.pages import Selection
from banjie.storage.records.tables import RecordTables

Function = Literal["count", "sum", "avg", "min", "max"]
MAX_GROUPS = 1000
_NUMBERS = frozenset({"integer", "decimal"})


class BadAggregateError(ValueError):
    """A grouping or a measure that makes no sense for its field; `field` is what was asked for."""

    def __init__(self, field: str) -> None:
        super().__init__(f"cannot summarise {field!r}")
        self.field = field


@dataclass(frozen=True, slots=True)
class Measure:
    """`function` over a field; `count` of a field counts where it has a value."""

    function: Function
    field: str


@dataclass(frozen=True, slots=True)
class Group:
    """A group's keys (by what was asked: `kind`, `day:month`), its size, its measures (`sum(amount)`)."""

    keys: dict[str, Any]
    count: int
    values: dict[str, Any]


def aggregate(
    connection: sa.Connection,
    tables: RecordTables,
    selection: Selection,
    *,
    by: Sequence[str] = (),
    measures: Sequence[Measure] = (),
    limit: int = MAX_GROUPS,
    largest: bool = False,
) -> list[Group]:
    """The groups in order of their keys, empty keys last; without `by` one group of everything.

    A key is a code or path; dates and moments also by `:day`, `:week`, `:month`, `:quarter` or `:year`, in the
    zone of the selection's `now`. `largest` puts the groups of the greatest first measure (of an average: the
    greatest sum; without a measure: of the most records) first. Raises `BadAggregateError`, `NotExpressibleError`.
    """
    dialect = connection.dialect.name
    finder = _Finder(tables, selection, by, measures)
    keys = [_key(finder, key, selection.now.tzinfo, dialect) for key in by]
    parts = [part for one in measures for part in _parts(finder.operand(one.field), one)]
    columns = [part.label(f"c{place}") for place, part in enumerate([*keys, sa.func.count(), *parts])]
    conditions = selection.conditions(tables, dialect)
    query: sa.Select[Any] = sa.select(*columns).select_from(finder.source).where(*conditions)
    if keys:
        # By position: a key with parameters, said a second time, would not be the same for PostgreSQL.
        query = query.group_by(*(sa.literal_column(str(place + 1)) for place in range(len(keys))))
        query = _ordered(query.subquery(), len(keys), largest=largest, measured=bool(parts)).limit(limit)
    return [_group(row, by, measures, finder) for row in connection.execute(query)]


def _ordered(groups: sa.Subquery, keys: int, *, largest: bool, measured: bool) -> sa.Select[Any]:
    columns = list(groups.c)
    sorted_by: list[sa.ColumnElement[Any]] = []
    if largest:
        size = columns[keys + 1 if measured else keys]
        sorted_by += [size.is_(None), size.desc()]
    for key in columns[:keys]:
        sorted_by += [key.is_(None), key]
    return sa.select(groups).order_by(*sorted_by)


def check(tables: RecordTables, selection: Selection, by: Sequence[str], measures: Sequence[Measure]) -> None:
    """Whether a summary makes sense for the form, without asking the database. Raises `BadAggregateError`."""
    finder = _Finder(tables, selection, by, measures)
    for key in by:
        _key(finder, key, None, "sqlite")
    for one in measures:
        _parts(finder.operand(one.field), one)


class _Finder:
    """Finds operands, and what to select from: the records, or the rows of the one subtable mentioned."""

    def __init__(
        self, tables: RecordTables, selection: Selection, by: Sequence[str], measures: Sequence[Measure]
    ) -> None:
        self._tables = tables
        self._operands = RecordOperands(tables, selection.linked)
        fields = [*(key.partition(":")[0] for key in by), *(one.field for one in measures)]
        mentioned = {
            name for field in fields for name in [field.partition(".")[0]] if name in tables.children
        }
        if len(mentioned) > 1:
            raise BadAggregateError(", ".join(sorted(mentioned)))
        self._subtable = next(iter(mentioned), "")
        main = tables.main.table
        self.source: sa.FromClause = main
        if self._subtable:
            child = tables.children[self._subtable].table
            self.source = child.join(main, main.c.id == child.c.record_id)

    def operand(self, field: str) -> Operand:
        path = tuple(field.split("."))
        if path[0] == self._subtable:
            part = self._tables.children[self._subtable]
            found = self._operands.of(part, path[1:], part.table) if len(path) > 1 else None
        else:
            found = self._operands.find(path)
        if found is None or found.column.kind not in SORTABLE:
            raise BadAggregateError(field)
        return found


def _key(finder: _Finder, key: str, zone: tzinfo | None, dialect: str) -> sa.ColumnElement[Any]:
    field, colon, bucket = key.partition(":")
    operand = finder.operand(field)
    if not colon:
        return operand.expression
    if bucket not in BUCKETS or operand.column.kind not in ("date", "datetime"):
        raise BadAggregateError(key)
    return bucket_of(operand, cast("Bucket", bucket), zone, dialect)


def _parts(operand: Operand, measure: Measure) -> list[sa.ColumnElement[Any]]:
    numeric = operand.column.kind in _NUMBERS
    match measure.function:
        case "count":
            return [sa.func.count(operand.expression)]
        case "sum" if numeric:
            return [_sum(operand)]
        case "avg" if numeric:
            return [_sum(operand), sa.func.count(operand.expression)]
        case "min" | "max" if operand.column.kind not in ("boolean", "reference"):
            function = sa.func.min if measure.function == "min" else sa.func.max
            return [function(operand.expression, type_=operand.expression.type)]
    raise BadAggregateError(measure.field)


def _sum(operand: Operand) -> sa.ColumnElement[Any]:
    return sa.func.sum(operand.expression, type_=operand.expression.type)


def _group(row: sa.Row[Any], by: Sequence[str], measures: Sequence[Measure], finder: _Finder) -> Group:
    cells = iter(row)
    keys = {key: next(cells) for key in by}
    count = int(next(cells))
    values: dict[str, Any] = {}
    for one in measures:
        value = next(cells)
        if one.function == "avg":
            number = next(cells)
            value = None if value is None else _mean(value, number, finder.operand(one.field).column)
        elif (
            one.function == "sum" and value is not None and finder.operand(one.field).column.kind == "integer"
        ):
            value = int(value)
        values[f"{one.function}({one.field})"] = value
    return Group(keys, count, values)


def _mean(total: Any, number: int, column: Column) -> Decimal:
    mean = Decimal(total) / number
    return round(mean, max(column.scale, 2) + 2)
