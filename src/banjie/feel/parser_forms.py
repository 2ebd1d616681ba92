"""The constructs that begin with a word or a brace: if, for, some, every, function, and contexts."""

from __future__ import annotations

from banjie.feel.ast import (
    ContextLiteral,
    Entry,
    For,
    FunctionDefinition,
    If,
    Iterator,
    Node,
    Parameter,
    Quantified,
)
from banjie.feel.lexer import skip_space
from banjie.feel.names import KEYWORDS, normalise, scan_key
from banjie.feel.parser_base import ParserBase
from banjie.feel.parser_types import parse_type


def parse_form(parser: ParserBase) -> Node:
    """The construct whose keyword comes next. Raises FeelSyntaxError."""
    word = parser.peek().text
    if word == "if":
        return _if(parser)
    if word == "for":
        return _for(parser)
    if word in ("some", "every"):
        return _quantified(parser)
    if word == "function":
        return _function(parser)
    return parser.unexpected("")


def _if(parser: ParserBase) -> Node:
    start = parser.take().start
    condition = parser.nested()
    parser.expect("then")
    then = parser.nested()
    parser.expect("else")
    return If(condition, then, parser.expression(), position=start)


def _for(parser: ParserBase) -> Node:
    start = parser.take().start
    iterators = _iterators(parser)
    parser.expect("return")
    return For(iterators, parser.expression(), position=start)


def _quantified(parser: ParserBase) -> Node:
    token = parser.take()
    iterators = _iterators(parser)
    parser.expect("satisfies")
    return Quantified(token.text, iterators, parser.expression(), position=token.start)


def _iterators(parser: ParserBase) -> tuple[Iterator, ...]:
    found: list[Iterator] = []
    while True:
        name = _iterator_name(parser)
        parser.expect("in")
        source = parser.nested()
        end = parser.nested() if parser.skip("..") else None
        found.append(Iterator(name, source, end))
        parser.declare(name)
        if not parser.skip(","):
            return tuple(found)


def _iterator_name(parser: ParserBase) -> str:
    words: list[str] = []
    while parser.peek().kind == "name":
        words.append(parser.take().text)
    if not words:
        parser.unexpected("name")
    return normalise(" ".join(words))


def _function(parser: ParserBase) -> Node:
    start = parser.take().start
    parser.expect("(")
    parameters: list[Parameter] = []
    while not parser.at(")"):
        name = _key(parser)
        parameters.append(Parameter(name, parse_type(parser) if parser.skip(":") else None))
        parser.declare(name)
        if not parser.skip(","):
            break
    parser.expect(")")
    external = parser.peek().text == "external" and parser.peek().kind == "name"
    if external:
        parser.take()
    return FunctionDefinition(tuple(parameters), parser.expression(), external, position=start)


def parse_context(parser: ParserBase) -> Node:
    """`{key: value, …}`; each key becomes a name in what follows. Raises FeelSyntaxError."""
    start = parser.take().start
    entries: list[Entry] = []
    while not parser.at("}"):
        token = parser.peek()
        key = parser.take().text if token.kind == "string" else _key(parser)
        parser.expect(":")
        entries.append(Entry(key, parser.nested()))
        parser.declare(key)
        if not parser.skip(","):
            break
    parser.expect("}")
    return ContextLiteral(tuple(entries), position=start)


def _key(parser: ParserBase) -> str:
    token = parser.peek()
    if token.kind == "name":
        # A name that is known already may hold signs that a scan would not accept.
        after = parser.peek_after(token)
        if after.text in (":", ",", ")"):
            return parser.take().text
    key = scan_key(parser.text, skip_space(parser.text, token.start))
    if key is None or key[0] in KEYWORDS:
        parser.unexpected("name")
    parser.jump(key[1])
    return key[0]
