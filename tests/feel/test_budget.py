"""Hostile expressions cost little: they are stopped by the budget, not by the machine."""

from __future__ import annotations

import time

import pytest

from banjie.feel import FeelBudgetExceeded, FeelSyntaxError, compile_expression

HOSTILE = [
    "for i in 1..1000000000 return i",
    "for i in 1..3000, j in 1..3000 return 1",
    "some i in 1..100000, j in 1..100000 satisfies false",
    "{f: function(n) f(n), r: f(1)}.r",
    "(function(g) g(g))(function(g) g(g))",
    'for i in 1..60 return if i = 1 then ["x"] else [partial[-1], partial[-1]]',
    "for i in 1..500 return [partial]",
    "distinct values(for i in 1..20000 return [i])",
    "for i in 1..100000 return partial[-1]",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_runaway_work_is_stopped(text: str) -> None:
    expression = compile_expression(text)
    started = time.process_time()
    with pytest.raises(FeelBudgetExceeded):
        expression.evaluate({})
    assert time.process_time() - started < 3


@pytest.mark.parametrize(
    "text",
    [
        "10 ** 10000000",
        "1.0000001 ** 1e30",
        "exp(1e300)",
        'for i in 1..60 return if i = 1 then "xxxxxxxxxx" else partial[-1] + partial[-1]',
        'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "(a+)+$b")',
        'matches("a", "((a{1,100}){1,100}){1,100}")',
        'date(2026, 1, 1) + duration("P999999999999999999D")',
    ],
)
def test_huge_values_become_null_quickly(text: str) -> None:
    started = time.process_time()
    compile_expression(text).evaluate({})
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    "text", ["[" * 5000, "-" * 5000 + "1", "1" + "+1" * 4000, "f" + "()" * 3000, "if " * 3000]
)
def test_deep_text_is_refused(text: str) -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        compile_expression(text)
    assert caught.value.code == "too_deep"


def test_an_honest_chain_of_conditions_is_not() -> None:
    assert compile_expression(" or ".join(f"x = {n}" for n in range(200))).evaluate({"x": 199}) is True


def test_the_budget_is_the_callers_to_choose() -> None:
    expression = compile_expression("count(for i in 1..1000 return i)")
    assert expression.evaluate({}, budget=2_000) == 1000
    with pytest.raises(FeelBudgetExceeded):
        expression.evaluate({}, budget=500)
