"""A record's values as they travel and as they come in: JSON with decimals, dates and moments as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from banjie.forms.compiled import compile_form
from banjie.forms.form import Form
from banjie.forms.invalid import Invalid
from banjie.forms.registry import BoundField

Values = Mapping[str, Any]


def values_to_json(form: Form, values: Values) -> dict[str, Any]:
    """Every field of the form, null where empty; rows keep their `id`."""
    compiled = compile_form(form)
    return {
        code: (
            [_row_to_json(compiled.columns[code], row) for row in values.get(code) or ()]
            if code in compiled.columns
            else bound.to_json(values.get(code))
        )
        for code, bound in compiled.fields.items()
    }


def values_from_json(form: Form, values: Values) -> dict[str, Any]:
    """Stored JSON back into values; what no longer fits its field is left out, unknown keys too."""
    compiled = compile_form(form)
    return {
        code: (
            [_row_from_json(compiled.columns[code], row) for row in values.get(code) or ()]
            if code in compiled.columns
            else trusted(bound, values.get(code))
        )
        for code, bound in compiled.fields.items()
    }


def trusted(bound: BoundField, raw: object) -> Any:
    """A stored value as its field reads it today; None when it no longer can."""
    try:
        return bound.normalise(raw)
    except Invalid:
        return None


def _row_to_json(inner: Mapping[str, BoundField], row: Values) -> dict[str, Any]:
    values = {code: bound.to_json(row.get(code)) for code, bound in inner.items()}
    return {"id": row["id"], **values} if row.get("id") is not None else values


def _row_from_json(inner: Mapping[str, BoundField], row: Values) -> dict[str, Any]:
    values = {code: trusted(bound, row.get(code)) for code, bound in inner.items()}
    return {"id": row["id"], **values} if row.get("id") is not None else values
