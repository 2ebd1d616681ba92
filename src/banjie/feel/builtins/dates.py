"""Functions that make or read dates, times and durations (DMN 1.5, 10.3.4.1, 10.3.4.7, 10.3.4.10).

`now` and `today` read the clock reading that the caller handed in; there is no other clock.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from banjie.feel.convert import to_feel
from banjie.feel.durations import DaysTimeDuration, YearsMonthsDuration, read_duration
from banjie.feel.numbers import whole
from banjie.feel.registry import builtin
from banjie.feel.scope import Run
from banjie.feel.temporal import NANOS, Date, DateTime, Time
from banjie.feel.temporal_text import read_date, read_date_time, read_time

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
_MAX_OFFSET = 18 * 3600


def _or_warn(run: Run, value: object, what: str) -> object:
    return run.warn("bad_literal", f"this is no {what}") if value is None else value


@builtin("date", "from: string/date/date and time")
def date(run: Run, value: str | Date | DateTime) -> object:
    if isinstance(value, Date):
        return value
    return value.date if isinstance(value, DateTime) else _or_warn(run, read_date(value), "date")


@builtin("date", "year: number, month: number, day: number")
def date_from_parts(run: Run, year: Decimal, month: Decimal, day: Decimal) -> object:
    parts = [whole(part) for part in (year, month, day)]
    numbers = [part for part in parts if part is not None]
    return _or_warn(run, Date.make(*numbers) if len(numbers) == 3 else None, "date")


@builtin("time", "from: string/time/date and time/date")
def time(run: Run, value: str | Time | DateTime | Date) -> object:
    if isinstance(value, Time):
        return value
    if isinstance(value, DateTime):
        return value.time
    return Time(0, 0, 0) if isinstance(value, Date) else _or_warn(run, read_time(value), "time")


@builtin("time", "hour: number, minute: number, second: number, offset: days and time duration/null?")
def time_from_parts(
    run: Run, hour: Decimal, minute: Decimal, second: Decimal, offset: DaysTimeDuration | None = None
) -> object:
    hours, minutes, nanos = whole(hour), whole(minute), int(second.scaleb(9)) if second < 60 else -1
    if (
        hours is None
        or minutes is None
        or not (0 <= hours < 24 and 0 <= minutes < 60 and 0 <= nanos < 60 * NANOS)
    ):
        return run.warn("bad_literal", "this is no time")
    shift = None if offset is None else int(offset.nanos / NANOS)
    if shift is not None and abs(shift) > _MAX_OFFSET:
        return run.warn("bad_literal", "an offset is at most 18 hours")
    return Time(hours * 3600 + minutes * 60 + nanos // NANOS, nanos % NANOS, shift)


@builtin("date and time", "from: string/date and time/date")
def date_and_time(run: Run, value: str | DateTime | Date) -> object:
    if isinstance(value, DateTime):
        return value
    if isinstance(value, Date):
        return DateTime(value, Time(0, 0, 0))
    return _or_warn(run, read_date_time(value), "date and time")


@builtin("date and time", "date: date/date and time, time: time")
def date_and_time_joined(_: Run, day: Date | DateTime, clock: Time) -> object:
    return DateTime(day.date if isinstance(day, DateTime) else day, clock)


@builtin("date and time", "date: date and time, timezone: string")
def date_and_time_in_zone(run: Run, moment: DateTime, zone: str) -> object:
    clock = read_time(f"00:00:00@{zone}") or read_time(f"00:00:00{zone}")
    if clock is None:
        return run.warn("bad_literal", "this is no time zone")
    if not moment.time.zoned:
        return replace(moment, time=replace(moment.time, offset=clock.offset, zone=clock.zone))
    start = DateTime(Date(1970, 1, 1), clock)
    return start.plus_nanos(moment.instant - start.instant)


@builtin("duration", "from: string/days and time duration/years and months duration")
def duration(run: Run, value: str | DaysTimeDuration | YearsMonthsDuration) -> object:
    return _or_warn(run, read_duration(value), "duration") if isinstance(value, str) else value


@builtin("years and months duration", "from: date/date and time, to: date/date and time")
def years_and_months_duration(_: Run, start: Date | DateTime, end: Date | DateTime) -> object:
    first = start.date if isinstance(start, DateTime) else start
    last = end.date if isinstance(end, DateTime) else end
    months = (last.year - first.year) * 12 + last.month - first.month
    # Only whole months count, in either direction.
    if months > 0 and last.day < first.day:
        months -= 1
    elif months < 0 and last.day > first.day:
        months += 1
    return YearsMonthsDuration(months)


@builtin("now", "")
def now(run: Run) -> object:
    return run.warn("no_clock", "there is no clock here") if run.now is None else to_feel(run.now)


@builtin("today", "")
def today(run: Run) -> object:
    return run.warn("no_clock", "there is no clock here") if run.now is None else to_feel(run.now.date())


def _day(value: Date | DateTime) -> Date:
    return value.date if isinstance(value, DateTime) else value


@builtin("day of year", "date: date/date and time")
def day_of_year(_: Run, value: Date | DateTime) -> object:
    return Decimal(_day(value).day_of_year)


@builtin("day of week", "date: date/date and time")
def day_of_week(_: Run, value: Date | DateTime) -> object:
    return _DAYS[_day(value).weekday - 1]


@builtin("month of year", "date: date/date and time")
def month_of_year(_: Run, value: Date | DateTime) -> object:
    return _MONTHS[_day(value).month - 1]


@builtin("week of year", "date: date/date and time")
def week_of_year(_: Run, value: Date | DateTime) -> object:
    day = _day(value)
    # ISO 8601: the week belongs to the year of its Thursday.
    thursday = Date.from_epoch(day.epoch_days + 4 - day.weekday)
    return None if thursday is None else Decimal((thursday.day_of_year - 1) // 7 + 1)
