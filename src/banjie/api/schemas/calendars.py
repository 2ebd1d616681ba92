"""Working calendars on the wire."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import msgspec

from banjie.api.schemas.shape import Body, Input

Clock = Annotated[str, msgspec.Meta(max_length=5)]


class CalendarHours(Input):
    """`week`: worked days, 0 is Monday; `periods`: from and to as `09:00`, `24:00` is midnight; `holidays`: `cn` or ""."""

    week: Annotated[list[int], msgspec.Meta(max_length=7)]
    periods: Annotated[list[tuple[Clock, Clock]], msgspec.Meta(max_length=6)]
    holidays: Annotated[str, msgspec.Meta(max_length=8)]


class WorkingCalendar(Body):
    code: str
    name: str
    week: list[int]
    periods: list[tuple[str, str]]
    holidays: str
    revision: int


class CalendarDay(Body):
    """A day that the week does not tell; `decided` by the company, else by the government."""

    day: date
    working: bool
    name: str
    decided: bool


class CalendarYear(Body):
    year: int
    published: bool
    days: list[CalendarDay]


class DayDecision(Input):
    """`working` null leaves the day to the week and the public holidays again."""

    day: date
    working: bool | None
    name: Annotated[str, msgspec.Meta(max_length=200)] = ""


class DayDecisions(Input):
    days: Annotated[list[DayDecision], msgspec.Meta(max_length=400)]


class CalendarDue(Body):
    due_at: datetime
