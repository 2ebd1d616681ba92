"""FEEL's three-valued truth in SQL: one condition for "is true" and one for "is false".

SQL's own NULL would not do: FEEL says that `x = 5` is false for an empty x, so `not(x = 5)` finds it, where
SQL's NOT would lose it. Either condition may be NULL where it does not hold; only its truth counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

Condition = sa.ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Truth:
    """Where an expression is true, and where it is false; elsewhere it is null."""

    true: Condition
    false: Condition

    def negated(self) -> Truth:
        """The expression under `not`."""
        return Truth(self.false, self.true)

    def decided(self) -> Truth:
        """The same, with null counted as false."""
        return Truth(self.true, sa.not_(sa.func.coalesce(self.true, sa.false())))


def both(one: Truth, two: Truth) -> Truth:
    """Conjunction."""
    return Truth(sa.and_(one.true, two.true), sa.or_(one.false, two.false))


def either(one: Truth, two: Truth) -> Truth:
    """Disjunction."""
    return Truth(sa.or_(one.true, two.true), sa.and_(one.false, two.false))


def known(value: object) -> Truth:
    """A constant: true, false, or (anything else) null."""
    return Truth(sa.true() if value is True else sa.false(), sa.true() if value is False else sa.false())


def is_null(expression: sa.ColumnElement[Any]) -> Truth:
    """Whether there is no value; never null itself."""
    return Truth(expression.is_(None), expression.is_not(None))
