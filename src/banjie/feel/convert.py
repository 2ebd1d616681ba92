"""The border between Python values and FEEL values.

Inwards, conversion happens when a value is read, so a large context costs nothing until it is used; what
FEEL does not know becomes null. Outwards, values become plain Python wherever Python can hold them exactly.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from zoneinfo import ZoneInfo

from banjie.feel.durations import DaysTimeDuration, YearsMonthsDuration
from banjie.feel.errors import FeelBudgetExceeded
from banjie.feel.limits import MAX_RESULT
from banjie.feel.temporal import DAY, NANOS, Date, DateTime, Time, find_zone
from banjie.feel.values import NATIVE, FeelList, Range

_MAX_NESTING = 200


def to_feel(value: object, depth: int = 0) -> object:
    """A Python value as FEEL sees it; a mapping is passed on untouched, a list converted element by element."""
    kind = type(value)
    if kind in NATIVE:
        return value
    if kind is int:
        return Decimal(value)  # type: ignore[arg-type]
    if isinstance(value, list | tuple):
        if depth > _MAX_NESTING:
            raise FeelBudgetExceeded("a list is nested too deeply")
        return FeelList([to_feel(item, depth + 1) for item in value])
    return _scalar(value)


def _scalar(value: object) -> object:
    if isinstance(value, float):
        number = Decimal(repr(value))
        return number if number.is_finite() else None
    if isinstance(value, datetime.datetime):
        return DateTime(_date(value), _time(value.timetz()))
    if isinstance(value, datetime.date):
        return _date(value)
    if isinstance(value, datetime.time):
        return _time(value)
    if isinstance(value, datetime.timedelta):
        return DaysTimeDuration(((value.days * DAY + value.seconds) * 1_000_000 + value.microseconds) * 1000)
    if isinstance(value, int):
        return Decimal(int(value))
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Mapping):
        return value
    return None


def _date(value: datetime.date) -> Date:
    return Date(value.year, value.month, value.day)


def _time(value: datetime.time) -> Time:
    seconds = value.hour * 3600 + value.minute * 60 + value.second
    zone = value.tzinfo
    if isinstance(zone, ZoneInfo) and zone.key is not None:
        return Time(seconds, value.microsecond * 1000, None, zone.key)
    offset = None if zone is None else zone.utcoffset(None)
    whole = None if offset is None else offset.days * DAY + offset.seconds
    return Time(seconds, value.microsecond * 1000, whole)


def member(context: Mapping[str, object], key: str) -> object:
    """A member of a context as a FEEL value; null when it is missing."""
    return to_feel(context.get(key))


def to_python(value: object) -> object:
    """A FEEL value as plain Python; what Python cannot hold exactly stays an object of this room.

    Raises FeelBudgetExceeded for a result of more than a million values.
    """
    return _Export().value(to_feel(value), 0)


class _Export:
    def __init__(self) -> None:
        self._left = MAX_RESULT

    def value(self, value: object, depth: int) -> object:
        kind = type(value)
        if kind is Decimal or kind is bool or kind is str or value is None:
            return value
        self._left -= 1
        if self._left < 0 or depth > _MAX_NESTING:
            raise FeelBudgetExceeded("the result is too large")
        if isinstance(value, FeelList):
            self._left -= len(value)
            return [self.value(item, depth + 1) for item in value]
        if isinstance(value, Mapping):
            return {key: self.value(to_feel(item), depth + 1) for key, item in value.items()}
        if isinstance(value, Range):
            low, high = self.value(value.low, depth + 1), self.value(value.high, depth + 1)
            return Range(low, high, value.low_included, value.high_included, value.op)
        return _narrow(value)


def _narrow(value: object) -> object:
    if isinstance(value, Date):
        return datetime.date(value.year, value.month, value.day) if 1 <= value.year <= 9999 else value
    if isinstance(value, Time):
        found = _narrow_time(value)
        return value if found is None else found
    if isinstance(value, DateTime):
        time = _narrow_time(value.time)
        if time is None or not 1 <= value.date.year <= 9999:
            return value
        return datetime.datetime.combine(
            datetime.date(value.date.year, value.date.month, value.date.day), time
        )
    if isinstance(value, DaysTimeDuration) and value.nanos % 1000 == 0 and abs(value.nanos) < 10**22:
        return datetime.timedelta(microseconds=value.nanos // 1000)
    if isinstance(value, YearsMonthsDuration):
        return value
    return value


def _narrow_time(value: Time) -> datetime.time | None:
    if value.nanos % 1000:
        return None
    zone: datetime.tzinfo | None = None
    if value.zone is not None:
        zone = find_zone(value.zone)
    elif value.offset is not None:
        zone = datetime.timezone(datetime.timedelta(seconds=value.offset))
    hour, rest = divmod(value.seconds, 3600)
    return datetime.time(hour, rest // 60, rest % 60, value.nanos * 1_000_000 // NANOS, zone)
