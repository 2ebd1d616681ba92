"""Dates and times as FEEL means them: years to ±999 999 999, nanoseconds, offsets and named zones.

The standard library's types are narrower, so values live here as own frozen classes and become
`datetime` objects only at the border (see `convert`). Calendar arithmetic is proleptic Gregorian. There is
no clock in this module.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from functools import lru_cache
from zoneinfo import ZoneInfo

MAX_YEAR = 999_999_999
DAY = 86_400
NANOS = 1_000_000_000


def days_in_month(year: int, month: int) -> int:
    """The length of a month in the proleptic Gregorian calendar."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


@dataclass(frozen=True, slots=True)
class Date:
    """A calendar date. Built through `make`, which refuses what is no date."""

    year: int
    month: int
    day: int

    @staticmethod
    def make(year: int, month: int, day: int) -> Date | None:
        """The date, or None when the parts are none."""
        if abs(year) > MAX_YEAR or not 1 <= month <= 12 or not 1 <= day <= days_in_month(year, month):
            return None
        return Date(year, month, day)

    @staticmethod
    def from_epoch(days: int) -> Date | None:
        """The date so many days after 1970-01-01; None beyond the last year."""
        era, rest = divmod(days + 719_468, 146_097)
        year_of_era = (rest - rest // 1460 + rest // 36_524 - rest // 146_096) // 365
        day_of_year = rest - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
        shifted = (5 * day_of_year + 2) // 153
        month = shifted + 3 if shifted < 10 else shifted - 9
        year = year_of_era + era * 400 + (1 if month <= 2 else 0)
        return Date.make(year, month, day_of_year - (153 * shifted + 2) // 5 + 1)

    @property
    def epoch_days(self) -> int:
        """Days since 1970-01-01 (may be negative)."""
        year = self.year - (self.month <= 2)
        era, year_of_era = divmod(year, 400)
        day_of_year = (153 * (self.month - 3 if self.month > 2 else self.month + 9) + 2) // 5 + self.day - 1
        return (
            era * 146_097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719_468
        )

    @property
    def weekday(self) -> int:
        """1 for Monday … 7 for Sunday."""
        return (self.epoch_days + 3) % 7 + 1

    @property
    def day_of_year(self) -> int:
        """1 for the first of January."""
        return self.epoch_days - Date(self.year, 1, 1).epoch_days + 1

    def plus_months(self, months: int) -> Date | None:
        """The same day so many months on, or the month's last day where it is shorter."""
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Date.make(year, month + 1, min(self.day, days_in_month(year, month + 1)))


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day: local, or with an offset in seconds, or with a named zone."""

    seconds: int
    nanos: int = 0
    offset: int | None = None
    zone: str | None = None

    @property
    def zoned(self) -> bool:
        """Whether the time says where it holds."""
        return self.offset is not None or self.zone is not None

    @property
    def utc_offset(self) -> int | None:
        """The offset in seconds; a named zone without a date is read at its winter time."""
        return self.offset if self.zone is None else zone_offset(self.zone, Date(2000, 1, 1), 0)

    def plus_nanos(self, nanos: int) -> Time:
        """Clock arithmetic: wraps at midnight."""
        total = (self.seconds * NANOS + self.nanos + nanos) % (DAY * NANOS)
        return replace(self, seconds=total // NANOS, nanos=total % NANOS)


@dataclass(frozen=True, slots=True)
class DateTime:
    """A date with a time; its instant is known when the time is zoned."""

    date: Date
    time: Time

    @property
    def utc_offset(self) -> int | None:
        """The offset in seconds that holds at this local date and time."""
        time = self.time
        return time.offset if time.zone is None else zone_offset(time.zone, self.date, time.seconds)

    @property
    def instant(self) -> int:
        """Nanoseconds since 1970-01-01, in UTC where zoned, else in local reckoning."""
        seconds = self.date.epoch_days * DAY + self.time.seconds - (self.utc_offset or 0)
        return seconds * NANOS + self.time.nanos

    def plus_nanos(self, nanos: int) -> DateTime | None:
        """Moved along the time line; a named zone keeps its name and gets the offset of the new instant."""
        instant = self.instant + nanos
        zone = self.time.zone
        offset = (self.utc_offset or 0) if zone is None else offset_at(zone, instant // NANOS)
        days, rest = divmod(instant + offset * NANOS, DAY * NANOS)
        date = Date.from_epoch(days)
        if date is None:
            return None
        return DateTime(date, replace(self.time, seconds=rest // NANOS, nanos=rest % NANOS))


@lru_cache(maxsize=1024)
def find_zone(name: str) -> ZoneInfo | None:
    """The zone of the IANA database by its name, or None."""
    if not name.replace("/", "a").replace("_", "a").replace("-", "a").replace("+", "a").isalnum():
        return None
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return None


def zone_offset(name: str, date: Date, seconds: int) -> int:
    """Offset in seconds of a named zone at a local date and time."""
    # The calendar repeats every 400 years; years the library cannot hold borrow the rules of one it can.
    year = date.year if 1 < date.year < 9999 else 2000 + date.year % 400
    midnight = datetime.datetime(year, date.month, date.day, tzinfo=find_zone(name))
    return _whole_seconds(
        (midnight.replace(hour=seconds // 3600, minute=seconds // 60 % 60, second=seconds % 60)).utcoffset()
    )


def offset_at(name: str, instant: int) -> int:
    """Offset in seconds of a named zone at an instant (seconds since 1970 in UTC)."""
    cycle = 146_097 * DAY
    if not -62_000_000_000 < instant < 253_000_000_000:
        instant = instant % cycle
    moment = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC) + datetime.timedelta(seconds=instant)
    return _whole_seconds(moment.astimezone(find_zone(name)).utcoffset())


def _whole_seconds(offset: datetime.timedelta | None) -> int:
    return 0 if offset is None else offset.days * DAY + offset.seconds
