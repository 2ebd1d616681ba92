"""The built-in functions, family by family, with the cases that implementations get wrong."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banjie.feel import compile_expression
from banjie.feel.phrases import FUNCTION_PHRASES
from banjie.feel.registry import BUILTINS

NOW = datetime.datetime(2026, 11, 22, 9, 30, tzinfo=datetime.UTC)


def value(text: str) -> object:
    return compile_expression(text).evaluate({}, now=NOW)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("decimal(2.5, 0)", 2),
        ("decimal(1.115, 2)", Decimal("1.12")),
        ("round half up(-2.5, 0)", -3),
        ("round half down(2.5, 0)", 2),
        ("round up(1.121, 2)", Decimal("1.13")),
        ("round down(-1.9, 0)", -1),
        ("floor(-1.5)", -2),
        ("ceiling(-1.56, 1)", Decimal("-1.5")),
        ("round half up(1234, -2)", 1200),
        ("modulo(-12, 5)", 3),
        ("modulo(10.1, -4.5)", Decimal("-3.4")),
        ("sqrt(16)", 4),
        ("odd(-3)", True),
        ("even(2.5)", False),
        ("abs(-1)", 1),
    ],
)
def test_numbers(text: str, expected: object) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('substring("foobar", -3, 2)', "ba"),
        ('substring(string: "foobar", start position: 3)', "obar"),
        ('substring("🐎ab", 2)', "ab"),
        ('string length("办结🐎")', 3),
        ('substring before("foobar", "x")', ""),
        ('substring after("foobar", "ob")', "ar"),
        ('string join(["a", null, "b"], "-")', "a-b"),
        ('split("a;b;;", ";")', ["a", "b", "", ""]),
        ('replace("0123456789", "(\\d{3})(\\d{3})(\\d{4})", "($1) $2-$3")', "(012) 345-6789"),
        ('replace("abc", "b", "\\$")', "a$c"),
        ('replace("abc", "x*", "-")', None),
        ('matches("x", "[A-Z-[OI]]", "i")', True),
        ('matches("i", "[A-Z-[OI]]", "i")', False),
        ('matches("a\\rb", "a.b")', False),
        ('matches("a", "(")', None),
        ('string([1.50, "a", null, {b: true}])', '[1.5, "a", null, {b: true}]'),
        ('number("1.000,5", ".", ",")', Decimal("1000.5")),
        ('number("1e")', None),
        ("string(1e30)", "1" + "0" * 30),
    ],
)
def test_texts(text: str, expected: object) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("min(3, 1, 2)", 1),
        ("max([3, 1, 2])", 3),
        ('max(["a", 1])', None),
        ("sum([])", None),
        ('sum(@"P1D", @"PT12H")', datetime.timedelta(days=1, hours=12)),
        ("mean([1, 2])", Decimal("1.5")),
        ("median([8, 2, 5, 3])", 4),
        ("mode([6, 3, 9, 6, 6])", [6]),
        ("product([2, 3.5])", 7),
        ("all([true, null])", None),
        ("any([false, null, true])", True),
        ("list contains([1, null], null)", True),
        ("sublist([1, 2, 3], -2, 1)", [2]),
        ("insert before([1, 3], 2, 2)", [1, 2, 3]),
        ("remove([1, 2, 3], -1)", [1, 2]),
        ("index of([1, 2, null, 2], 2)", [2, 4]),
        ("distinct values([1, 1.0, null, null, [1], [1]])", [1, None, [1]]),
        ("union([1, 2], [2, 3])", [1, 2, 3]),
        ("flatten([[1, [2]], 3])", [1, 2, 3]),
        ("sort([3, 1, 2], function(a, b) a > b)", [3, 2, 1]),
        ("list replace([1, 2, 3], function(old, new) old > 1, 0)", [1, 0, 0]),
        ('upper case(["a"])', "A"),
        ("count(5)", 1),
    ],
)
def test_lists(text: str, expected: object) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('get value({a: {b: 1}}, "a").b', 1),
        ("get entries({a: 1})", [{"key": "a", "value": 1}]),
        ('context put({y: {a: 0}}, ["y", "b"], 2)', {"y": {"a": 0, "b": 2}}),
        ("context merge([{a: 1}, {a: 2, b: 3}])", {"a": 2, "b": 3}),
        ('context([{key: "a", value: 1}])', {"a": 1}),
        ("now()", NOW),
        ("today()", NOW.date()),
        ('day of week(@"2026-11-22")', "Sunday"),
        ('week of year(@"2010-01-01")', 53),
        ('years and months duration(@"2026-01-31", @"2026-03-30").months', 1),
        ("date(2026, 2, 29)", None),
        ('string(time(11, 59, 45.5, @"PT2H45M"))', "11:59:45.5+02:45"),
        ('is(@"10:00:00Z", @"12:00:00+02:00")', False),
        ("before([1..5), [5..9])", True),
        ("overlaps before([1..5], [3..8])", True),
        ("during([2..3], [1..5])", True),
        ("met by([5..9], [1..5])", True),
        ("finishes(5, [1..5])", True),
        ('before(1, "a")', None),
        ('5 in range("[1..5]")', True),
        ('range("[5..1]")', None),
        ('range("[f(x)..9]")', None),
    ],
)
def test_contexts_dates_and_ranges(text: str, expected: object) -> None:
    assert value(text) == expected


@pytest.mark.parametrize("name", sorted(BUILTINS))
def test_every_function_refuses_what_it_does_not_take(name: str) -> None:
    result = compile_expression(f"{name}(no such parameter: 1)").run({}, now=NOW)
    assert result.value is None
    assert result.warnings


def test_the_parser_knows_every_function_name_with_a_space() -> None:
    spaced = {name for name in BUILTINS if " " in name}
    assert spaced <= set(FUNCTION_PHRASES)
    assert set(FUNCTION_PHRASES) - spaced <= {"days and time duration"}


def test_without_a_clock_there_is_no_now() -> None:
    result = compile_expression("now()").run({})
    assert (result.value, result.warnings[0].code) == (None, "no_clock")


@given(st.lists(st.integers(-100, 100), min_size=1, max_size=20))
def test_aggregates_agree_with_python(numbers: list[int]) -> None:
    context = {"x": numbers}
    assert compile_expression("sum(x)").evaluate(context) == sum(numbers)
    assert compile_expression("[min(x), max(x), count(x)]").evaluate(context) == [
        min(numbers),
        max(numbers),
        len(numbers),
    ]
    assert compile_expression("sort(x)").evaluate(context) == sorted(numbers)
    assert compile_expression("reverse(reverse(x)) = x").evaluate(context) is True
    assert compile_expression("sort(distinct values(x))").evaluate(context) == sorted(set(numbers))
