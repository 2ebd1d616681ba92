"""The whole state of a form from the values given: the one call behind the page, the API and every write.

In: raw values, who may do what with which field, the linked records' values, what was stored before. Out:
the values that hold, what is visible, required and read-only, and everything that is wrong. It decides
nothing about who asks and reads nothing from anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from banjie.forms.compiled import compile_form
from banjie.forms.evaluation import Evaluation
from banjie.forms.feel_values import Links
from banjie.forms.field_error import Access, FieldError
from banjie.forms.form import Form
from banjie.forms.judging import judge

__all__ = ["Access", "FieldError", "FormState", "Mode", "evaluate"]

Mode = Literal["draft", "submit"]


@dataclass(frozen=True, slots=True)
class FormState:
    """What holds now. Keys are paths: `amount`, and in subtables `items[0].qty`.

    `values` are the values to store, also those hidden from the asker; hand out `shown()` instead.
    `title` is the record's short text.
    """

    values: dict[str, Any]
    visible: dict[str, bool]
    required: dict[str, bool]
    readonly: dict[str, bool]
    errors: tuple[FieldError, ...]
    title: str
    hidden: frozenset[str] = frozenset()

    def shown(self) -> dict[str, Any]:
        """The values without those that the asker may not see (`items.price`: that column of every row)."""
        result: dict[str, Any] = {}
        for code, value in self.values.items():
            if code in self.hidden:
                continue
            if isinstance(value, list) and value and isinstance(value[0], dict):
                value = [
                    {key: item for key, item in row.items() if f"{code}.{key}" not in self.hidden}
                    for row in value
                ]
            result[code] = value
        return result


def evaluate(
    form: Form,
    values: Mapping[str, Any],
    *,
    now: datetime,
    mode: Mode = "draft",
    access: Mapping[str, Access] | None = None,
    links: Links | None = None,
    previous: Mapping[str, Any] | None = None,
    changed: str | None = None,
    user: Mapping[str, Any] | None = None,
) -> FormState:
    """Works out a form.

    `values`: raw or already normalised; a key that is missing keeps what `previous` has, or on a new record
    takes its default; an explicit null empties the field. `mode` "draft" tolerates what is missing and keeps
    what a visibility rule hides; "submit" demands the first and drops the second.
    `access`: per field, for a subtable's column as `items.qty`; a field it does not name is read-only. None:
    all may be edited (the applicant). What may not be edited stays as in `previous`, whatever was sent.
    `links`: values of linked records; None means not looked up, a record that is missing from a mapping
    does not exist. `changed`: path of the field just edited, for which fill-in happens at once.
    `user`: what expressions see as `user`. Never raises for wrong values: they are in `errors`.
    """
    compiled = compile_form(form)
    work = Evaluation(compiled, values, now, access, links, previous, changed, dict(user or {}))
    work.run()
    judge(work, mode)
    return FormState(
        values=work.stored(drop_invisible=mode == "submit"),
        visible=work.visible,
        required=work.required,
        readonly=work.readonly,
        errors=tuple(work.errors),
        title=work.title(),
        hidden=frozenset(work.concealed),
    )
