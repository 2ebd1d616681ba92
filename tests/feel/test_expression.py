"""The public face: references, paths, truth, warnings, caching, and arithmetic as Decimal does it."""

from __future__ import annotations

from decimal import Context, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banjie.feel import compile_expression, compile_unary_tests, json_value

NUMBERS = st.decimals(-(10**12), 10**12, places=4)


@pytest.mark.parametrize(
    ("text", "references", "paths"),
    [
        (
            "amount > 5 and supplier.credit = x",
            {"amount", "supplier", "x"},
            {"amount", "supplier.credit", "x"},
        ),
        ("a.b.c + a.b", {"a"}, {"a.b.c", "a.b"}),
        ("for i in items return i.qty * rate", {"items", "rate"}, {"items", "rate"}),
        ("{a: 1, b: a + c}", {"c"}, {"c"}),
        ("function(x) x + y", {"y"}, {"y"}),
        ("count(items) > 1", {"items"}, {"items"}),
        ("items[qty > 1].price", {"items", "qty"}, {"items", "items.price", "items.qty", "qty"}),
        ("items[item.qty > 1]", {"items"}, {"items"}),
        ("f(1)", {"f"}, {"f"}),
    ],
)
def test_references_are_what_must_be_known(text: str, references: set[str], paths: set[str]) -> None:
    expression = compile_expression(text)
    assert expression.references == references
    assert {".".join(path) for path in expression.paths} == paths


def test_known_names_tell_members_from_variables_in_a_filter() -> None:
    expression = compile_expression("items[qty > limit]", ("items", "limit"))
    assert expression.references == {"items", "limit"}
    assert ("items", "qty") in expression.paths


def test_only_true_is_true() -> None:
    assert compile_expression("x").is_true({"x": True}) is True
    for other in (False, None, 1, "true", [True]):
        assert compile_expression("x").is_true({"x": other}) is False


def test_compiling_again_gives_the_same_object() -> None:
    assert compile_expression("a + 1") is compile_expression("a + 1")


@given(NUMBERS, NUMBERS)
def test_arithmetic_is_decimal128(a: Decimal, b: Decimal) -> None:
    context = Context(prec=34)
    given_ = {"a": a, "b": b}
    assert compile_expression("a + b").evaluate(given_) == context.add(a, b)
    assert compile_expression("a - b").evaluate(given_) == context.subtract(a, b)
    assert compile_expression("a * b").evaluate(given_) == context.multiply(a, b)
    assert compile_expression("a / b").evaluate(given_) == (context.divide(a, b) if b else None)


@given(st.integers() | NUMBERS, st.integers(0, 10**20), st.sampled_from(["=", "!=", "<", "<=", ">", ">="]))
def test_comparing_a_name_with_a_number_is_exact(a: int | Decimal, b: int, sign: str) -> None:
    quick = compile_expression(f"a {sign} {b}").evaluate({"a": a})
    assert (
        quick is compile_expression(f"(a) + 0 {sign} 0 + {b}").evaluate({"a": Decimal(a)}) or abs(a) > 10**33
    )
    assert quick is compile_expression(f"{{x: a, r: x {sign} {b}}}.r").evaluate({"a": a})


@pytest.mark.parametrize(
    ("text", "given_", "expected"),
    [
        ("< 5000", 4999, True),
        ("< 5000", 5000, False),
        ("-", None, True),
        ('"a", "b"', "b", True),
        ('not("a", "b")', "c", True),
        ("[1..3], > 10", 11, True),
        ("? > 5 and ? < limit", 7, True),
        ("limit", 10, True),
        ("[1, 2, 3]", 2, True),
        ("< 5", "x", None),
        ("not(< 5)", "x", None),
        ("true", True, True),
        ("null", None, True),
        ('starts with(?, "采")', "采购", True),
    ],
)
def test_unary_tests(text: str, given_: object, expected: bool | None) -> None:
    assert compile_unary_tests(text).matches(given_, {"limit": 10}) is expected


def test_unary_tests_name_what_they_use() -> None:
    assert compile_unary_tests("? > limit, < other").references == {"limit", "other"}


def test_json_values_are_exact_unless_numbers_are_asked_for() -> None:
    found = compile_expression('{a: 1.10, b: [@"2026-11-22", @"P1D", true, null], c: [1..2]}').evaluate({})
    assert json_value(found) == {"a": "1.1", "b": ["2026-11-22", "P1D", True, None], "c": "[1..2]"}
    assert json_value(Decimal("2.50"), numbers="number") == 2.5
    assert json_value(Decimal(7), numbers="number") == 7
