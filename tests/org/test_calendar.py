"""Working time: counted over weekends, holidays and make-up days, to the minute, and back again."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banjie.org.calendar import MOST, Calendar, CalendarError, Period, Span, check, parse_span

CHINA = timezone(timedelta(hours=8))
OFFICE = (Period(time(9), time(12)), Period(time(13, 30), time(18)))
WEEK = frozenset(range(5))
# The national holiday of 2026 with its make-up days, as the State Council published it.
HOLIDAY = {date(2026, 10, day): False for day in range(1, 8)} | {
    date(2026, 9, 20): True,
    date(2026, 10, 10): True,
}
COMPANY = Calendar(WEEK, OFFICE, HOLIDAY)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def due(start: str, span: str, calendar: Calendar = COMPANY) -> str:
    parsed = parse_span(span)
    assert parsed is not None
    return calendar.after(at(start), parsed).strftime("%m-%d %H:%M")


@pytest.mark.parametrize(
    ("start", "span", "expected"),
    [
        # The first day is not counted; it ends when business ends on the last.
        ("2026-11-24 10:00", "3 working days", "11-27 18:00"),
        ("2026-11-24 23:59", "1 working day", "11-25 18:00"),
        ("2026-11-27 10:00", "1 working days", "11-30 18:00"),
        # Over the national holiday, and onto its make-up Saturday.
        ("2026-09-30 10:00", "1 working days", "10-08 18:00"),
        ("2026-09-30 10:00", "3 working days", "10-10 18:00"),
        ("2026-09-18 10:00", "1 working days", "09-20 18:00"),
        # Hours: lunch, the night and the weekend do not count.
        ("2026-11-24 11:00", "2 working hours", "11-24 14:30"),
        ("2026-11-24 11:00", "1 working hour", "11-24 12:00"),
        ("2026-11-24 12:10", "1 working hours", "11-24 14:30"),
        ("2026-11-27 17:00", "2 working hours", "11-30 10:00"),
        ("2026-11-24 07:00", "8 working hours", "11-25 09:30"),
    ],
)
def test_a_span_ends_where_a_person_would_say(start: str, span: str, expected: str) -> None:
    assert due(start, span) == expected


def test_a_shift_until_midnight_ends_with_the_day() -> None:
    night = Calendar(frozenset(range(7)), (Period(time(16), None),))
    assert due("2026-11-24 10:00", "8 working hours", night) == "11-25 00:00"
    assert due("2026-11-24 10:00", "1 working days", night) == "11-26 00:00"


@pytest.mark.parametrize(
    "text", ["", "P3D", "0 working days", "3 days", "3 working weeks", "10001 working days", "-1 working days",
             "３ working days", "3 working days or so", "1.5 working hours"],
)  # fmt: skip
def test_other_texts_are_no_spans(text: str) -> None:
    assert parse_span(text) is None


def test_a_calendar_without_work_is_told_and_does_not_count_for_ever() -> None:
    for calendar in (Calendar(frozenset(), OFFICE), Calendar(WEEK, ())):
        for unit in ("day", "hour"):
            with pytest.raises(CalendarError, match="no_working_time"):
                calendar.after(at("2026-11-24 10:00"), Span(1, unit))  # type: ignore[arg-type]
    with pytest.raises(CalendarError):
        COMPANY.after(datetime(9999, 12, 30, tzinfo=UTC), Span(MOST, "day"))


@pytest.mark.parametrize(
    ("week", "periods", "code"),
    [
        (WEEK, OFFICE, None),
        (frozenset({7}), OFFICE, "bad_week"),
        (frozenset(), OFFICE, "no_working_day"),
        (WEEK, (), "no_periods"),
        (WEEK, OFFICE * 4, "no_periods"),
        (WEEK, (OFFICE[1], OFFICE[0]), "bad_periods"),
        (WEEK, (Period(time(9), time(9)),), "bad_periods"),
        (WEEK, (Period(time(9), time(13)), Period(time(12), time(18))), "bad_periods"),
        (WEEK, (Period(time(9), None), Period(time(10), time(11))), "bad_periods"),
        (WEEK, (Period(time(22), None),), None),
    ],
)
def test_what_is_no_calendar_is_said(
    week: frozenset[int], periods: tuple[Period, ...], code: str | None
) -> None:
    assert check(week, periods) == code


FIRST, LAST = (datetime.fromisoformat(f"20{year}-01-01") for year in (20, 30))
moments = st.datetimes(FIRST, LAST, timezones=st.just(CHINA))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    week = draw(st.frozensets(st.integers(0, 6), min_size=1))
    edges = sorted(draw(st.sets(st.integers(0, 95), min_size=2, max_size=6)))
    edges = edges[: len(edges) // 2 * 2]
    times = [time(edge // 4, edge % 4 * 15) for edge in edges]
    periods = tuple(Period(*pair) for pair in zip(times[::2], times[1::2], strict=True))
    days = draw(st.dictionaries(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.booleans(), max_size=60))
    assert check(week, periods) is None
    return Calendar(week, periods, days)


@given(calendars(), moments, st.integers(1, 200))
def test_between_begin_and_end_lies_exactly_the_span(calendar: Calendar, start: datetime, hours: int) -> None:
    end = calendar.after(start, Span(hours, "hour"))
    assert calendar.between(start, end) == timedelta(hours=hours)
    assert calendar.works((end - timedelta(microseconds=1)).date())
    # No earlier moment would do.
    assert calendar.between(start, end - timedelta(microseconds=1)) < timedelta(hours=hours)


@given(calendars(), moments, st.integers(1, 60))
def test_days_are_worked_days_behind_the_first(calendar: Calendar, start: datetime, count: int) -> None:
    end = calendar.after(start, Span(count, "day"))
    last = (end - timedelta(microseconds=1)).date()
    worked = [
        day
        for number in range(1, (last - start.date()).days + 1)
        if calendar.works(day := start.date() + timedelta(days=number))
    ]
    assert len(worked) == count
    assert worked[-1] == last


@given(calendars(), moments, st.integers(1, 50), st.integers(1, 50))
def test_more_is_never_sooner_and_parts_add_up(
    calendar: Calendar, start: datetime, first: int, second: int
) -> None:
    for unit in ("hour", "day"):
        one, both = (calendar.after(start, Span(n, unit)) for n in (first, first + second))  # type: ignore[arg-type]
        assert start <= one < both
    by_steps = calendar.after(calendar.after(start, Span(first, "hour")), Span(second, "hour"))
    assert by_steps == calendar.after(start, Span(first + second, "hour"))
