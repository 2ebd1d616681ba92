"""FEEL as an SQL condition: the rows for which the expression is true, exactly as FEEL means it.

What contains no field is evaluated by FEEL itself beforehand (`today() - duration("P7D")`). What SQL cannot
say is refused with its place, never approximated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from banjie.feel import FeelError, ast, compile_expression, unparse
from banjie.feel.references import find_used
from banjie.storage.records.comparisons import FLIPPED, MismatchError, with_constant, with_operand
from banjie.storage.records.contents import ends_with, in_list, in_text, starts_with
from banjie.storage.records.operands import Operand, Operands
from banjie.storage.records.truth import Condition, Truth, both, either, known


class NotExpressibleError(Exception):
    """SQL cannot say this. `position` counts into the filter's text, `what` is a key of the catalogue."""

    def __init__(self, position: int, what: str, **params: Any) -> None:
        super().__init__(f"{what} at {position}")
        self.position = position
        self.what = f"form.filter.{what}"
        self.params: dict[str, Any] = params


class _Constant:
    def __init__(self, value: object) -> None:
        self.value = value


def translate(
    node: ast.Node,
    operands: Operands,
    dialect: str,
    *,
    now: datetime,
    variables: Mapping[str, object] | None = None,
) -> Condition:
    """The condition for `WHERE`. `variables` are further constants, such as `user`.

    Raises `NotExpressibleError`.
    """
    return _Translation(operands, dialect, now, variables or {}).truth(node).true


class _Translation:
    def __init__(
        self, operands: Operands, dialect: str, now: datetime, variables: Mapping[str, object]
    ) -> None:
        self._operands = operands
        self._dialect = dialect
        self._now = now
        self._variables = variables

    def truth(self, node: ast.Node) -> Truth:
        """A node where a truth value stands."""
        constant = self._fold(node)
        if constant is not None:
            return known(constant.value)
        match node:
            case ast.And_():
                return both(self.truth(node.left), self.truth(node.right))
            case ast.Or_():
                return either(self.truth(node.left), self.truth(node.right))
            case ast.Comparison():
                return self._compare(node, node.op, self._side(node.left), self._side(node.right))
            case ast.Between():
                return self._between(node)
            case ast.In():
                return self._in(node)
            case ast.Quantified():
                return self._quantified(node)
            case ast.FunctionCall():
                return self._call(node)
            case ast.Name() | ast.Path():
                operand = self._operand(node)
                if operand.column.kind == "boolean":
                    return Truth(operand.expression == sa.true(), operand.expression == sa.false())
                raise NotExpressibleError(node.position, "not_a_condition", name=unparse(node))
        raise NotExpressibleError(node.position, "not_in_a_filter", name=unparse(node)[:80])

    def _fold(self, node: ast.Node) -> _Constant | None:
        if find_used(node).names - self._variables.keys():
            return None
        if isinstance(node, ast.RangeLiteral | ast.FunctionDefinition):
            return None
        try:
            expression = compile_expression(unparse(node))
            return _Constant(expression.evaluate(self._variables, now=self._now))
        except FeelError:
            raise NotExpressibleError(node.position, "not_in_a_filter", name=unparse(node)[:80]) from None

    def _side(self, node: ast.Node) -> Operand | _Constant:
        return self._fold(node) or self._operand(node)

    def _operand(self, node: ast.Node) -> Operand:
        path = _path(node)
        if path is None:
            raise NotExpressibleError(node.position, "not_in_a_filter", name=unparse(node)[:80])
        operand = self._operands.find(path)
        if operand is None:
            raise NotExpressibleError(node.position, "unknown_name", name=".".join(path))
        return operand

    def _compare(
        self, node: ast.Node, op: str, left: Operand | _Constant, right: Operand | _Constant
    ) -> Truth:
        try:
            if isinstance(left, Operand):
                if isinstance(right, Operand):
                    return with_operand(left, op, right, self._dialect)
                return with_constant(left, op, right.value)
            assert isinstance(right, Operand)  # two constants were folded into one
            return with_constant(right, FLIPPED[op], left.value)
        except MismatchError:
            raise NotExpressibleError(node.position, "types_differ", name=unparse(node)[:80]) from None

    def _between(self, node: ast.Between) -> Truth:
        value, low, high = self._side(node.value), self._side(node.low), self._side(node.high)
        if isinstance(value, _Constant):
            raise NotExpressibleError(node.position, "not_in_a_filter", name=unparse(node)[:80])
        lower = self._compare(node, ">=", value, low)
        upper = self._compare(node, "<=", value, high)
        answered = sa.and_(sa.or_(lower.true, lower.false), sa.or_(upper.true, upper.false))
        inside = both(lower, upper)
        return Truth(inside.true, sa.and_(inside.false, answered))

    def _in(self, node: ast.In) -> Truth:
        value = self._side(node.value)
        answer = known(False)
        for test in node.tests:
            answer = either(answer, self._test(test, value))
        return answer

    def _test(self, test: ast.Node, value: Operand | _Constant) -> Truth:
        if isinstance(test, ast.RangeLiteral):
            return self._in_range(test, value)
        if isinstance(test, ast.ListLiteral):
            answer = known(False)
            for item in test.items:
                answer = either(answer, self._test(item, value).decided())
            return answer
        side = self._side(test)
        if isinstance(side, _Constant) and isinstance(side.value, list):
            answer = known(False)
            for element in side.value:
                answer = either(answer, self._compare(test, "=", value, _Constant(element)))
            return answer
        if isinstance(side, Operand) and side.column.kind == "json" and isinstance(value, _Constant):
            return in_list(side, value.value, self._dialect).decided()
        return self._compare(test, "=", value, side)

    def _in_range(self, test: ast.RangeLiteral, value: Operand | _Constant) -> Truth:
        if test.op in ("=", "!="):
            assert test.low is not None
            return self._compare(test, test.op, value, self._side(test.low))
        answer = known(True)
        low = (test.low, ">=" if test.low_included else ">")
        high = (test.high, "<=" if test.high_included else "<")
        for end, op in (low, high):
            if end is not None:
                answer = both(answer, self._beyond(test, op, value, self._side(end)))
        return answer

    def _beyond(
        self, test: ast.RangeLiteral, op: str, value: Operand | _Constant, end: Operand | _Constant
    ) -> Truth:
        """One end of a range; in `[a..b]` an end without a value bounds nothing."""
        if test.op is not None:
            return self._compare(test, op, value, end)
        if isinstance(end, _Constant):
            return known(True) if end.value is None else self._compare(test, op, value, end)
        found = self._compare(test, op, value, end)
        return Truth(sa.or_(found.true, end.expression.is_(None)), found.false)

    def _quantified(self, node: ast.Quantified) -> Truth:
        iterator = node.iterators[0]
        path = _path(iterator.source)
        rows = self._operands.subtable(path, iterator.name) if path and len(node.iterators) == 1 else None
        if rows is None or iterator.end is not None:
            raise NotExpressibleError(node.position, "not_in_a_filter", name=unparse(node)[:80])
        inner = _Translation(rows, self._dialect, self._now, self._variables).truth(node.condition)
        if node.kind == "every":
            inner = inner.negated()
        undecided = sa.not_(sa.func.coalesce(inner.false, sa.false()))
        found = Truth(rows.exists(inner.true), sa.not_(rows.exists(undecided)))
        return found.negated() if node.kind == "every" else found

    def _call(self, node: ast.FunctionCall) -> Truth:
        name = node.function.name if isinstance(node.function, ast.Name) else ""
        if name == "not" and len(node.arguments) == 1:
            return self.truth(node.arguments[0]).negated()
        handler = _CALLS.get(name)
        if handler is None or len(node.arguments) != 2 or node.names:
            raise NotExpressibleError(node.position, "not_in_a_filter", name=unparse(node)[:80])
        operand, constant = self._operand(node.arguments[0]), self._side(node.arguments[1])
        if isinstance(constant, Operand):
            raise NotExpressibleError(node.position, "not_in_a_filter", name=unparse(node)[:80])
        wanted = "json" if name == "list contains" else "text"
        if operand.column.kind != wanted or not (isinstance(constant.value, str) or wanted == "json"):
            raise NotExpressibleError(node.position, "types_differ", name=unparse(node)[:80])
        return handler(operand, constant.value, self._dialect)


_CALLS: dict[str, Callable[[Operand, Any, str], Truth]] = {
    "contains": in_text,
    "starts with": starts_with,
    "ends with": ends_with,
    "list contains": in_list,
}


def _path(node: ast.Node) -> tuple[str, ...] | None:
    if isinstance(node, ast.Name):
        return (node.name,)
    if isinstance(node, ast.Path):
        source = _path(node.source)
        return None if source is None else (*source, node.name)
    return None
