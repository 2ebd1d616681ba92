"""The company's working calendar."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, get, patch, put
from litestar.params import FromPath, FromQuery, JSONBody

from banjie.api.dependencies import Runtime, Viewer
from banjie.api.inputs import revision_of
from banjie.api.schemas.calendars import (
    CalendarDay,
    CalendarDue,
    CalendarHours,
    CalendarYear,
    DayDecisions,
    WorkingCalendar,
)
from banjie.services import calendars


def _view(viewer: Viewer, code: str, found: calendars.Kept) -> WorkingCalendar:
    return WorkingCalendar(
        code=code,
        name=viewer.words("calendar.company"),
        week=sorted(found.hours.week),
        periods=list(found.hours.periods),
        holidays=found.hours.holidays,
        revision=found.revision,
    )


@get("/calendars", operation_id="listCalendars", sync_to_thread=True)
def get_calendars(runtime: Runtime, viewer: Viewer) -> list[WorkingCalendar]:
    """The calendars that there are: the company's."""
    return [_view(viewer, calendars.COMPANY, calendars.get(runtime, calendars.COMPANY))]


@get("/calendars/{code:str}/years/{year:int}", operation_id="getCalendarYear", sync_to_thread=True)
def get_year(runtime: Runtime, viewer: Viewer, code: FromPath[str], year: FromPath[int]) -> CalendarYear:
    """A year's special days, and whether the government has published them."""
    found = calendars.year(runtime, viewer, code, year)
    days = [CalendarDay(**msgspec.structs.asdict(one)) for one in found.days]
    return CalendarYear(year=found.year, published=found.published, days=days)


@patch("/calendars/{code:str}", operation_id="changeCalendar", sync_to_thread=True)
def patch_calendar(
    request: Request[Any, Any, Any],
    runtime: Runtime,
    viewer: Viewer,
    code: FromPath[str],
    data: JSONBody[CalendarHours],
) -> WorkingCalendar:
    """Set the hours; `If-Match` makes it conditional."""
    hours = calendars.Hours(tuple(sorted(set(data.week))), tuple(data.periods), data.holidays)
    return _view(viewer, code, calendars.change(runtime, viewer, code, hours, revision_of(request)))


@put("/calendars/{code:str}/days", operation_id="decideDays", status_code=204, sync_to_thread=True)
def put_days(runtime: Runtime, viewer: Viewer, code: FromPath[str], data: JSONBody[DayDecisions]) -> None:
    """Say of single days whether they are worked."""
    decisions = [calendars.Decision(one.day, one.working, one.name) for one in data.days]
    calendars.decide(runtime, viewer, code, decisions)


@get("/calendars/{code:str}/due", operation_id="tryCalendar", sync_to_thread=True)
def get_due(
    runtime: Runtime,
    viewer: Viewer,
    code: FromPath[str],
    span: FromQuery[str],
    start: FromQuery[datetime | None] = None,
) -> CalendarDue:
    """When a span (`3 working days`, `8 working hours`) is over that begins at `start`, or now."""
    return CalendarDue(due_at=calendars.tried(runtime, code, span[:100], start))


ROUTES = [get_calendars, get_year, patch_calendar, put_days, get_due]
