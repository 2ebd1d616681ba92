"""Dates, times and date-times from and to their text (DMN 1.5, 10.3.4.1; XML Schema, ISO 8601).

Reading is strict: two digits stay two digits, an offset and a zone exclude each other. What is no date
yields None, never an exception.
"""

from __future__ import annotations

import re

from banjie.feel.durations import read_duration
from banjie.feel.temporal import DAY, Date, DateTime, Time, find_zone

_DATE = re.compile(r"(-)?([0-9]{4}|[1-9][0-9]{4,8})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?"
    r"(?:([Zz])|([+-])([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?|@([A-Za-z0-9_+/-]+))?"
)
_MAX_OFFSET = 18 * 3600


def read_date(text: str) -> Date | None:
    """A date such as `2026-11-22`."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    sign, year, month, day = match.groups()
    return Date.make(-int(year) if sign else int(year), int(month), int(day))


def read_time(text: str) -> Time | None:
    """A time such as `10:30:00`, `10:30:00.5Z`, `10:30:00+08:00` or `10:30:00@Asia/Shanghai`."""
    found = _clock(text)
    return None if found is None else found[1]


def read_date_time(text: str) -> DateTime | None:
    """A date and time joined by `T`; a bare date is its midnight."""
    day, mark, clock = text.partition("T")
    date = read_date(day)
    if date is None:
        return None
    if not mark:
        return DateTime(date, Time(0))
    found = _clock(clock)
    if found is None:
        return None
    next_day, time = found
    if next_day:
        moved = Date.from_epoch(date.epoch_days + 1)
        return None if moved is None else DateTime(moved, time)
    return DateTime(date, time)


def _clock(text: str) -> tuple[bool, Time] | None:
    """The time, and whether it was written as 24:00:00, which XML Schema reads as the next midnight."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hour, minute, second, fraction, utc, sign, off_hour, off_minute, off_second, zone = match.groups()
    seconds = int(hour) * 3600 + int(minute) * 60 + int(second)
    nanos = int((fraction or "")[:9].ljust(9, "0"))
    midnight = seconds == DAY and nanos == 0 and hour == "24"
    if int(minute) > 59 or int(second) > 59 or (int(hour) > 23 and not midnight):
        return None
    offset = 0 if utc else None
    if sign:
        if int(off_minute) > 59 or int(off_second or 0) > 59:
            return None
        offset = int(off_hour) * 3600 + int(off_minute) * 60 + int(off_second or 0)
        if offset > _MAX_OFFSET:
            return None
        offset = -offset if sign == "-" else offset
    if zone is not None and find_zone(zone) is None:
        return None
    return midnight, Time(0 if midnight else seconds, nanos, offset, zone)


def read_temporal(text: str) -> object:
    """What `@"…"` stands for: a date, a date and time, a time or a duration; None for anything else."""
    for read in (read_date, _read_joined, read_time, read_duration):
        found: object = read(text)
        if found is not None:
            return found
    return None


def _read_joined(text: str) -> DateTime | None:
    return read_date_time(text) if "T" in text and "P" not in text[:2] else None


def date_text(date: Date) -> str:
    """ISO text of a date."""
    return f"{'-' if date.year < 0 else ''}{abs(date.year):04d}-{date.month:02d}-{date.day:02d}"


def time_text(time: Time) -> str:
    """ISO text of a time, with its offset or `@zone`."""
    minutes, second = divmod(time.seconds, 60)
    fraction = f".{time.nanos:09d}".rstrip("0") if time.nanos else ""
    text = f"{minutes // 60:02d}:{minutes % 60:02d}:{second:02d}{fraction}"
    if time.zone is not None:
        return f"{text}@{time.zone}"
    return text if time.offset is None else text + _offset_text(time.offset)


def _offset_text(offset: int) -> str:
    if offset == 0:
        return "Z"
    minutes, second = divmod(abs(offset), 60)
    text = f"{'-' if offset < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{text}:{second:02d}" if second else text


def temporal_text(value: Date | Time | DateTime) -> str:
    """Canonical text of a date, time or date and time."""
    if isinstance(value, Date):
        return date_text(value)
    if isinstance(value, Time):
        return time_text(value)
    return f"{date_text(value.date)}T{time_text(value.time)}"
