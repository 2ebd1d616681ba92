"""Unary tests: `< 5`, `[1..3]`, `"a"`, or any expression, separated by commas (DMN 1.5, 10.3.1.2, rules 7-17)."""

from __future__ import annotations

from banjie.feel.ast import Node, RangeLiteral
from banjie.feel.parser_base import ParserBase

SIGNS = frozenset({"<", "<=", ">", ">=", "=", "!="})
_COMPARE = 3


def parse_tests(parser: ParserBase) -> tuple[Node, ...]:
    """One test or several."""
    tests = [parse_test(parser)]
    while parser.skip(","):
        tests.append(parse_test(parser))
    return tuple(tests)


def parse_test(parser: ParserBase, level: int = 0) -> Node:
    """One test: a sign with an end point, or an expression."""
    token = parser.peek()
    if token.kind == "operator" and token.text in SIGNS:
        parser.take()
        return sign_range(token.text, parser.expression(_COMPARE), token.start)
    return parser.expression(level)


def sign_range(sign: str, point: Node, position: int) -> RangeLiteral:
    """The range that a sign and an end point stand for."""
    low = point if sign[0] != "<" else None
    high = point if sign[0] != ">" else None
    return RangeLiteral(low, high, sign in (">=", "="), sign in ("<=", "="), sign, position=position)
