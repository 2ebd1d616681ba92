"""The company's working calendar: read by everybody, kept by administrators, asked when something is due.

As it comes it has office hours and follows the public holidays; what is decided about single days stands above both.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Final

import msgspec
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from banjie.org.calendar import (
    MOST,
    MOST_PERIODS,
    Calendar,
    CalendarError,
    Period,
    Span,
    check,
    parse_span,
)
from banjie.services import audit, public_holidays
from banjie.services.problems import BadRequestError, ConflictError, FieldError, InvalidError, NotFoundError
from banjie.services.public_holidays import Country
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer, require_administrator
from banjie.storage import calendars

COMPANY: Final = "company"
FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_DAYS = 2_000
"""Days that are decided about by themselves."""
MAX_NAME = 40
_TIME: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)
_MIDNIGHT: Final = "24:00"
_COUNTRIES: Final[tuple[Country, ...]] = ("", "cn")


class Hours(msgspec.Struct, frozen=True):
    """A week of work: `week` 0 (Monday) to 6, `periods` as `("09:00", "12:00")`, an end of `24:00` is midnight."""

    week: tuple[int, ...] = (0, 1, 2, 3, 4)
    periods: tuple[tuple[str, str], ...] = (("09:00", "12:00"), ("13:30", "18:00"))
    holidays: str = "cn"


class Kept(msgspec.Struct, frozen=True):
    hours: Hours
    revision: int


class Day(msgspec.Struct, frozen=True):
    """A day that the year's week does not tell. `decided`: by the company; else by the government."""

    day: date
    working: bool
    name: str
    decided: bool


class Year(msgspec.Struct, frozen=True):
    """`published`: the government has said which days of this year are free."""

    year: int
    published: bool
    days: list[Day]


class Decision(msgspec.Struct, frozen=True):
    """What a day is to be; `working` None leaves it to the week and the public holidays again."""

    day: date
    working: bool | None
    name: str = ""


def get(runtime: Runtime, code: str) -> Kept:
    """The calendar's hours. Raises NotFoundError."""
    with runtime.database.read() as connection:
        return _kept(connection, code)


def year(runtime: Runtime, viewer: Viewer, code: str, number: int) -> Year:
    """The special days of a year, in order. Raises NotFoundError, BadRequestError."""
    _check_year(number)
    with runtime.database.read() as connection:
        country = _country(_kept(connection, code).hours)
        decided = calendars.days(connection, code, date(number, 1, 1), date(number + 1, 1, 1))
    found = {
        day: Day(day, public.working, viewer.words(f"calendar.holiday.{public.holiday}"), decided=False)
        for day, public in public_holidays.days(country).items()
        if day.year == number
    }
    found.update({row.day: Day(row.day, row.working, row.name, decided=True) for row in decided})
    return Year(number, public_holidays.is_published(country, number), [found[day] for day in sorted(found)])


def change(runtime: Runtime, viewer: Viewer, code: str, hours: Hours, revision: int | None) -> Kept:
    """Set the hours. Raises ForbiddenError, NotFoundError, InvalidError, ConflictError."""
    _check(hours)
    with runtime.database.write() as connection:
        require_administrator(runtime, connection, viewer)
        kept = _kept(connection, code)
        if hours == kept.hours:
            return kept
        seen = kept.revision if revision is None else revision
        values = {"week": list(hours.week), "periods": list(hours.periods), "holidays": hours.holidays}
        conflict = ConflictError("revision_conflict", revision=kept.revision, current=kept.revision)
        try:
            if not calendars.put(connection, code, values, runtime.clock(), seen):
                raise conflict
        except IntegrityError:  # two changed it for the first time
            raise conflict from None
        audit.note(
            runtime,
            connection,
            viewer,
            "calendar.changed",
            "calendar",
            code,
            viewer.words("calendar.company"),
            changes=audit.differences(_told(kept.hours), _told(hours)),
        )
        return _kept(connection, code)


def decide(runtime: Runtime, viewer: Viewer, code: str, decisions: list[Decision]) -> None:
    """Say of single days whether they are worked. Raises ForbiddenError, NotFoundError, InvalidError, ConflictError."""
    _check_decisions(decisions)
    with runtime.database.write() as connection:
        require_administrator(runtime, connection, viewer)
        _kept(connection, code)
        if not decisions:
            return
        made = [
            {"day": one.day, "working": one.working, "name": one.name.strip()}
            for one in decisions
            if one.working is not None
        ]
        calendars.set_days(connection, code, made, [one.day for one in decisions if one.working is None])
        if calendars.count_days(connection, code) > MOST_DAYS:
            raise ConflictError("too_many_days", most=MOST_DAYS)
        days = sorted(one.day for one in decisions)
        audit.note(
            runtime,
            connection,
            viewer,
            "calendar.days_changed",
            "calendar",
            code,
            viewer.words("calendar.company"),
            days=len(days),
            first=days[0].isoformat(),
            last=days[-1].isoformat(),
        )


def tried(runtime: Runtime, code: str, span: str, start: datetime | None) -> datetime:
    """When a span is over that begins at a moment, or now. Raises NotFoundError, BadRequestError."""
    parsed = parse_span(span)
    if parsed is None:
        raise BadRequestError("invalid_form", (FieldError("span", "calendar.span", {"most": MOST}),), count=1)
    try:
        local = (start or runtime.clock()).astimezone(runtime.zone)
        with runtime.database.read() as connection:
            return _calendar(connection, code, local.date()).after(local, parsed)
    except (OverflowError, CalendarError):
        raise BadRequestError("no_working_time") from None


def after(connection: Connection, start: datetime, span: Span) -> datetime | None:
    """When a span of the company's working time is over; None where there is none to count."""
    try:
        return _calendar(connection, COMPANY, start.date()).after(start, span)
    except CalendarError:
        return None


def _calendar(connection: Connection, code: str, first: date) -> Calendar:
    hours = _kept(connection, code).hours
    public = public_holidays.days(_country(hours))
    days = {day: one.working for day, one in public.items() if day >= first}
    days.update({row.day: row.working for row in calendars.days(connection, code, first)})
    return Calendar(frozenset(hours.week), _periods(hours), days)


def _kept(connection: Connection, code: str) -> Kept:
    if code != COMPANY:
        raise NotFoundError("not_found", what=code)
    row = calendars.get(connection, code)
    if row is None:
        return Kept(Hours(), 0)
    periods = tuple((start, end) for start, end in row.periods)
    return Kept(Hours(tuple(row.week), periods, row.holidays), row.revision)


def _country(hours: Hours) -> Country:
    return "cn" if hours.holidays == "cn" else ""


def _periods(hours: Hours) -> tuple[Period, ...]:
    return tuple(
        Period(time.fromisoformat(start), None if end == _MIDNIGHT else time.fromisoformat(end))
        for start, end in hours.periods
    )


def _told(hours: Hours) -> dict[str, str]:
    return {
        "week": ", ".join(str(day + 1) for day in sorted(hours.week)),
        "periods": ", ".join(f"{start}–{end}" for start, end in hours.periods),
        "holidays": hours.holidays,
    }


def _check(hours: Hours) -> None:
    if hours.holidays not in _COUNTRIES:
        raise _wrong("holidays", "bad_holidays")
    if not all(
        _TIME.fullmatch(start) and (end == _MIDNIGHT or _TIME.fullmatch(end)) for start, end in hours.periods
    ):
        raise _wrong("periods", "bad_time")
    if fault := check(frozenset(hours.week), _periods(hours)):
        raise _wrong("week" if fault in ("bad_week", "no_working_day") else "periods", fault)


def _check_year(number: int) -> None:
    if not FIRST_YEAR <= number <= LAST_YEAR:
        raise BadRequestError("bad_year", first=FIRST_YEAR, last=LAST_YEAR)


def _check_decisions(decisions: list[Decision]) -> None:
    for place, one in enumerate(decisions):
        _check_year(one.day.year)
        if len(one.name.strip()) > MAX_NAME:
            raise _wrong(f"days[{place}].name", "name")
    if len({one.day for one in decisions}) < len(decisions):
        raise _wrong("days", "double_day")


def _wrong(field: str, code: str) -> InvalidError:
    params = {"most": MOST_PERIODS, "max": MAX_NAME}
    return InvalidError("invalid_form", (FieldError(field, f"calendar.{code}", params),), count=1)
