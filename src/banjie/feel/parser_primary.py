"""Operands: literals, names, brackets, and what may follow them (`.name`, `[filter]`, `(arguments)`)."""

from __future__ import annotations

from itertools import count

from banjie.feel.ast import (
    AtLiteral,
    Filter,
    FunctionCall,
    ListLiteral,
    Literal,
    Name,
    Node,
    Path,
    RangeLiteral,
)
from banjie.feel.convert import to_python
from banjie.feel.errors import FeelSyntaxError
from banjie.feel.lexer import Token, skip_space
from banjie.feel.names import KnownNames, scan_key
from banjie.feel.numbers import read_number
from banjie.feel.parser_base import ParserBase
from banjie.feel.parser_forms import parse_context, parse_form
from banjie.feel.parser_tests import SIGNS, sign_range
from banjie.feel.phrases import PROPERTY_PHRASES
from banjie.feel.temporal_text import read_temporal

_COMPARE = 3
_PROPERTIES = KnownNames(PROPERTY_PHRASES)
_AFTER_RANGE = frozenset({"", ")", "]", "}", ",", ".", "=", "!=", "<", "<=", ">", ">=", "and", "or", "then", "else",
                          "in", "instance", "between", "return", "satisfies", "+", "*", "/", "**"})  # fmt: skip


def parse_primary(parser: ParserBase) -> Node:
    """An operand with everything that follows it. Raises FeelSyntaxError."""
    node = _start(parser)
    for links in count():
        parser.lengthen(links)
        token = parser.peek()
        if token.kind != "operator":
            return node
        if token.text == ".":
            parser.take()
            node = Path(node, _member(parser), position=token.start)
        elif token.text == "(":
            node = _call(parser, node)
        elif token.text == "[" and not _closes_range(parser, token):
            parser.take()
            condition = parser.nested()
            parser.expect("]")
            node = Filter(node, condition, position=token.start)
        else:
            return node
    raise AssertionError


def _closes_range(parser: ParserBase, bracket: Token) -> bool:
    if not parser.in_range_end:
        return False
    after = parser.peek_after(bracket)
    return after.kind == "end" or (after.kind in ("operator", "keyword") and after.text in _AFTER_RANGE)


def _start(parser: ParserBase) -> Node:
    token = parser.peek()
    if token.kind == "number":
        return _number(parser, parser.take())
    if token.kind == "string":
        return Literal(parser.take().text, position=token.start)
    if token.kind == "name":
        return Name(parser.take().text, position=token.start)
    if token.kind == "keyword":
        if token.text in ("true", "false", "null"):
            parser.take()
            return Literal({"true": True, "false": False}.get(token.text), position=token.start)
        return parse_form(parser)
    return _bracketed(parser, token)


def _bracketed(parser: ParserBase, token: Token) -> Node:
    if token.text == "(":
        return _group(parser)
    if token.text == "[":
        return _list_or_range(parser)
    if token.text == "]":
        parser.take()
        return _range(parser, parser.nested(), False, token.start)
    if token.text == "{":
        return parse_context(parser)
    if token.text == "@":
        return _at_literal(parser)
    return parser.unexpected("")


def _number(parser: ParserBase, token: Token) -> Node:
    value = read_number(token.text)
    if value is None:
        raise FeelSyntaxError("number_too_large", "this number is too large", parser.text, token.start)
    return Literal(value, position=token.start)


def _at_literal(parser: ParserBase) -> Node:
    start = parser.take().start
    token = parser.take()
    if token.kind != "string":
        parser.rewind(token)
        parser.unexpected('"…"')
    value = read_temporal(token.text)
    if value is None:
        return AtLiteral(token.text, position=start)
    return Literal(to_python(value), position=start)


def _group(parser: ParserBase) -> Node:
    start = parser.take().start
    sign = parser.peek()
    if sign.kind == "operator" and sign.text in SIGNS:
        parser.take()
        node: Node = sign_range(sign.text, parser.expression(_COMPARE), start)
        parser.expect(")")
        return node
    node = parser.nested()
    if parser.at(".."):
        return _range(parser, node, False, start)
    parser.expect(")")
    return node


def _list_or_range(parser: ParserBase) -> Node:
    start = parser.take().start
    items: list[Node] = []
    while not parser.at("]"):
        items.append(parser.nested())
        if parser.at("..") and len(items) == 1:
            return _range(parser, items[0], True, start)
        if not parser.skip(","):
            break
    parser.expect("]")
    return ListLiteral(tuple(items), position=start)


def _range(parser: ParserBase, low: Node, low_included: bool, start: int) -> Node:
    parser.expect("..")
    outer, parser.in_range_end = parser.in_range_end, True
    high = parser.expression(_COMPARE)
    parser.in_range_end = outer
    token = parser.peek()
    if token.kind != "operator" or token.text not in ("]", ")", "["):
        parser.unexpected("]")
    parser.take()
    return RangeLiteral(low, high, low_included, token.text == "]", position=start)


def _member(parser: ParserBase) -> str:
    start = parser.peek().start
    phrase = _PROPERTIES.match(parser.text, start) if start < len(parser.text) else None
    if phrase is not None:
        parser.jump(phrase[1])
        return phrase[0]
    token = parser.peek()
    if token.kind not in ("name", "keyword"):
        parser.unexpected("name")
    return parser.take().text


def _call(parser: ParserBase, function: Node) -> Node:
    start = parser.take().start
    arguments: list[Node] = []
    names: list[str] = []
    while not parser.at(")"):
        name = _argument_name(parser)
        if name is not None:
            names.append(name)
        arguments.append(parser.nested())
        if len(names) not in (0, len(arguments)):
            raise FeelSyntaxError("mixed_arguments", "arguments have names, or none has", parser.text, start)
        if not parser.skip(","):
            break
    parser.expect(")")
    return FunctionCall(function, tuple(arguments), tuple(names), position=start)


def _argument_name(parser: ParserBase) -> str | None:
    key = scan_key(parser.text, parser.peek().start)
    if key is None:
        return None
    colon = skip_space(parser.text, key[1])
    if not parser.text.startswith(":", colon):
        return None
    parser.jump(colon + 1)
    return key[0]
