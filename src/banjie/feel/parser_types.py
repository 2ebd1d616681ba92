"""Type expressions, as in `instance of list<number>` or `function(a: date and time)` (DMN 1.5, 10.3.1.2)."""

from __future__ import annotations

from banjie.feel.ast import TypeName
from banjie.feel.errors import FeelSyntaxError
from banjie.feel.lexer import skip_space
from banjie.feel.names import KnownNames, scan_key
from banjie.feel.parser_base import ParserBase
from banjie.feel.phrases import TYPE_PHRASES

_PHRASES = KnownNames(TYPE_PHRASES)


def parse_type(parser: ParserBase) -> TypeName:
    """A type at the cursor. Raises FeelSyntaxError."""
    parser.enter()
    start = parser.peek().start
    phrase = _PHRASES.match(parser.text, start) if start < len(parser.text) else None
    if phrase is not None:
        name = phrase[0]
        parser.jump(phrase[1])
    else:
        name = _simple_name(parser)
    found = _with_parameters(parser, name)
    parser.leave()
    return found


def _simple_name(parser: ParserBase) -> str:
    token = parser.peek()
    if token.kind != "name" and token.text not in ("function", "null"):
        parser.unexpected("type")
    name = parser.take().text
    while parser.at("."):
        parser.take()
        name += "." + parser.take().text
    return name


def _with_parameters(parser: ParserBase, name: str) -> TypeName:
    if name == "function":
        parameters: list[TypeName] = []
        if parser.skip("<"):
            while not parser.at(">"):
                parameters.append(parse_type(parser))
                if not parser.skip(","):
                    break
            parser.expect(">")
        result = parse_type(parser) if parser.skip("->") else None
        return TypeName(name, tuple(parameters), result=result)
    if name in ("list", "range") and parser.skip("<"):
        element = parse_type(parser)
        parser.expect(">")
        return TypeName(name, (element,))
    if name == "context" and parser.skip("<"):
        return _context_type(parser)
    return TypeName(name)


def _context_type(parser: ParserBase) -> TypeName:
    members: list[str] = []
    types: list[TypeName] = []
    while True:
        key = scan_key(parser.text, skip_space(parser.text, parser.peek().start))
        if key is None:
            parser.unexpected("name")
        parser.jump(key[1])
        parser.expect(":")
        members.append(key[0])
        types.append(parse_type(parser))
        if not parser.skip(","):
            break
    parser.expect(">")
    return TypeName("context", tuple(types), tuple(members))


class _TypeText(ParserBase):
    """A cursor over the text of a type alone."""


def read_type(text: str) -> TypeName | None:
    """A type from its own text, such as a `typeRef`; None when it is none."""
    cursor = _TypeText(text, ())
    try:
        found = parse_type(cursor)
        cursor.expect_end()
    except FeelSyntaxError:
        return None
    return found
