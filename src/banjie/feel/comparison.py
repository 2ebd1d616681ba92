"""Equality and order of values (DMN 1.5, 10.3.2.13 and table 42 ff.).

Values of different kinds neither equal nor differ: the answer is null. Times compare to the millisecond, so
that `=` and `<` never hold at once; a local time and a zoned one cannot be ordered.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from banjie.feel.convert import member
from banjie.feel.durations import DaysTimeDuration, YearsMonthsDuration
from banjie.feel.errors import FeelBudgetExceeded
from banjie.feel.scope import Run
from banjie.feel.temporal import Date, DateTime, Time
from banjie.feel.values import FeelList, Range, kind_of

_MILLI = 1_000_000
_MAX_NESTING = 200


def order_key(value: object) -> tuple[str, Any] | None:
    """Something that orders values of one kind: equal first parts make second parts comparable."""
    if isinstance(value, Decimal):
        return "number", value
    if isinstance(value, str):
        return "string", value
    if isinstance(value, Date):
        return "date", (value.year, value.month, value.day)
    if isinstance(value, Time):
        shift = value.utc_offset
        seconds = (value.seconds - (shift or 0)) * 1000 + value.nanos // _MILLI
        return ("time" if shift is None else "zoned time"), seconds
    if isinstance(value, DateTime):
        return ("zoned date and time" if value.time.zoned else "date and time"), value.instant // _MILLI
    if isinstance(value, DaysTimeDuration):
        return "days and time duration", value.nanos
    if isinstance(value, YearsMonthsDuration):
        return "years and months duration", value.months
    return None


def compare(left: object, right: object) -> int | None:
    """-1, 0 or 1 for values that have an order, else None."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return (left > right) - (left < right)
    first, second = order_key(left), order_key(right)
    if first is None or second is None or first[0] != second[0]:
        return None
    one, two = first[1], second[1]
    return int(one > two) - int(one < two)


def equal(run: Run, left: object, right: object, depth: int = 0) -> bool | None:
    """Whether two values are equal; None when they are of different kinds."""
    if left is None or right is None:
        return left is right
    if isinstance(left, FeelList | Mapping):
        run.spend()
        if depth > _MAX_NESTING:
            raise FeelBudgetExceeded("values are nested too deeply to compare")
        return _equal_parts(run, left, right, depth + 1)
    if isinstance(left, Range) and isinstance(right, Range):
        return _equal_ranges(run, left, right)
    if isinstance(left, bool) or isinstance(right, bool):
        return left == right if isinstance(left, bool) and isinstance(right, bool) else None
    first, second = order_key(left), order_key(right)
    if first is not None and second is not None:
        if first[0] == second[0]:
            return bool(first[1] == second[1])
        return False if kind_of(left) == kind_of(right) else None
    return left is right if kind_of(left) == kind_of(right) else None


def same(run: Run, left: object, right: object) -> bool:
    """Whether two values are equal, where a doubt counts as no."""
    return equal(run, left, right) is True


def _equal_parts(run: Run, left: object, right: object, depth: int) -> bool | None:
    if isinstance(left, FeelList) and isinstance(right, FeelList):
        if len(left) != len(right):
            return False
        run.spend(len(left))
        return all(equal(run, one, two, depth) is True for one, two in zip(left, right, strict=True))
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        if left.keys() != right.keys():
            return False
        run.spend(len(left))
        return all(equal(run, member(left, key), member(right, key), depth) is True for key in left)
    return None


def _equal_ranges(run: Run, left: Range, right: Range) -> bool:
    if (left.op, left.low_included, left.high_included) != (
        right.op,
        right.low_included,
        right.high_included,
    ):
        return False
    return equal(run, left.low, right.low) is True and equal(run, left.high, right.high) is True


def in_range(run: Run, value: object, interval: Range) -> bool | None:
    """Whether a value lies in a range; None where it cannot be compared with an end."""
    if interval.op in ("=", "!="):
        found = equal(run, value, interval.low)
        return found if found is None or interval.op == "=" else not found
    if interval.low is not None or (interval.op is not None and interval.op[0] == ">"):
        order = compare(value, interval.low)
        if order is None:
            return None
        if order < 0 or (order == 0 and not interval.low_included):
            return False
    if interval.high is not None or (interval.op is not None and interval.op[0] == "<"):
        order = compare(value, interval.high)
        if order is None:
            return None
        if order > 0 or (order == 0 and not interval.high_included):
            return False
    return True
