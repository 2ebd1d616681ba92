"""Names, paths, filters, lists and contexts as closures."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from banjie.feel.ast import AtLiteral, ContextLiteral, Filter, ListLiteral, Literal, Name, Path, Unary
from banjie.feel.compile_operators import Closure, Compile
from banjie.feel.convert import to_feel
from banjie.feel.numbers import whole
from banjie.feel.properties import read_property
from banjie.feel.registry import BUILTINS
from banjie.feel.scope import MISSING, Scope
from banjie.feel.values import NATIVE, FeelList, kind_of


def compile_at(node: AtLiteral, _: Compile) -> Closure:
    """A literal that stands for nothing."""
    message = f'@"{node.text}" is no date, time or duration'
    return lambda scope: scope.run.warn("bad_literal", message)


def compile_name(node: Name, _: Compile) -> Closure:
    """The variable from the nearest scope; a missing one is null with a warning."""
    name = node.name

    def read(scope: Scope) -> object:
        value = scope.variables.get(name)
        if value is None:
            return _read_slowly(scope, name)
        return value if type(value) in NATIVE else to_feel(value)

    return read


def _read_slowly(scope: Scope, name: str) -> object:
    value = scope.find(name)
    if value is not MISSING:
        return value
    builtin = BUILTINS.get(name)
    if builtin is not None:
        return builtin.as_function(scope.run)
    return scope.run.warn("unknown_name", f"there is no variable {name!r}")


def compile_path(node: Path, compile_: Compile) -> Closure:
    """A member of a context, a property of a value, or a list of those."""
    source, name = compile_(node.source), node.name

    def read(scope: Scope) -> object:
        value = source(scope)
        if type(value) is dict:
            if name in value:
                return to_feel(value[name])
        elif isinstance(value, FeelList):
            scope.run.spend(len(value))
            return FeelList([_step(scope, item, name) for item in value])
        return _step(scope, value, name)

    return read


def _step(scope: Scope, value: object, name: str) -> object:
    if isinstance(value, Mapping):
        if name in value:
            return to_feel(value[name])
        return scope.run.warn("unknown_member", f"the context has no {name!r}")
    found = read_property(value, name)
    if found is MISSING:
        return scope.run.warn("unknown_member", f"a {kind_of(value)} has no {name!r}")
    return found


def compile_list(node: ListLiteral, compile_: Compile) -> Closure:
    """A list of the items' values."""
    items = tuple(compile_(item) for item in node.items)

    def build(scope: Scope) -> object:
        scope.run.spend(len(items))
        return FeelList([item(scope) for item in items])

    return build


def compile_context(node: ContextLiteral, compile_: Compile) -> Closure:
    """A context whose later entries see the earlier ones; a repeated key gives null."""
    entries = tuple((entry.key, compile_(entry.value)) for entry in node.entries)
    repeated = len({key for key, _ in entries}) < len(entries)

    def build(scope: Scope) -> object:
        if repeated:
            return scope.run.warn("repeated_key", "a context has the same key twice")
        scope.run.spend(len(entries))
        found: dict[str, object] = {}
        inner = Scope(found, scope)
        for key, value in entries:
            found[key] = value(inner)
        return found

    return build


def compile_filter(node: Filter, compile_: Compile) -> Closure:
    """`source[n]` by position (from 1, or from the end when negative), `source[condition]` by truth."""
    source, condition = compile_(node.source), compile_(node.condition)
    index_only = _is_index(node)

    def choose(scope: Scope) -> object:
        value = source(scope)
        if value is None:
            return None
        items = value if isinstance(value, FeelList) else FeelList([value])
        if index_only:
            return _at(scope, items, condition(scope))
        if not items:
            return None if isinstance(condition(scope), Decimal) else FeelList()
        return _select(scope, items, condition)

    return choose


def _is_index(node: Filter) -> bool:
    inner = node.condition.operand if isinstance(node.condition, Unary) else node.condition
    return isinstance(inner, Literal) and isinstance(inner.value, Decimal)


def _select(scope: Scope, items: FeelList, condition: Closure) -> object:
    run = scope.run
    chosen = FeelList()
    for position, item in enumerate(items):
        run.spend()
        inner = Scope({"item": item}, scope)
        if isinstance(item, Mapping):
            inner = Scope(item, inner)
        answer = condition(inner)
        if answer is True:
            chosen.append(item)
        elif position == 0 and isinstance(answer, Decimal):
            return _at(scope, items, answer)
    return chosen


def _at(scope: Scope, items: FeelList, position: object) -> object:
    index = whole(position) if isinstance(position, Decimal) else None
    if index is not None and 1 <= abs(index) <= len(items):
        return items[index - 1 if index > 0 else index]
    return scope.run.warn("no_such_position", f"a list of {len(items)} has no such position")
