"""A form made ready to work with: fields bound to their types, and the order to work them out in.

Forms are immutable, so the result is kept for the form object itself; a bounded number of them.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from threading import Lock

from banjie.forms.dependencies import Fill, fills, graph, order
from banjie.forms.form import Field, Form
from banjie.forms.registry import BadField, BoundField, bind

_KEPT = 512


@dataclass(frozen=True, slots=True)
class CompiledForm:
    """`fields` by code, `columns` of each subtable by code, `order` of the nodes (see `dependencies`)."""

    form: Form
    fields: Mapping[str, BoundField]
    columns: Mapping[str, Mapping[str, BoundField]]
    order: tuple[str, ...]
    fills: Mapping[str, Mapping[str, Fill]]

    def links(self, subtable: str = "") -> list[BoundField]:
        """The link fields of the form, or of one subtable."""
        scope = self.columns[subtable] if subtable else self.fields
        return [bound for bound in scope.values() if bound.type.code == "link"]


_cache: OrderedDict[int, CompiledForm] = OrderedDict()
_lock = Lock()


def compile_form(form: Form) -> CompiledForm:
    """The compiled form. Fields that cannot be bound are left out: publishing refuses them."""
    key = id(form)  # the cached entry holds the form, so no other object can have its id
    with _lock:
        found = _cache.get(key)
        if found is not None and found.form is form:
            _cache.move_to_end(key)
            return found
    made = _compile(form)
    with _lock:
        _cache[key] = made
        if len(_cache) > _KEPT:
            _cache.popitem(last=False)
    return made


def _compile(form: Form) -> CompiledForm:
    fields = _bind(form.fields)
    columns = {
        code: _bind(bound.field.fields) for code, bound in fields.items() if bound.column.kind == "rows"
    }
    nodes, _cycle = order(graph(fields, columns))
    filled = {"": fills(fields), **{code: fills(inner) for code, inner in columns.items()}}
    return CompiledForm(form, fields, columns, tuple(nodes), filled)


def _bind(fields: Iterable[Field]) -> dict[str, BoundField]:
    found: dict[str, BoundField] = {}
    for field in fields:
        try:
            found.setdefault(field.code, bind(field))
        except BadField:
            continue
    return found
