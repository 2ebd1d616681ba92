"""`+ - * / **` and negation on every pair of kinds that has a meaning (DMN 1.5, 10.3.2.3, tables 53 ff.).

Each function takes two FEEL values and returns one, or None where the operation means nothing.
"""

from __future__ import annotations

from decimal import Decimal

from banjie.feel.durations import DaysTimeDuration, YearsMonthsDuration
from banjie.feel.limits import MAX_STRING
from banjie.feel.numbers import CONTEXT, finite
from banjie.feel.temporal import DAY, NANOS, Date, DateTime, Time

_UTC_MIDNIGHT = Time(0, 0, 0)
_MAX_DURATION = 10**30


def add(left: object, right: object) -> object:
    """Numbers, texts, durations, and a duration onto a date or time."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return finite(CONTEXT.add(left, right))
    if isinstance(left, str) and isinstance(right, str):
        return left + right if len(left) + len(right) <= MAX_STRING else None
    if isinstance(left, YearsMonthsDuration) and isinstance(right, YearsMonthsDuration):
        return YearsMonthsDuration(left.months + right.months)
    if isinstance(left, DaysTimeDuration) and isinstance(right, DaysTimeDuration):
        return DaysTimeDuration(left.nanos + right.nanos)
    if isinstance(left, YearsMonthsDuration | DaysTimeDuration):
        return _shift(right, left, 1)
    return _shift(left, right, 1)


def subtract(left: object, right: object) -> object:
    """Numbers, durations, a duration from a date or time, and the duration between two of those."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return finite(CONTEXT.subtract(left, right))
    if isinstance(left, YearsMonthsDuration) and isinstance(right, YearsMonthsDuration):
        return YearsMonthsDuration(left.months - right.months)
    if isinstance(left, DaysTimeDuration) and isinstance(right, DaysTimeDuration):
        return DaysTimeDuration(left.nanos - right.nanos)
    if isinstance(right, YearsMonthsDuration | DaysTimeDuration):
        return _shift(left, right, -1)
    if isinstance(left, Time) and isinstance(right, Time):
        return _between_times(left, right)
    return _between_moments(left, right)


def multiply(left: object, right: object) -> object:
    """Numbers, and a duration by a number."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return finite(CONTEXT.multiply(left, right))
    if isinstance(left, Decimal):
        left, right = right, left
    return _scale(left, right)


def divide(left: object, right: object) -> object:
    """Numbers, a duration by a number, and two durations of one kind."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return finite(CONTEXT.divide(left, right))
    if isinstance(left, YearsMonthsDuration) and isinstance(right, YearsMonthsDuration):
        return finite(CONTEXT.divide(Decimal(left.months), Decimal(right.months)))
    if isinstance(left, DaysTimeDuration) and isinstance(right, DaysTimeDuration):
        return finite(CONTEXT.divide(Decimal(left.nanos), Decimal(right.nanos)))
    if isinstance(right, Decimal) and right:
        return _scale(left, CONTEXT.divide(Decimal(1), right), divisor=right)
    return None


def power(left: object, right: object) -> object:
    """A number to the power of a number."""
    if not isinstance(left, Decimal) or not isinstance(right, Decimal):
        return None
    if not left and not right:
        return Decimal(1)
    return finite(CONTEXT.power(left, right))


def negate(value: object) -> object:
    """The number or duration with the other sign."""
    if isinstance(value, Decimal):
        return CONTEXT.minus(value)
    if isinstance(value, YearsMonthsDuration):
        return YearsMonthsDuration(-value.months)
    if isinstance(value, DaysTimeDuration):
        return DaysTimeDuration(-value.nanos)
    return None


def _scale(value: object, factor: object, divisor: Decimal | None = None) -> object:
    if not isinstance(factor, Decimal):
        return None
    if isinstance(value, YearsMonthsDuration):
        months = _scaled(value.months, factor, divisor)
        return None if months is None else YearsMonthsDuration(months)
    if isinstance(value, DaysTimeDuration):
        nanos = _scaled(value.nanos, factor, divisor)
        return None if nanos is None else DaysTimeDuration(nanos)
    return None


def _scaled(amount: int, factor: Decimal, divisor: Decimal | None) -> int | None:
    number = Decimal(amount)
    found = CONTEXT.multiply(number, factor) if divisor is None else CONTEXT.divide(number, divisor)
    return int(found) if found.is_finite() and abs(found) < _MAX_DURATION else None


def _shift(value: object, duration: object, sign: int) -> object:
    if isinstance(duration, YearsMonthsDuration):
        date = value.date if isinstance(value, DateTime) else value
        if not isinstance(date, Date):
            return None
        moved = date.plus_months(sign * duration.months)
        if moved is None or not isinstance(value, DateTime):
            return moved
        return DateTime(moved, value.time)
    if not isinstance(duration, DaysTimeDuration):
        return None
    if isinstance(value, Time):
        return value.plus_nanos(sign * duration.nanos)
    if isinstance(value, DateTime):
        return value.plus_nanos(sign * duration.nanos)
    if isinstance(value, Date):
        return Date.from_epoch(value.epoch_days + sign * duration.nanos // (DAY * NANOS))
    return None


def _between_times(left: Time, right: Time) -> object:
    if left.zoned != right.zoned:
        return None
    seconds = left.seconds - (left.utc_offset or 0) - right.seconds + (right.utc_offset or 0)
    return DaysTimeDuration(seconds * NANOS + left.nanos - right.nanos)


def _between_moments(left: object, right: object) -> object:
    if isinstance(left, Date) and isinstance(right, Date):
        return DaysTimeDuration((left.epoch_days - right.epoch_days) * DAY * NANOS)
    first = DateTime(left, _UTC_MIDNIGHT) if isinstance(left, Date) else left
    second = DateTime(right, _UTC_MIDNIGHT) if isinstance(right, Date) else right
    if not isinstance(first, DateTime) or not isinstance(second, DateTime):
        return None
    if first.time.zoned != second.time.zoned:
        return None
    return DaysTimeDuration(first.instant - second.instant)
