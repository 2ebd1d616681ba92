"""Literals, arithmetic, comparison and logic: what an expression without variables is worth."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from banjie.feel import YearsMonthsDuration, compile_expression


def value(text: str, **context: object) -> object:
    return compile_expression(text).evaluate(context)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.1 + 0.2", Decimal("0.3")),
        ("1 / 3", Decimal("0.3333333333333333333333333333333333")),
        (".5 * 4", Decimal(2)),
        ("1.2e3", Decimal(1200)),
        ("3 ** 4 ** 5", Decimal(3) ** 20),
        ("-3 ** 2", Decimal(9)),
        ("2 + 3 * 4 - 1", Decimal(13)),
        ("--1", Decimal(1)),
        ('"采购" + "申请"', "采购申请"),
        (r'"\u0041\U01F40E\uD83D\uDCA9"', "A🐎💩"),
        (r'"a\"b\\c"', 'a"b\\c'),
        ("1 // a comment\n + /* another */ 2", Decimal(3)),
    ],
)
def test_what_text_is_worth(text: str, expected: object) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    "text", ['"a" + 1', "1 / 0", "10 ** 6144 * 10", "true + 1", '-"a"', "null * 2", "[1] - 1", "0 ** -1"]
)
def test_an_operation_without_meaning_is_null_with_a_warning(text: str) -> None:
    result = compile_expression(text).run({})
    assert result.value is None
    assert result.warnings[0].code == "no_operation"


def test_only_equal_kinds_compare() -> None:
    assert value('1 = "1"') is None
    assert value('1 < "1"') is None
    assert value("1 = null") is False
    assert value("null = null") is True
    assert value("null < 1") is None
    assert value('"a" < "b"') is True
    assert value("1.0 = 1") is True


def test_lists_and_contexts_compare_by_their_parts() -> None:
    assert value("[1, {a: [2]}] = [1.0, {a: [2]}]") is True
    assert value("[1, 2] = [2, 1]") is False
    assert value("{a: 1, b: 2} = {b: 2, a: 1}") is True


def test_between_and_in_take_ranges_lists_and_signs() -> None:
    assert value("5 between 5 and 7") is True
    assert value("5 in (5..7]") is False
    assert value("5 in ]4..7[") is True
    assert value("5 in (< 3, >= 5)") is True
    assert value('"b" in ("a", "b")') is True
    assert value("2 in [1, 2]") is True
    assert value("2 in [[1..3]]") is True
    assert value('"x" in [1..3]') is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('@"2026-01-31" + duration("P1M")', datetime.date(2026, 2, 28)),
        ('@"2026-03-01" - @"2026-02-27"', datetime.timedelta(days=2)),
        ('@"10:00:00" + @"PT15H"', datetime.time(1, 0)),
        ('@"P1Y2M" * 2', YearsMonthsDuration(28)),
        ('@"P1D" / @"PT1H"', Decimal(24)),
        ('@"2026-11-22T09:00:00+08:00" = @"2026-11-22T01:00:00Z"', True),
        ('(@"2026-03-28T12:00:00@Europe/Paris" + @"P1D").hour', Decimal(13)),  # the clocks went forward
        ('@"2026-01-01T00:00:00" < @"2026-01-01T00:00:00Z"', None),  # nobody knows where the first one is
        ('@"no date"', None),
    ],
)
def test_dates_and_durations(text: str, expected: object) -> None:
    assert value(text) == expected


def test_years_beyond_python_and_nanoseconds_survive() -> None:
    assert value('string(@"999999999-12-31T23:59:59.123456789Z")') == "999999999-12-31T23:59:59.123456789Z"
    assert value('string(@"-2017-02-28" + @"P1D")') == "-2017-03-01"


def test_properties_of_dates_durations_and_ranges() -> None:
    assert value('@"2026-11-22".weekday') == Decimal(7)
    assert value('@"2026-11-22T10:00:00@Asia/Shanghai".time offset') == datetime.timedelta(hours=8)
    assert value('@"-P1Y2M".months') == Decimal(-2)
    assert value('@"PT90M".hours') == Decimal(1)
    assert value("[1..5).end included") is False
    assert value('@"2026-11-22".hour') is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 instance of number", True),
        ("null instance of number", False),
        ("[1, 2] instance of list<number>", True),
        ('[1, "a"] instance of list<number>', False),
        ("{a: 1, b: 2} instance of context<a: number>", True),
        ("[1..2] instance of range<number>", True),
        ('@"P1D" instance of days and time duration', True),
        ("(function(a, b) a) instance of function<number, number> -> number", True),
        ("1 instance of nonsense", None),
    ],
)
def test_instance_of(text: str, expected: object) -> None:
    assert value(text) is expected
