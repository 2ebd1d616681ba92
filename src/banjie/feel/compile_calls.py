"""Function calls, function definitions and `instance of` as closures."""

from __future__ import annotations

from collections.abc import Sequence

from banjie.feel.ast import FunctionCall, FunctionDefinition, InstanceOf, Name
from banjie.feel.compile_operators import Closure, Compile
from banjie.feel.errors import FeelBudgetExceeded
from banjie.feel.kinds import coerce, is_instance
from banjie.feel.limits import MAX_DEPTH
from banjie.feel.registry import BUILTINS, Builtin
from banjie.feel.scope import MISSING, Scope
from banjie.feel.values import Function, kind_of


def compile_call(node: FunctionCall, compile_: Compile) -> Closure:
    """A call. A built-in is found by its name, anything else by its value."""
    arguments = tuple(compile_(one) for one in node.arguments)
    names = node.names
    if isinstance(node.function, Name):
        builtin = BUILTINS.get(node.function.name)
        if builtin is not None:
            return _call_builtin(builtin, arguments, names)
        return _call_value(_function_by_name(node.function.name), arguments, names)
    return _call_value(compile_(node.function), arguments, names)


def _call_builtin(builtin: Builtin, arguments: tuple[Closure, ...], names: tuple[str, ...]) -> Closure:
    if names:
        return lambda scope: builtin.call_named(scope.run, [one(scope) for one in arguments], names)
    if len(arguments) == 1:
        only = arguments[0]
        return lambda scope: builtin.call(scope.run, (only(scope),))
    return lambda scope: builtin.call(scope.run, [one(scope) for one in arguments])


def _function_by_name(name: str) -> Closure:
    def find(scope: Scope) -> object:
        found = scope.find(name)
        return (
            scope.run.warn("unknown_function", f"there is no function {name!r}")
            if found is MISSING
            else found
        )

    return find


def _call_value(function: Closure, arguments: tuple[Closure, ...], names: tuple[str, ...]) -> Closure:
    def call(scope: Scope) -> object:
        target = function(scope)
        if not isinstance(target, Function):
            return scope.run.warn("not_a_function", f"a {kind_of(target)} cannot be called")
        values: Sequence[object] = [one(scope) for one in arguments]
        if names:
            if sorted(names) != sorted(target.parameters):
                return scope.run.warn("wrong_arguments", f"{target.name} has other parameters")
            given = dict(zip(names, values, strict=True))
            values = [given[name] for name in target.parameters]
        return target.call(tuple(values))

    return call


def compile_function(node: FunctionDefinition, compile_: Compile) -> Closure:
    """A function value that remembers the scope it was written in."""
    body = compile_(node.body)
    names = tuple(one.name for one in node.parameters)
    types = tuple(one.type for one in node.parameters)

    def define(scope: Scope) -> object:
        def call(arguments: tuple[object, ...]) -> object:
            run = scope.run
            if node.external:
                return run.warn("external_function", "external functions are never executed")
            if len(arguments) != len(names):
                return run.warn(
                    "wrong_arguments", f"a function of {len(names)} got {len(arguments)} arguments"
                )
            run.spend()
            variables: dict[str, object] = {}
            for name, wanted, argument in zip(names, types, arguments, strict=True):
                fits, value = (True, argument) if wanted is None else coerce(argument, wanted)
                if not fits:
                    return run.warn("wrong_arguments", f"{name} cannot be a {kind_of(argument)}")
                variables[name] = value
            return _deeper(Scope(variables, scope), body)

        return Function("function", names, types, call)

    return define


def _deeper(scope: Scope, body: Closure) -> object:
    run = scope.run
    run.depth += 1
    try:
        if run.depth > MAX_DEPTH:
            raise FeelBudgetExceeded("functions call each other too deeply")
        return body(scope)
    finally:
        run.depth -= 1


def compile_instance(node: InstanceOf, compile_: Compile) -> Closure:
    """True, false, or null for an unknown type."""
    value = compile_(node.value)

    def check(scope: Scope) -> object:
        found = is_instance(value(scope), node.type)
        if found is None:
            return scope.run.warn("unknown_type", f"there is no type {node.type.name!r}")
        return found

    return check
