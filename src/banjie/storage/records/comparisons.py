"""Comparing a column with a constant, or with another column, exactly as FEEL would."""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import Any

import sqlalchemy as sa

from banjie.storage.column_types import MAX_INTEGER
from banjie.storage.records.columns import sql_type
from banjie.storage.records.operands import Operand
from banjie.storage.records.truth import Condition, Truth, is_null, known

NUMBERS = frozenset({"integer", "decimal"})
COMPLEMENT = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
FLIPPED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_SQL: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_EXACT = Context(prec=60, traps=[])


class MismatchError(Exception):
    """The two sides can never be compared; FEEL would say null for every row."""


def with_constant(operand: Operand, op: str, value: object) -> Truth:
    """`operand op value`. Raises `MismatchError`."""
    if op == "!=":
        return with_constant(operand, "=", value).negated()
    if value is None:
        return is_null(operand.expression) if op == "=" else known(None)
    test = _test_of(operand, value)
    if op == "=":
        holds = test("=")
        return Truth(holds, sa.or_(operand.expression.is_(None), sa.not_(holds)))
    if operand.column.kind in ("boolean", "reference"):
        raise MismatchError
    return Truth(test(op), test(COMPLEMENT[op]))


def with_operand(left: Operand, op: str, right: Operand, dialect: str) -> Truth:
    """`left op right` over two columns. Raises `MismatchError`."""
    if op == "!=":
        return with_operand(left, "=", right, dialect).negated()
    one, two = _comparable(left, right, dialect)
    holds = _SQL[op](one, two)
    if op == "=":
        same = sa.or_(holds, sa.and_(one.is_(None), two.is_(None)))
        return Truth(same, one.is_distinct_from(two))
    return Truth(holds, _SQL[COMPLEMENT[op]](one, two))


def _test_of(operand: Operand, value: object) -> Callable[[str], Condition]:
    kind, expression = operand.column.kind, operand.expression
    if kind in NUMBERS or kind == "reference":
        if not isinstance(value, Decimal):
            raise MismatchError
        return lambda op: _number_test(operand, op, value)
    fits = {
        "text": isinstance(value, str),
        "boolean": isinstance(value, bool),
        "date": isinstance(value, date) and not isinstance(value, datetime),
        "datetime": isinstance(value, datetime) and value.tzinfo is not None,
    }
    if not fits.get(kind, False):
        raise MismatchError
    constant = sa.literal(value, sql_type(operand.column))
    return lambda op: _SQL[op](expression, constant)


def _number_test(operand: Operand, op: str, value: Decimal) -> Condition:
    """Compares in units of the column's last place; a constant between two units moves to the nearer side."""
    scale = operand.column.scale
    units = value.scaleb(scale, _EXACT)
    if op == "=" and units != units.to_integral_value():
        return sa.false()
    low = op in (">", "<=")
    whole = units.quantize(Decimal(1), rounding=ROUND_FLOOR if low else ROUND_CEILING, context=_EXACT)
    if not whole.is_finite() or abs(whole) > MAX_INTEGER:
        reached = (op in ("<", "<=")) == (value > 0) and op != "="
        return operand.expression.is_not(None) if reached else sa.false()
    fixed: Any = whole.scaleb(-scale, _EXACT) if operand.column.kind == "decimal" else int(whole)
    result: Condition = _SQL[op](operand.expression, sa.literal(fixed, sql_type(operand.column)))
    return result


def _comparable(
    left: Operand, right: Operand, dialect: str
) -> tuple[sa.ColumnElement[Any], sa.ColumnElement[Any]]:
    one, two = left.column, right.column
    if one.kind in NUMBERS and two.kind in NUMBERS:
        scale = max(one.scale, two.scale)
        return _at_scale(left, scale, dialect), _at_scale(right, scale, dialect)
    if one.kind != two.kind or one.kind == "json" or (one.kind == "reference" and one.form != two.form):
        raise MismatchError
    return left.expression, right.expression


def _at_scale(operand: Operand, scale: int, dialect: str) -> sa.ColumnElement[Any]:
    """A number that compares with others of this scale: on SQLite they are stored in different units."""
    if dialect != "sqlite":
        return operand.expression
    units = sa.type_coerce(operand.expression, sa.BigInteger)
    return units * sa.literal(10 ** (scale - operand.column.scale), sa.BigInteger)
