"""Properties of dates, times, durations and ranges, as in `@"2026-11-22".year` (DMN 1.5, table 65 ff.)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar

from banjie.feel.durations import DaysTimeDuration, YearsMonthsDuration
from banjie.feel.scope import MISSING
from banjie.feel.temporal import NANOS, Date, DateTime, Time
from banjie.feel.values import Range

_T = TypeVar("_T")

_DATE: dict[str, Callable[[Date], int]] = {
    "year": lambda date: date.year,
    "month": lambda date: date.month,
    "day": lambda date: date.day,
    "weekday": lambda date: date.weekday,
}
_TIME: dict[str, Callable[[Time], int]] = {
    "hour": lambda time: time.seconds // 3600,
    "minute": lambda time: time.seconds // 60 % 60,
    "second": lambda time: time.seconds % 60,
}
_DAYS_TIME: dict[str, Callable[[int], int]] = {
    "days": lambda seconds: seconds // 86_400,
    "hours": lambda seconds: seconds // 3600 % 24,
    "minutes": lambda seconds: seconds // 60 % 60,
    "seconds": lambda seconds: seconds % 60,
}
_YEARS_MONTHS: dict[str, Callable[[int], int]] = {
    "years": lambda months: months // 12,
    "months": lambda months: months % 12,
}
_RANGE: dict[str, Callable[[Range], object]] = {
    "start": lambda interval: interval.low,
    "end": lambda interval: interval.high,
    "start included": lambda interval: interval.low_included,
    "end included": lambda interval: interval.high_included,
}


def read_property(value: object, name: str) -> object:
    """The property's value, or `MISSING` when this kind of value has none of that name."""
    if isinstance(value, Date):
        return _number(_DATE, name, value)
    if isinstance(value, Time):
        return _of_time(value, name, value.utc_offset)
    if isinstance(value, DateTime):
        found = _number(_DATE, name, value.date)
        return _of_time(value.time, name, value.utc_offset) if found is MISSING else found
    if isinstance(value, DaysTimeDuration):
        return _signed(_DAYS_TIME, name, value.nanos, NANOS)
    if isinstance(value, YearsMonthsDuration):
        return _signed(_YEARS_MONTHS, name, value.months, 1)
    if isinstance(value, Range) and name in _RANGE:
        return _RANGE[name](value)
    return MISSING


def _number(table: dict[str, Callable[[_T], int]], name: str, value: _T) -> object:
    read = table.get(name)
    return MISSING if read is None else Decimal(read(value))


def _signed(table: dict[str, Callable[[int], int]], name: str, amount: int, unit: int) -> object:
    read = table.get(name)
    if read is None:
        return MISSING
    size = read(abs(amount) // unit)
    return Decimal(-size if amount < 0 else size)


def _of_time(time: Time, name: str, offset: int | None) -> object:
    if name == "time offset":
        return None if offset is None else DaysTimeDuration(offset * NANOS)
    if name == "timezone":
        return time.zone
    return _number(_TIME, name, time)
