"""Working out a form's values, field by field in the order of what they read.

One object per call. It only collects: values, contexts for expressions, visibility, and errors of single
values. What follows from all values together (required, checks, rules) is judged afterwards.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from banjie.forms.compiled import CompiledForm
from banjie.forms.expressions import evaluate
from banjie.forms.feel_values import Links, feel_value
from banjie.forms.field_error import Access, FieldError
from banjie.forms.field_values import FieldValues
from banjie.forms.invalid import Invalid
from banjie.forms.part import Part
from banjie.forms.registry import BoundField

Values = Mapping[str, Any]


class Evaluation:
    """The state while a form is worked out. `rows` are the parts of each subtable."""

    def __init__(
        self,
        compiled: CompiledForm,
        raw: Values,
        now: datetime,
        access: Mapping[str, Access] | None,
        links: Links | None,
        previous: Values | None,
        changed: str | None,
        user: Values,
    ) -> None:
        self.compiled = compiled
        self.now = now
        self.errors: list[FieldError] = []
        self.visible: dict[str, bool] = {}
        self.required: dict[str, bool] = {}
        self.readonly: dict[str, bool] = {}
        self.concealed: set[str] = set()
        context: dict[str, object] = {**dict.fromkeys(compiled.fields), "user": dict(user)}
        self.form = Part("", raw, previous, context)
        self.rows: dict[str, list[Part]] = {}
        self.access = access
        self._links = links or {}
        self._values = FieldValues(self, links, changed)

    def run(self) -> None:
        """Visits every node once."""
        for code in self.form.raw:
            if code not in self.compiled.fields and code != "id":
                self.errors.append(FieldError(code, "form.unknown_field", {"field": code}))
        for node in self.compiled.order:
            code, _, column = node.partition(".")
            if column:
                bound = self.compiled.columns[code][column]
                for part in self.rows[code]:
                    self._visit(part, bound, code)
            elif code in self.compiled.columns:
                self._visit_subtable(self.compiled.fields[code])
            else:
                self._visit(self.form, self.compiled.fields[code], "")

    def may(self, code: str, subtable: str = "") -> Access:
        """What may be done with a field; a column follows its subtable unless it is named itself."""
        if self.access is None:
            return "edit"
        if subtable:
            whole = self.may(subtable)
            own = self.access.get(f"{subtable}.{code}")
            if whole == "hidden" or own is None:
                return "edit" if whole == "required" else whole
            return own
        return self.access.get(code, "read")

    def scope(self, part: Part) -> Mapping[str, object]:
        """What an expression of this part sees: a row's own fields first, then the form's."""
        return ChainMap(part.context, self.form.context) if part.path else part.context

    def fail(self, path: str, bound: BoundField, error: Invalid) -> None:
        """Notes a value that its field cannot hold."""
        self.errors.append(FieldError(path, error.code, {"label": bound.field.label, **error.params}))

    def stored(self, *, drop_invisible: bool) -> dict[str, Any]:
        """The values to store; rows with the id they had."""
        result = dict(self._kept(self.form, drop_invisible))
        for code, parts in self.rows.items():
            if drop_invisible and not self.visible[code] and code not in self.concealed:
                result[code] = []
                continue
            result[code] = [
                {**({"id": part.raw["id"]} if part.prior else {}), **self._kept(part, drop_invisible)}
                for part in parts
            ]
        return {code: result[code] for code in self.compiled.fields}

    def title(self) -> str:
        """The record's short text: the form's own expression, else the first text there is."""
        text = evaluate(self.compiled.form.title, self.form.context, self.now)
        if text is None:
            candidates = (self.form.values.get(code) for code in self.compiled.fields)
            text = next((value for value in candidates if isinstance(value, str)), "")
        return " ".join(str(text).split())[:300]

    def _visit(self, part: Part, bound: BoundField, subtable: str) -> None:
        code = bound.field.code
        path = part.at(code)
        shown = self._see(part, bound, subtable)
        value = self._values.of(part, bound, self.may(code, subtable))
        part.values[code] = value
        part.context[code] = feel_value(bound, value, self._links) if shown else None
        self.readonly[path] = (
            bound.type.computed or bound.field.readonly or self.may(code, subtable) in ("read", "hidden")
        )

    def _visit_subtable(self, bound: BoundField) -> None:
        code = bound.field.code
        access = self.may(code)
        shown = self._see(self.form, bound, "")
        self.readonly[code] = bound.field.readonly or access in ("read", "hidden")
        parts = self._values.rows(self.form, bound, access)
        blank = dict.fromkeys(self.compiled.columns[code])
        for part in parts:
            part.context = dict(blank)
        self.rows[code] = parts
        self.form.context[code] = [part.context for part in parts] if shown else []

    def _see(self, part: Part, bound: BoundField, subtable: str) -> bool:
        """Notes whether the asker sees the field; returns whether the form's rule shows it (null: no).

        What is only kept from the asker still counts in expressions, what the rule hides does not.
        """
        code, rule = bound.field.code, bound.field.visible_when
        shown = not rule.strip() or evaluate(rule, self.scope(part), self.now) is True
        concealed = self.may(code, subtable) == "hidden"
        if concealed:
            self.concealed.add(f"{subtable}.{code}" if subtable else code)
        self.visible[part.at(code)] = shown and not concealed
        return shown

    def _kept(self, part: Part, drop_invisible: bool) -> dict[str, Any]:
        return {
            code: None if drop_invisible and self._ruled_out(part, code) else value
            for code, value in part.values.items()
        }

    def _ruled_out(self, part: Part, code: str) -> bool:
        concealed = (f"{part.subtable}.{code}" if part.path else code) in self.concealed
        return not self.visible[part.at(code)] and not concealed
