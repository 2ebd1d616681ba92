"""The two kinds of duration (DMN 1.5, 10.3.2.3.7 and 10.3.2.3.8).

Days-and-time durations are exact nanoseconds, years-and-months durations are whole months. They never mix:
a month has no fixed length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

NANOS = 1_000_000_000
_MAX_DIGITS = 18
_PATTERN = re.compile(
    r"(-)?P(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)D)?"
    r"(?:(T)(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)(?:\.([0-9]*))?S)?)?"
)


@dataclass(frozen=True, slots=True, order=True)
class YearsMonthsDuration:
    """A number of months, possibly negative."""

    months: int

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        text = (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
        return f"{'-' if self.months < 0 else ''}P{text}"


@dataclass(frozen=True, slots=True, order=True)
class DaysTimeDuration:
    """A number of nanoseconds, possibly negative."""

    nanos: int

    def __str__(self) -> str:
        seconds, nanos = divmod(abs(self.nanos), NANOS)
        minutes, seconds = divmod(seconds, 60)
        hours, minutes = divmod(minutes, 60)
        days, hours = divmod(hours, 24)
        fraction = f".{nanos:09d}".rstrip("0") if nanos else ""
        time = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
        time += f"{seconds}{fraction}S" if seconds or nanos else ""
        text = (f"{days}D" if days else "") + (f"T{time}" if time else "")
        return f"{'-' if self.nanos < 0 else ''}P{text or 'T0S'}"


def read_duration(text: str) -> YearsMonthsDuration | DaysTimeDuration | None:
    """A duration from its XML Schema text; None when it is none, or mixes months with days."""
    match = _PATTERN.fullmatch(text)
    if match is None:
        return None
    sign, years, months, days, mark, hours, minutes, seconds, fraction = match.groups()
    parts = (years, months, days, hours, minutes, seconds)
    if any(part is not None and len(part) > _MAX_DIGITS for part in parts):
        return None
    factor = -1 if sign else 1
    if years is not None or months is not None:
        if days is not None or mark is not None:
            return None
        return YearsMonthsDuration(factor * (int(years or 0) * 12 + int(months or 0)))
    if (days is None and mark is None) or (mark is not None and (hours, minutes, seconds) == (None,) * 3):
        return None
    total = ((int(days or 0) * 24 + int(hours or 0)) * 60 + int(minutes or 0)) * 60 + int(seconds or 0)
    return DaysTimeDuration(factor * (total * NANOS + int((fraction or "")[:9].ljust(9, "0"))))
