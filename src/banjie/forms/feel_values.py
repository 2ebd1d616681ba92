"""A form's values as expressions see them: by code at the top, links as contexts, rows as contexts.

Used by the form itself and by everything that asks questions about a case: conditions, assignment,
templates of follow-ups.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from banjie.forms.compiled import compile_form
from banjie.forms.fields.link import LinkSettings, read_id
from banjie.forms.form import Form
from banjie.forms.invalid import Invalid
from banjie.forms.registry import BoundField

Values = Mapping[str, Any]
Links = Mapping[tuple[str, int], Values]
"""Values of linked records by (form code, record id)."""


def feel_value(bound: BoundField, value: Any, links: Links) -> object:
    """One value; a link becomes its record's values with `id`, alone when the record is not given."""
    if value is None:
        return None
    if isinstance(bound.settings, LinkSettings):
        return {**links.get((bound.settings.form, value), {}), "id": value}
    return bound.to_feel(value)


def feel_context(form: Form, values: Values, links: Links | None = None) -> dict[str, object]:
    """All values of a record; what is missing is null."""
    compiled = compile_form(form)
    known = links or {}
    context: dict[str, object] = {}
    for code, bound in compiled.fields.items():
        value = values.get(code)
        if code in compiled.columns:
            inner = compiled.columns[code]
            context[code] = [_row(inner, row, known) for row in value or ()]
        else:
            context[code] = feel_value(bound, value, known)
    return context


def linked_ids(form: Form, values: Values) -> set[tuple[str, int]]:
    """The records that these values link to: what to load before evaluating. Takes raw values too."""
    compiled = compile_form(form)
    found = set(_linked(compiled.links(), values))
    for code in compiled.columns:
        rows = values.get(code)
        for row in rows if isinstance(rows, list | tuple) else ():
            if isinstance(row, Mapping):
                found.update(_linked(compiled.links(code), row))
    return found


def _row(inner: Mapping[str, BoundField], row: Values, links: Links) -> dict[str, object]:
    return {code: feel_value(bound, row.get(code), links) for code, bound in inner.items()}


def _linked(fields: list[BoundField], values: Values) -> Iterator[tuple[str, int]]:
    for bound in fields:
        raw = values.get(bound.field.code)
        if raw is None or raw == "" or not isinstance(bound.settings, LinkSettings):
            continue
        try:
            yield bound.settings.form, read_id(raw)
        except Invalid:
            continue
