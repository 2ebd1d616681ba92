"""Working time: which days are worked, between which hours, and when a span of it is over.

A span is written `3 working days` or `8 working hours`. Days are counted as the Chinese civil code counts periods
(Art. 201 and 203: the day that it begins on is not counted, and it ends when business ends on its last day); hours
are counted minute by minute within the periods. All times of day are the company's wall clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Literal

import msgspec

MOST = 10_000
"""The longest span, in its unit."""
MOST_PERIODS = 6
_FAR = 40 * 366
"""Days that are looked at before a calendar counts as one without work."""
_SPAN = re.compile(r"([1-9][0-9]{0,4}) working (day|hour)s?", re.ASCII)
_DAY = timedelta(days=1)

Unit = Literal["day", "hour"]


class CalendarError(Exception):
    """The calendar has no working time to count. Its argument is a stable code."""


class Span(msgspec.Struct, frozen=True):
    """So much working time."""

    count: int
    unit: Unit


class Period(msgspec.Struct, frozen=True):
    """Working hours of a day, from `start` until just before `end`; `end` None is midnight."""

    start: time
    end: time | None


def parse_span(text: str) -> Span | None:
    """The span that a text means; None where it is something else, or longer than `MOST`."""
    hit = _SPAN.fullmatch(text.strip())
    if hit is None or int(hit[1]) > MOST:
        return None
    return Span(int(hit[1]), "day" if hit[2] == "day" else "hour")


class Calendar(msgspec.Struct, frozen=True):
    """`week` has the worked days of a week (0 is Monday); `days` the days that differ, True where they are worked.

    `periods` are in order and do not overlap.
    """

    week: frozenset[int]
    periods: tuple[Period, ...]
    days: Mapping[date, bool] = MappingProxyType({})

    def works(self, day: date) -> bool:
        found = self.days.get(day)
        return day.weekday() in self.week if found is None else found

    def after(self, moment: datetime, span: Span) -> datetime:
        """When a span that begins at `moment` (with zone) is over. Raises CalendarError."""
        local = moment.replace(tzinfo=None)
        end = (
            self._after_days(local, span.count)
            if span.unit == "day"
            else self._after_time(local, timedelta(hours=span.count))
        )
        return end.replace(tzinfo=moment.tzinfo)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much working time lies between two moments of one zone."""
        first, last = start.replace(tzinfo=None), end.replace(tzinfo=None)
        found = timedelta()
        day = first.date()
        while day <= last.date():
            for begins, ends in self._hours(day) if self.works(day) else ():
                found += max(min(ends, last) - max(begins, first), timedelta())
            day += _DAY
        return found

    def _after_days(self, start: datetime, count: int) -> datetime:
        for day in self._worked(start.date() + _DAY):
            count -= 1
            if not count:
                return list(self._hours(day))[-1][1]
        raise CalendarError("no_working_time")

    def _after_time(self, start: datetime, left: timedelta) -> datetime:
        for day in self._worked(start.date()):
            for begins, ends in self._hours(day):
                begins = max(begins, start)
                if begins >= ends:
                    continue
                if begins + left <= ends:
                    return begins + left
                left -= ends - begins
        raise CalendarError("no_working_time")

    def _worked(self, first: date) -> Iterator[date]:
        """The worked days from one on: none where nothing is worked for decades."""
        if not self.periods:
            return
        day, idle = first, 0
        while idle < _FAR and day < date.max - _DAY:
            if self.works(day):
                idle = 0
                yield day
            idle += 1
            day += _DAY

    def _hours(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        for period in self.periods:
            end = day + _DAY if period.end is None else day
            yield datetime.combine(day, period.start), datetime.combine(end, period.end or time())


def check(week: frozenset[int], periods: tuple[Period, ...]) -> str | None:
    """What keeps this from being a calendar, as a stable code; None where it is one."""
    if not week <= frozenset(range(7)):
        return "bad_week"
    if not week:
        return "no_working_day"
    if not periods or len(periods) > MOST_PERIODS:
        return "no_periods"
    before: time | None = time()
    for period in periods:
        if before is None or period.start < before or (period.end is not None and period.end <= period.start):
            return "bad_periods"
        before = period.end
    return None
