"""Operators as closures: literals, arithmetic, comparison, three-valued logic, membership.

Each function gets a node and the compiler, and returns a closure from scope to value. A comparison of a
name with a number is the shape of most conditions, so it has a closure of its own.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from banjie.feel import arithmetic
from banjie.feel.ast import (
    And_,
    Between,
    Binary,
    Comparison,
    In,
    Literal,
    Name,
    Node,
    Or_,
    RangeLiteral,
    Unary,
)
from banjie.feel.comparison import compare, equal, in_range
from banjie.feel.convert import to_feel
from banjie.feel.numbers import whole
from banjie.feel.scope import Scope
from banjie.feel.values import FeelList, Range, kind_of

Closure = Callable[[Scope], object]
Compile = Callable[[Node], Closure]

_ARITHMETIC: dict[str, Callable[[object, object], object]] = {
    "+": arithmetic.add,
    "-": arithmetic.subtract,
    "*": arithmetic.multiply,
    "/": arithmetic.divide,
    "**": arithmetic.power,
}
_ORDER: dict[str, Callable[[int], bool]] = {
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
}
_NUMERIC: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_FLIPPED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def constant(value: object) -> Closure:
    """Always this value."""
    return lambda _: value


def compile_literal(node: Literal, _: Compile) -> Closure:
    """A constant."""
    return constant(to_feel(node.value))


def compile_unary(node: Unary, compile_: Compile) -> Closure:
    """Negation; that of a number is folded."""
    if isinstance(node.operand, Literal) and isinstance(node.operand.value, Decimal):
        return constant(arithmetic.negate(node.operand.value))
    operand = compile_(node.operand)

    def negate(scope: Scope) -> object:
        value = operand(scope)
        found = arithmetic.negate(value)
        if found is None:
            scope.run.warn("no_operation", f"a {kind_of(value)} cannot be negated")
        return found

    return negate


def compile_binary(node: Binary, compile_: Compile) -> Closure:
    """Arithmetic; a pair of kinds without meaning gives null."""
    left, right, operate, sign = compile_(node.left), compile_(node.right), _ARITHMETIC[node.op], node.op

    def calculate(scope: Scope) -> object:
        one, two = left(scope), right(scope)
        found = operate(one, two)
        if found is None:
            scope.run.warn("no_operation", f"{kind_of(one)} {sign} {kind_of(two)} has no result")
        elif type(found) is str:
            scope.run.spend(len(found) // 100)
        return found

    return calculate


def compile_comparison(node: Comparison, compile_: Compile) -> Closure:
    """`=`, `!=` and the orders. Raises nothing; unlike kinds give null."""
    left, right, sign = compile_(node.left), compile_(node.right), node.op
    general = _equality(left, right, sign) if sign in ("=", "!=") else _ordering(left, right, sign)
    if isinstance(node.left, Name) and _is_number(node.right):
        return _name_against_number(node.left.name, node.right, sign, general)
    if isinstance(node.right, Name) and _is_number(node.left):
        return _name_against_number(node.right.name, node.left, _FLIPPED[sign], general)
    return general


def _is_number(node: Node) -> bool:
    return isinstance(node, Literal) and isinstance(node.value, Decimal)


def _name_against_number(name: str, literal: Node, sign: str, general: Closure) -> Closure:
    assert isinstance(literal, Literal)
    assert isinstance(literal.value, Decimal)
    number: object = literal.value
    exact = whole(literal.value)
    if exact is not None:
        number = exact  # int with int is the quickest, and int with Decimal compares exactly
    test = _NUMERIC[sign]

    def compare_number(scope: Scope) -> object:
        value = scope.variables.get(name)
        kind = type(value)
        if kind is int or kind is Decimal:
            return test(value, number)
        return general(scope)

    return compare_number


def _equality(left: Closure, right: Closure, sign: str) -> Closure:
    wanted = sign == "="

    def compare_equal(scope: Scope) -> object:
        one, two = left(scope), right(scope)
        found = equal(scope.run, one, two)
        if found is None:
            return scope.run.warn("not_comparable", f"{kind_of(one)} {sign} {kind_of(two)} has no answer")
        return found is wanted

    return compare_equal


def _ordering(left: Closure, right: Closure, sign: str) -> Closure:
    decide = _ORDER[sign]

    def compare_order(scope: Scope) -> object:
        one, two = left(scope), right(scope)
        order = compare(one, two)
        if order is None:
            return scope.run.warn("not_comparable", f"{kind_of(one)} {sign} {kind_of(two)} has no answer")
        return decide(order)

    return compare_order


def compile_and(node: And_, compile_: Compile) -> Closure:
    """False if one side is false, true if both are true, else null."""
    return _junction(compile_(node.left), compile_(node.right), decisive=False)


def compile_or(node: Or_, compile_: Compile) -> Closure:
    """True if one side is true, false if both are false, else null."""
    return _junction(compile_(node.left), compile_(node.right), decisive=True)


def _junction(left: Closure, right: Closure, *, decisive: bool) -> Closure:
    neutral = not decisive

    def junction(scope: Scope) -> object:
        one = left(scope)
        if one is decisive:
            return decisive
        two = right(scope)
        if two is decisive:
            return decisive
        return neutral if one is neutral and two is neutral else None

    return junction


def compile_between(node: Between, compile_: Compile) -> Closure:
    """Both ends included; null as soon as one comparison has no answer."""
    value, low, high = compile_(node.value), compile_(node.low), compile_(node.high)

    def between(scope: Scope) -> object:
        found = value(scope)
        lower, upper = compare(found, low(scope)), compare(found, high(scope))
        if lower is None or upper is None:
            return scope.run.warn("not_comparable", f"a {kind_of(found)} does not compare with these ends")
        return lower >= 0 and upper <= 0

    return between


def compile_range(node: RangeLiteral, compile_: Compile) -> Closure:
    """A range value; ends of unlike kinds give null."""
    low = None if node.low is None else compile_(node.low)
    high = None if node.high is None else compile_(node.high)

    def build(scope: Scope) -> object:
        start = None if low is None else low(scope)
        end = None if high is None else high(scope)
        if node.op is None and start is not None and end is not None and compare(start, end) is None:
            return scope.run.warn("bad_range", f"no range goes from {kind_of(start)} to {kind_of(end)}")
        return Range(start, end, node.low_included, node.high_included, node.op)

    return build


def compile_in(node: In, compile_: Compile) -> Closure:
    """True when one test holds, null when none does and one has no answer."""
    value = compile_(node.value)
    tests = tuple(compile_(test) for test in node.tests)

    def membership(scope: Scope) -> object:
        found = value(scope)
        answer: bool | None = False
        for test in tests:
            holds = holds_for(scope, found, test(scope))
            if holds:
                return True
            if holds is None:
                answer = None
        if answer is None:
            scope.run.warn("not_comparable", f"a {kind_of(found)} does not compare with every test")
        return answer

    return membership


def holds_for(scope: Scope, value: object, test: object) -> bool | None:
    """Whether a value passes a test: lies in a range, is in a list, or equals it."""
    run = scope.run
    if isinstance(test, Range):
        return equal(run, value, test) if isinstance(value, Range) else in_range(run, value, test)
    if isinstance(test, FeelList):
        if equal(run, value, test) is True:
            return True
        run.spend(len(test))
        return any(
            in_range(run, value, item) if isinstance(item, Range) and not isinstance(value, Range)
            else equal(run, value, item)
            for item in test
        )  # fmt: skip
    return equal(run, value, test)
