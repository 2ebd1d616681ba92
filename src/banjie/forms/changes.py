"""What a new version of a form does to the one before, field by field, and to the values already stored.

Nothing is ever lost: a field that is no longer there is archived with its column. A field whose values are
stored differently from now on becomes a new field that `replaces` the old one; its values are converted.
"""

from __future__ import annotations

from collections.abc import Sequence
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


def assign_ids(form: Form, previous: Form | None, older: Sequence[Form] = ()) -> Form:
    """The form with a number for every field: the old one where it goes on, else the next.

    A field goes on when it carries the number it had, or has none and the old code. `previous` is the
    version published before (None: there is none). A number from `older` versions brings an archived field
    back; any other number is replaced, for its column might hold something else.
    """
    versions = [one for one in (previous, *older) if one is not None]
    counter = _Counter(
        max([1, *(number for one in versions for number in (one.next_field_id, *_after(one)))])
    )
    fields = _assign(form.fields, [one.fields for one in versions], counter)
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


def _assign(
    fields: tuple[Field, ...], versions: Sequence[tuple[Field, ...]], counter: _Counter
) -> tuple[Field, ...]:
    previous = versions[0] if versions else ()
    by_id: dict[int, Field] = {}
    for version in versions:  # the newest first
        for one in version:
            by_id.setdefault(one.id, one)
    by_code = {one.code: one for one in previous}
    claimed: set[int] = set()
    named = {one.id for one in fields if one.id in by_id}
    result = []
    for one in fields:
        before = by_id.get(one.id) if one.id else by_code.get(one.code)
        if before is not None and (before.id in claimed or (not one.id and before.id in named)):
            before = None  # a copy of a field carries its number: the first one keeps it
        inner = [version.fields for version in _same(before, versions)]
        if before is None:
            number, replaces = counter.take(), 0
        elif _columns(one) == _columns(before):
            number, replaces = before.id, before.replaces
        else:
            number, replaces = counter.take(), before.id
        if before is not None:
            claimed.add(before.id)
        result.append(
            msgspec.structs.replace(
                one, id=number, replaces=replaces, fields=_assign(one.fields, inner, counter)
            )
        )
    return tuple(result)


def _same(before: Field | None, versions: Sequence[tuple[Field, ...]]) -> list[Field]:
    """The field as it was in each version that had it."""
    return [one for version in versions for one in version if before is not None and one.id == before.id]


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
    return new.type.code in ("text", "longtext") or (old.column.kind, new.column.kind) == ("date", "datetime")


def _bound(one: Field) -> BoundField | None:
    try:
        return bind(one)
    except BadField:
        return None
