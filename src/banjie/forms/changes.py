"""What a new version of a form does to the one before, field by field, and to the values already stored.

Nothing is ever lost: a field that is no longer there is archived with its column. A field whose values are
stored differently from now on becomes a new field that `replaces` the old one; its values are converted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

from banjie.forms.field_type import Column
from banjie.forms.fields.results import ResultSettings, plain_type
from banjie.forms.form import Field, Form
from banjie.forms.invalid import Invalid
from banjie.forms.registry import BadField, BoundField, bind

Kind = Literal["added", "archived", "relabelled", "recoded", "retyped", "converted", "lossy", "refused"]
_SCALARS = frozenset({"text", "integer", "decimal", "boolean", "date", "datetime"})


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `where` is the field's path by code; `kind` is a key of the catalogue: `form.change.…`.

    `retyped`: another type, the same column. `converted`: a new column, every value carried over. `lossy`:
    carried over where the value fits. `refused`: cannot be, archive the field and add another.
    """

    kind: Kind
    where: str
    params: dict[str, Any] = field(default_factory=dict)


def assign_ids(form: Form, previous: Form | None) -> Form:
    """The form with a number for every field: the old one where it goes on, else the next.

    A field goes on when it carries the old number, or has none and the old code. `previous` is the version
    published before (None: there is none).
    """
    counter = _Counter(max([form.next_field_id, previous.next_field_id if previous else 1, *_after(form)]))
    fields = _assign(form.fields, previous.fields if previous else (), counter)
    return msgspec.structs.replace(form, fields=fields, next_field_id=counter.next)


def compare(form: Form, previous: Form) -> list[Change]:
    """Everything that differs in the fields. Works on the form as drafted: numbers are assigned first."""
    return _compare(assign_ids(form, previous).fields, previous.fields, "")


def convert(value: Any, source: BoundField, target: BoundField) -> Any:
    """A stored value as the field that replaces its own wants it; None when it cannot be."""
    raw = source.to_json(value)
    if target.column.kind == "text" and isinstance(raw, bool):
        raw = "true" if raw else "false"
    if target.column.kind == "text" and isinstance(raw, list):
        raw = ", ".join(map(str, raw))
    if target.column.kind == "date" and source.column.kind == "datetime":
        raw = str(raw)[:10]
    if target.column.kind == "datetime" and source.column.kind == "date":
        raw = f"{raw}T00:00:00Z"
    try:
        return target.normalise(raw)
    except Invalid:
        return None


class _Counter:
    def __init__(self, start: int) -> None:
        self.next = start

    def take(self) -> int:
        self.next += 1
        return self.next - 1


def _after(form: Form) -> list[int]:
    return [one.id + 1 for outer in form.fields for one in (outer, *outer.fields)]


def _assign(fields: tuple[Field, ...], old: tuple[Field, ...], counter: _Counter) -> tuple[Field, ...]:
    by_id = {one.id: one for one in old if one.id}
    by_code = {one.code: one for one in old}
    claimed = {one.id for one in fields if one.id in by_id}
    result = []
    for one in fields:
        before = by_id.get(one.id)
        if before is None and one.id == 0:
            same = by_code.get(one.code)
            before = same if same is not None and same.id not in claimed else None
        inner = _assign(one.fields, before.fields if before else (), counter)
        number, replaces = one.id or counter.take(), one.replaces
        if before is not None:
            keeps = _columns(one) == _columns(before)
            number = before.id if keeps else counter.take()
            replaces = before.replaces if keeps else before.id
        result.append(msgspec.structs.replace(one, id=number, replaces=replaces, fields=inner))
    return tuple(result)


def _columns(one: Field) -> Column | None:
    try:
        return bind(one).column
    except BadField:
        return None


def _compare(fields: tuple[Field, ...], old: tuple[Field, ...], path: str) -> list[Change]:
    before = {one.id: one for one in old}
    found: list[Change] = []
    gone = dict(before)
    for one in fields:
        where = path + one.code
        same = before.get(one.id) or before.get(one.replaces)
        if same is None:
            found.append(Change("added", where, {"label": one.label}))
            continue
        gone.pop(same.id, None)
        if one.code != same.code:
            found.append(Change("recoded", where, {"label": one.label, "before": same.code}))
        if one.label != same.label:
            found.append(Change("relabelled", where, {"label": one.label, "before": same.label}))
        kind = _type_change(one, same)
        if kind is not None:
            params = {"label": one.label, "before": same.type, "after": one.type}
            found.append(Change(kind, where, params))
        if one.id == same.id:
            found += _compare(one.fields, same.fields, f"{where}.")
    found += [Change("archived", path + one.code, {"label": one.label}) for one in gone.values()]
    return found


def _type_change(one: Field, same: Field) -> Kind | None:
    new, old = _bound(one), _bound(same)
    if new is None or old is None:
        return None
    if new.column == old.column:
        return "retyped" if one.type != same.type else None
    if new.column.kind == "json" and old.column.kind == "text":
        return "lossy"
    if not {new.column.kind, old.column.kind} <= _SCALARS:
        return "refused"
    return "converted" if _widens(old, new) else "lossy"


def _widens(old: BoundField, new: BoundField) -> bool:
    if isinstance(new.settings, ResultSettings):
        return plain_type(new.settings)[0].code == "text"
    if new.column.kind == "decimal":
        return old.column.kind == "integer" or (
            old.column.kind == "decimal" and old.column.scale <= new.column.scale
        )
    return new.type.code == "longtext" or (old.column.kind, new.column.kind) == ("date", "datetime")


def _bound(one: Field) -> BoundField | None:
    try:
        return bind(one)
    except BadField:
        return None


def archived(form: Form, previous: Form) -> Mapping[int, Field]:
    """The fields of the previous version that the new one neither has nor replaces, by number."""
    kept = {number for one in form.fields for number in (one.id, one.replaces)}
    return {one.id: one for one in previous.fields if one.id not in kept}
