"""Which variables a tree uses: what has to be known before it can be evaluated.

Inside a filter a bare name may be a member of the element or a variable outside. Where the known names were
given, they decide; where not, the name counts as both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass

from banjie.feel import ast
from banjie.feel.registry import BUILTINS

_Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Used:
    """Free variables, and the paths that start at them."""

    names: frozenset[str]
    paths: frozenset[_Path]


def find_used(node: ast.Node, known: frozenset[str] = frozenset()) -> Used:
    """The free variables of a tree."""
    walk = _Walk(known)
    walk.visit(node, frozenset({"?"}), None)
    return Used(frozenset(walk.names), frozenset(walk.paths))


def children(node: object) -> Iterator[ast.Node]:
    """The nodes directly below a node."""
    if not is_dataclass(node):
        return
    for one in fields(node):
        value = getattr(node, one.name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, ast.Node):
                yield part
            elif isinstance(part, ast.Entry | ast.Iterator):
                yield from children(part)


def mentions(node: ast.Node, name: str) -> bool:
    """Whether a name occurs anywhere in a tree."""
    return (isinstance(node, ast.Name) and node.name == name) or any(
        mentions(one, name) for one in children(node)
    )


class _Walk:
    def __init__(self, known: frozenset[str]) -> None:
        self._known = known
        self.names: set[str] = set()
        self.paths: set[_Path] = set()

    def visit(self, node: ast.Node, bound: frozenset[str], element: _Path | None) -> None:
        """`element` is the path of the list being filtered, empty when it has none."""
        if isinstance(node, ast.Name | ast.Path):
            self._visit_path(node, bound, element)
        elif isinstance(node, ast.Filter):
            self.visit(node.source, bound, element)
            self.visit(node.condition, bound | {"item"}, _path_of(node.source) or ())
        elif isinstance(node, ast.For | ast.Quantified):
            self._visit_loop(node, bound, element)
        elif isinstance(node, ast.ContextLiteral):
            for entry in node.entries:
                self.visit(entry.value, bound, element)
                bound |= {entry.key}
        elif isinstance(node, ast.FunctionDefinition):
            self.visit(node.body, bound | {one.name for one in node.parameters}, element)
        elif isinstance(node, ast.FunctionCall):
            self._visit_call(node, bound, element)
        else:
            for child in children(node):
                self.visit(child, bound, element)

    def _visit_call(self, node: ast.FunctionCall, bound: frozenset[str], element: _Path | None) -> None:
        if not (isinstance(node.function, ast.Name) and node.function.name in BUILTINS):
            self.visit(node.function, bound, None)
        for argument in node.arguments:
            self.visit(argument, bound, element)

    def _visit_loop(
        self, node: ast.For | ast.Quantified, bound: frozenset[str], element: _Path | None
    ) -> None:
        for one in node.iterators:
            self.visit(one.source, bound, element)
            if one.end is not None:
                self.visit(one.end, bound, element)
            bound |= {one.name}
        if isinstance(node, ast.For):
            self.visit(node.body, bound | {"partial"}, element)
        else:
            self.visit(node.condition, bound, element)

    def _visit_path(self, node: ast.Name | ast.Path, bound: frozenset[str], element: _Path | None) -> None:
        path = _path_of(node)
        if isinstance(node, ast.Path) and (path is None or _root_filter(node)):
            self.visit(node.source, bound, element)
        if path is None or path[0] in bound:
            return
        if element is None or path[0] in self._known or not self._known:
            self.names.add(path[0])
            self.paths.add(path)
        if element and path[0] not in self._known:
            self.paths.add(element + path)


def _root_filter(node: ast.Node) -> bool:
    while isinstance(node, ast.Path):
        node = node.source
    return isinstance(node, ast.Filter)


def _path_of(node: ast.Node) -> _Path | None:
    """The dotted path that a node reads; a filter does not change it."""
    if isinstance(node, ast.Name):
        return (node.name,)
    if isinstance(node, ast.Filter):
        return _path_of(node.source)
    if isinstance(node, ast.Path):
        source = _path_of(node.source)
        return None if source is None else (*source, node.name)
    return None
