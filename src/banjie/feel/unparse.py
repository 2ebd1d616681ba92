"""Tree to text: FEEL that parses to the same tree again.

Brackets are put where precedence needs them and around nothing else that a reader would not expect.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from banjie.feel import ast
from banjie.feel.convert import to_feel
from banjie.feel.names import is_plain
from banjie.feel.numbers import canonical
from banjie.feel.text import quoted, scalar_text

_FORM, _OR, _AND, _COMPARE, _SUM, _PRODUCT, _POWER, _SIGN, _OPERAND = range(9)
_ARITHMETIC = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "**": _POWER}


def unparse(node: ast.Node) -> str:
    """The FEEL text of a node of any kind."""
    return _write(node, _FORM)


def _write(node: ast.Node, level: int) -> str:
    own, text = _WRITERS[type(node)](node)
    return f"({text})" if own < level else text


def _literal(node: ast.Literal) -> tuple[int, str]:
    value = node.value
    if isinstance(value, Decimal):
        return (_SIGN if value < 0 else _OPERAND), _digits(value)
    if value is None or isinstance(value, bool | str):
        return _OPERAND, scalar_text(value)
    return _OPERAND, f'@"{scalar_text(to_feel(value))}"'


def _digits(value: Decimal) -> str:
    return canonical(value) if abs(value.adjusted()) < 40 else str(value)


def _binary(node: ast.Binary) -> tuple[int, str]:
    level = _ARITHMETIC[node.op]
    return level, f"{_write(node.left, level)} {node.op} {_write(node.right, level + 1)}"


def _comparison(node: ast.Comparison) -> tuple[int, str]:
    return _COMPARE, f"{_write(node.left, _COMPARE)} {node.op} {_write(node.right, _SUM)}"


def _in(node: ast.In) -> tuple[int, str]:
    tests = ", ".join(test_text(test) for test in node.tests)
    return _COMPARE, f"{_write(node.value, _COMPARE)} in ({tests})"


def test_text(node: ast.Node) -> str:
    """A unary test: a sign needs no brackets of its own here."""
    if isinstance(node, ast.RangeLiteral) and node.op is not None:
        return _sign_range(node)
    return _write(node, _FORM)


def _sign_range(node: ast.RangeLiteral) -> str:
    point = node.low if node.low is not None else node.high
    assert point is not None
    return f"{node.op} {_write(point, _SUM)}"


def _range(node: ast.RangeLiteral) -> tuple[int, str]:
    if node.op is not None:
        return _OPERAND, f"({_sign_range(node)})"
    assert node.low is not None
    assert node.high is not None
    opening, closing = "[" if node.low_included else "(", "]" if node.high_included else ")"
    return _OPERAND, f"{opening}{_write(node.low, _SUM)}..{_write(node.high, _SUM)}{closing}"


def _between(node: ast.Between) -> tuple[int, str]:
    ends = f"{_write(node.low, _SUM)} and {_write(node.high, _SUM)}"
    return _COMPARE, f"{_write(node.value, _COMPARE)} between {ends}"


def _if(node: ast.If) -> tuple[int, str]:
    parts = (_write(part, _FORM) for part in (node.condition, node.then, node.otherwise))
    return _FORM, "if {} then {} else {}".format(*parts)


def _iterators(iterators: tuple[ast.Iterator, ...]) -> str:
    return ", ".join(
        f"{one.name} in {_write(one.source, _FORM if one.end is None else _SUM)}"
        + ("" if one.end is None else f"..{_write(one.end, _SUM)}")
        for one in iterators
    )


def _for(node: ast.For) -> tuple[int, str]:
    return _FORM, f"for {_iterators(node.iterators)} return {_write(node.body, _FORM)}"


def _quantified(node: ast.Quantified) -> tuple[int, str]:
    return _FORM, f"{node.kind} {_iterators(node.iterators)} satisfies {_write(node.condition, _FORM)}"


def _context(node: ast.ContextLiteral) -> tuple[int, str]:
    entries = ", ".join(f"{_key(one.key)}: {_write(one.value, _FORM)}" for one in node.entries)
    return _OPERAND, f"{{{entries}}}"


def _key(key: str) -> str:
    # Names with spaces stay quoted: only then does every reader see where the key ends.
    plain = key.isidentifier() and is_plain(key)
    return key if plain else quoted(key)


def _call(node: ast.FunctionCall) -> tuple[int, str]:
    values = [_write(one, _FORM) for one in node.arguments]
    if node.names:
        values = [f"{name}: {value}" for name, value in zip(node.names, values, strict=True)]
    return _OPERAND, f"{_write(node.function, _OPERAND)}({', '.join(values)})"


def type_text(type_: ast.TypeName) -> str:
    """The text of a type."""
    inner = [type_text(one) for one in type_.parameters]
    if type_.members:
        inner = [f"{name}: {text}" for name, text in zip(type_.members, inner, strict=True)]
    text = type_.name + (f"<{', '.join(inner)}>" if inner or type_.result is not None else "")
    return text if type_.result is None else f"{text} -> {type_text(type_.result)}"


def _function(node: ast.FunctionDefinition) -> tuple[int, str]:
    parameters = ", ".join(
        one.name if one.type is None else f"{one.name}: {type_text(one.type)}" for one in node.parameters
    )
    return _FORM, f"function({parameters}) {'external ' if node.external else ''}{_write(node.body, _FORM)}"


def _tests(node: ast.UnaryTestsNode) -> tuple[int, str]:
    if not node.tests:
        return _FORM, "-"
    tests = ", ".join(test_text(test) for test in node.tests)
    return _FORM, f"not({tests})" if node.negated else tests


_WRITERS: dict[type[ast.Node], Callable[[Any], tuple[int, str]]] = {
    ast.Literal: _literal,
    ast.AtLiteral: lambda node: (_OPERAND, f"@{quoted(node.text)}"),
    ast.Name: lambda node: (_OPERAND, node.name),
    ast.Path: lambda node: (_OPERAND, f"{_write(node.source, _OPERAND)}.{node.name}"),
    ast.Unary: lambda node: (_SIGN, f"-{_write(node.operand, _SIGN)}"),
    ast.Binary: _binary,
    ast.Comparison: _comparison,
    ast.And_: lambda node: (_AND, f"{_write(node.left, _AND)} and {_write(node.right, _COMPARE)}"),
    ast.Or_: lambda node: (_OR, f"{_write(node.left, _OR)} or {_write(node.right, _AND)}"),
    ast.Between: _between,
    ast.In: _in,
    ast.RangeLiteral: _range,
    ast.If: _if,
    ast.For: _for,
    ast.Quantified: _quantified,
    ast.Filter: lambda node: (_OPERAND, f"{_write(node.source, _OPERAND)}[{_write(node.condition, _FORM)}]"),
    ast.ListLiteral: lambda node: (_OPERAND, f"[{', '.join(_write(one, _FORM) for one in node.items)}]"),
    ast.ContextLiteral: _context,
    ast.FunctionCall: _call,
    ast.FunctionDefinition: _function,
    ast.InstanceOf: lambda node: (
        _COMPARE,
        f"{_write(node.value, _COMPARE)} instance of {type_text(node.type)}",
    ),
    ast.UnaryTestsNode: _tests,
}
