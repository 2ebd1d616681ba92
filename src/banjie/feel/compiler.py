"""Tree to closures: one entry per node class, looked up once, so evaluation dispatches on nothing.

Built-in functions are loaded here, because a compiled call is bound to its function.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from banjie.feel import ast, builtins
from banjie.feel.compile_calls import compile_call, compile_function, compile_instance
from banjie.feel.compile_loops import compile_for, compile_if, compile_quantified
from banjie.feel.compile_operators import (
    Closure,
    compile_and,
    compile_between,
    compile_binary,
    compile_comparison,
    compile_in,
    compile_literal,
    compile_or,
    compile_range,
    compile_unary,
)
from banjie.feel.compile_structures import (
    compile_at,
    compile_context,
    compile_filter,
    compile_list,
    compile_name,
    compile_path,
)

_COMPILERS: dict[type[ast.Node], Callable[[Any, Callable[[ast.Node], Closure]], Closure]] = {
    ast.Literal: compile_literal,
    ast.AtLiteral: compile_at,
    ast.Name: compile_name,
    ast.Path: compile_path,
    ast.Unary: compile_unary,
    ast.Binary: compile_binary,
    ast.Comparison: compile_comparison,
    ast.And_: compile_and,
    ast.Or_: compile_or,
    ast.Between: compile_between,
    ast.In: compile_in,
    ast.RangeLiteral: compile_range,
    ast.If: compile_if,
    ast.For: compile_for,
    ast.Quantified: compile_quantified,
    ast.Filter: compile_filter,
    ast.ListLiteral: compile_list,
    ast.ContextLiteral: compile_context,
    ast.FunctionCall: compile_call,
    ast.FunctionDefinition: compile_function,
    ast.InstanceOf: compile_instance,
}


def compile_node(node: ast.Node) -> Closure:
    """The closure of a tree."""
    return _COMPILERS[type(node)](node, compile_node)


assert builtins.FAMILIES
