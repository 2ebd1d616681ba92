"""What a text or a list contains, in each database's own words; case counts, as in FEEL."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from banjie.storage.records.operands import Operand
from banjie.storage.records.truth import Truth, known


def in_text(operand: Operand, part: str, dialect: str) -> Truth:
    """`contains(text, part)`."""
    find = sa.func.instr if dialect == "sqlite" else sa.func.strpos
    place = find(operand.expression, part, type_=sa.Integer)
    return Truth(place > 0, place == 0)


def starts_with(operand: Operand, part: str, _dialect: str) -> Truth:
    """`starts with(text, part)`."""
    return _equals(operand, sa.func.substr(operand.expression, 1, len(part)), part)


def ends_with(operand: Operand, part: str, dialect: str) -> Truth:
    """`ends with(text, part)`."""
    if dialect == "sqlite":
        tail = sa.func.substr(operand.expression, -len(part))
    else:
        tail = sa.func.right(operand.expression, len(part))
    return _equals(operand, tail, part)


def in_list(operand: Operand, element: object, dialect: str) -> Truth:
    """`list contains(list, element)` over a column that holds a JSON list of texts."""
    if not isinstance(element, str):
        return Truth(sa.false(), operand.expression.is_not(None))
    if dialect == "sqlite":
        items = sa.func.json_each(operand.expression).table_valued("value")
        found: sa.ColumnElement[bool] = sa.exists(
            sa.select(sa.literal(1)).select_from(items).where(items.c.value == element)
        )
    else:
        found = sa.type_coerce(operand.expression, JSONB).contains([element])
    present = operand.expression.is_not(None)
    return Truth(sa.and_(present, found), sa.and_(present, sa.not_(found)))


def _equals(operand: Operand, tail: sa.ColumnElement[str], part: str) -> Truth:
    if not part:
        return Truth(operand.expression.is_not(None), known(False).true)
    return Truth(tail == part, tail != part)
