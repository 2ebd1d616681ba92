"""Days, weeks, months, quarters and years that records are grouped by: of the company's calendar, not of UTC.

Both databases answer with the same text: `2026-11-27`, a week by its Monday, `2026-11`, `2026-Q4`, `2026`.
"""

from __future__ import annotations

from datetime import tzinfo
from typing import Literal, get_args

import sqlalchemy as sa

from banjie.storage.local_time import zone_name
from banjie.storage.records.operands import Operand

Bucket = Literal["day", "week", "month", "quarter", "year"]
BUCKETS: frozenset[str] = frozenset(get_args(Bucket))


def bucket_of(operand: Operand, bucket: Bucket, zone: tzinfo | None, dialect: str) -> sa.ColumnElement[str]:
    """The bucket that a date or a moment falls in, as text; the value is NULL where the operand is."""
    day = _day(operand, zone, dialect)
    match bucket:
        case "day":
            return day
        case "week" if dialect == "sqlite":
            return sa.func.date(day, "weekday 0", "-6 days", type_=sa.Text)
        case "week":
            monday = sa.func.date_trunc("week", sa.cast(day, sa.Date))
            return sa.func.to_char(monday, "YYYY-MM-DD", type_=sa.Text)
        case "month":
            return sa.func.substr(day, 1, 7, type_=sa.Text)
        case "year":
            return sa.func.substr(day, 1, 4, type_=sa.Text)
        case "quarter":
            month = sa.cast(sa.func.substr(day, 6, 2), sa.Integer)
            # `/` of two integers is a whole number on both; SQLAlchemy's own `//` would say it by FLOOR.
            whole = (month + 2).op("/", precedence=8, return_type=sa.Integer())(sa.literal(3, sa.Integer))
            number = sa.cast(whole, sa.Text)
            return sa.func.substr(day, 1, 4, type_=sa.Text).concat(sa.literal("-Q")).concat(number)


def _day(operand: Operand, zone: tzinfo | None, dialect: str) -> sa.ColumnElement[str]:
    moment = operand.column.kind == "datetime"
    if dialect == "sqlite":  # both are kept as text that begins with year, month, day
        text: sa.ColumnElement[str] = sa.type_coerce(operand.expression, sa.Text)
        if not moment:
            return text
        return sa.func.banjie_local_day(text, zone_name(zone), type_=sa.Text)
    day: sa.ColumnElement[object] = operand.expression
    if moment:
        day = sa.func.timezone(zone_name(zone), day, type_=sa.DateTime())
    return sa.func.to_char(day, "YYYY-MM-DD", type_=sa.Text)
