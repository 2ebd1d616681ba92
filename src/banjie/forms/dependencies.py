"""In which order a form's fields are worked out: each after those it reads.

A node is a field (`amount`), a subtable (`items`: whether it is visible and which rows it has) or a
subtable's column (`items.qty`). What makes a node read another: its formula, default and visibility, the
link behind a lookup, the link that fills it in. Required marks and checks come after everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from banjie.forms.expressions import paths
from banjie.forms.fields.formula import FormulaSettings
from banjie.forms.fields.link import LinkSettings
from banjie.forms.fields.lookup import LookupSettings
from banjie.forms.registry import BoundField

Scope = Mapping[str, BoundField]


@dataclass(frozen=True, slots=True)
class Fill:
    """Where a field's value comes from when its link is chosen."""

    link: str
    form: str
    field: str


def fills(scope: Scope) -> dict[str, Fill]:
    """Per filled-in field of a scope its source."""
    return {
        target: Fill(code, bound.settings.form, source)
        for code, bound in scope.items()
        if isinstance(bound.settings, LinkSettings)
        for target, source in bound.settings.fill.items()
    }


def graph(fields: Scope, columns: Mapping[str, Scope]) -> dict[str, list[str]]:
    """Per node the nodes that it reads, in the order of the form."""
    found: dict[str, list[str]] = {}
    filled = fills(fields)
    for code, bound in fields.items():
        found[code] = list(dict.fromkeys(_reads(bound, code, filled, "", fields, columns)))
        inner = columns.get(code, {})
        inner_filled = fills(inner)
        for column, one in inner.items():
            reads = _reads(one, column, inner_filled, code, fields, columns)
            found[f"{code}.{column}"] = list(dict.fromkeys([code, *reads]))
    return found


def order(nodes: Mapping[str, Iterable[str]]) -> tuple[list[str], list[str]]:
    """All nodes, each after those it reads, and the first cycle found (empty when there is none)."""
    done: dict[str, bool] = {}
    result: list[str] = []
    cycle: list[str] = []

    def visit(node: str, trail: tuple[str, ...]) -> None:
        if node in done:
            if not done[node] and not cycle:
                cycle.extend((*trail[trail.index(node) :], node))
            return
        done[node] = False
        for other in nodes.get(node, ()):
            if other in nodes:
                visit(other, (*trail, node))
        done[node] = True
        result.append(node)

    for node in nodes:
        visit(node, ())
    return result, cycle


def _reads(
    bound: BoundField,
    code: str,
    filled: Mapping[str, Fill],
    subtable: str,
    fields: Scope,
    columns: Mapping[str, Scope],
) -> Iterator[str]:
    prefix = f"{subtable}." if subtable else ""
    if isinstance(bound.settings, LookupSettings):
        yield prefix + bound.settings.link
    if code in filled:
        yield prefix + filled[code].link
    for text in (_formula(bound), bound.field.default, bound.field.visible_when):
        for path in sorted(paths(text)):
            yield from _nodes(path, subtable, fields, columns)


def _formula(bound: BoundField) -> str:
    return bound.settings.expression if isinstance(bound.settings, FormulaSettings) else ""


def _nodes(
    path: tuple[str, ...], subtable: str, fields: Scope, columns: Mapping[str, Scope]
) -> Iterator[str]:
    name = path[0]
    if name in columns.get(subtable, {}):
        yield f"{subtable}.{name}"
    elif name in columns:
        if name != subtable:
            yield name
        inner = columns[name]
        if len(path) > 1 and path[1] in inner:
            yield f"{name}.{path[1]}"
        else:
            yield from (f"{name}.{column}" for column in inner)
    elif name in fields:
        yield name
