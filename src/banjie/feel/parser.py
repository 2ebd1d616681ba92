"""Recursive descent with operator precedence: text to tree (DMN 1.5, 10.3.1.2).

The parser decides form only; types and values are the evaluation's business. Nesting is bounded, so no
text can exhaust the stack.
"""

from __future__ import annotations

from collections.abc import Iterable

from banjie.feel.ast import (
    And_,
    Between,
    Binary,
    Comparison,
    In,
    InstanceOf,
    Node,
    Or_,
    Unary,
    UnaryTestsNode,
)
from banjie.feel.errors import FeelSyntaxError
from banjie.feel.parser_base import ParserBase
from banjie.feel.parser_primary import parse_primary
from banjie.feel.parser_tests import parse_test, parse_tests
from banjie.feel.parser_types import parse_type

_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})
_ARITHMETIC = {"+": 4, "-": 4, "*": 5, "/": 5, "**": 6}
_OR, _AND, _COMPARE = 1, 2, 3


class Parser(ParserBase):
    """One text, read once. `expression` and `unary_tests` read to the end of it."""

    def whole_expression(self) -> Node:
        """The text as one expression. Raises FeelSyntaxError."""
        node = self.expression()
        self.expect_end()
        return node

    def whole_unary_tests(self) -> UnaryTestsNode:
        """The text as unary tests, the content of a decision table's cell. Raises FeelSyntaxError."""
        start = self.peek()
        if start.text == "-" and start.kind == "operator" and self.peek_after(start).kind == "end":
            return UnaryTestsNode((), position=start.start)
        negated = start.kind == "name" and start.text == "not" and self.peek_after(start).text == "("
        if negated:
            self.take()
            self.take()
        tests = parse_tests(self)
        if negated:
            self.expect(")")
        self.expect_end()
        return UnaryTestsNode(tests, negated, position=start.start)

    def expression(self, level: int = 0) -> Node:
        """An expression whose operators bind more tightly than `level`."""
        self.enter()
        left = self.operand()
        links = 0
        while (extended := self._extend(left, level)) is not None:
            left = extended
            links += 1
            self.lengthen(links)
        self.leave()
        return left

    def operand(self) -> Node:
        """Negation binds more tightly than any operator: `-3 ** 2` is 9."""
        token = self.peek()
        if token.kind == "operator" and token.text == "-":
            self.take()
            self.enter()
            operand = self.operand()
            self.leave()
            return Unary("-", operand, position=token.start)
        return parse_primary(self)

    def _extend(self, left: Node, level: int) -> Node | None:
        token = self.peek()
        if token.kind == "operator":
            strength = _ARITHMETIC.get(token.text)
            if strength is not None and strength > level:
                self.take()
                return Binary(token.text, left, self.expression(strength), position=token.start)
            if token.text in _COMPARISONS and level < _COMPARE:
                self.take()
                return Comparison(token.text, left, self.expression(_COMPARE), position=token.start)
            return None
        if token.kind != "keyword":
            return None
        return self._extend_by_word(left, level)

    def _extend_by_word(self, left: Node, level: int) -> Node | None:
        token = self.peek()
        word = token.text
        if word == "or" and level < _OR:
            self.take()
            return Or_(left, self.expression(_OR), position=token.start)
        if word == "and" and level < _AND:
            self.take()
            return And_(left, self.expression(_AND), position=token.start)
        if level >= _COMPARE:
            return None
        if word == "between":
            self.take()
            low = self.expression(_COMPARE)
            self.expect_word("and")
            return Between(left, low, self.expression(_COMPARE), position=token.start)
        if word == "instance":
            self.take()
            self.expect_word("of")
            return InstanceOf(left, parse_type(self), position=token.start)
        if word == "in":
            self.take()
            return self._membership(left, token.start)
        return None

    def _membership(self, value: Node, position: int) -> Node:
        if not self.at("("):
            return In(value, (parse_test(self, _COMPARE),), position=position)
        opening = self.take()
        first = parse_test(self)
        if self.at(".."):
            # It was the open end of a range, `(1..5]`: read it again as one.
            self.rewind(opening)
            return In(value, (parse_test(self, _COMPARE),), position=position)
        tests = [first]
        while self.skip(","):
            tests.append(parse_test(self))
        self.expect(")")
        return In(value, tuple(tests), position=position)


def parse_expression(text: str, names: Iterable[str] = ()) -> Node:
    """The tree of an expression; `names` are the variables whose names contain spaces or signs."""
    return _guarded(text, names).whole_expression()


def parse_unary_tests(text: str, names: Iterable[str] = ()) -> UnaryTestsNode:
    """The tree of unary tests, such as `< 5, [10..20]` or `not("a")` or `-`."""
    return _guarded(text, names).whole_unary_tests()


def _guarded(text: str, names: Iterable[str]) -> Parser:
    parser = Parser(text, names)
    if not text.strip():
        raise FeelSyntaxError("empty", "there is no expression", text, 0)
    return parser
