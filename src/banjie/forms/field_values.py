"""Where one field's value comes from: what was given, what was stored, a default, a chosen record, a formula."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from banjie.forms.expressions import evaluate
from banjie.forms.feel_values import Links
from banjie.forms.field_error import Access, FieldError
from banjie.forms.fields.formula import FormulaSettings
from banjie.forms.fields.link import LinkSettings
from banjie.forms.fields.lookup import LookupSettings
from banjie.forms.invalid import Invalid
from banjie.forms.part import Part
from banjie.forms.registry import BoundField
from banjie.forms.wire import trusted

if TYPE_CHECKING:
    from banjie.forms.evaluation import Evaluation


class FieldValues:
    """Decides values for one evaluation. `links` None: linked records were not looked up at all."""

    def __init__(self, work: Evaluation, links: Links | None, changed: str | None) -> None:
        self._work = work
        self._links = links
        self._changed = changed

    def of(self, part: Part, bound: BoundField, access: Access) -> Any:
        """The value of a field that is no subtable."""
        if isinstance(bound.settings, FormulaSettings):
            return self._result(
                bound, evaluate(bound.settings.expression, self._work.scope(part), self._work.now)
            )
        if isinstance(bound.settings, LookupSettings):
            return self._looked_up(part, bound, bound.settings)
        if bound.type.computed:
            return self._stored(part, bound)
        editable = access in ("edit", "required") and not bound.field.readonly
        filled = self._filled(part, bound, editable)
        if filled is not None:
            return filled
        if editable and bound.field.code in part.raw:
            return self._given(part, bound)
        if part.prior is None and bound.field.default.strip():
            return self._result(bound, evaluate(bound.field.default, self._work.scope(part), self._work.now))
        return self._stored(part, bound)

    def rows(self, form: Part, bound: BoundField, access: Access) -> list[Part]:
        """A subtable's rows, those that were stored matched by their id; values are worked out later."""
        code = bound.field.code
        stored = (form.prior or {}).get(code) or []
        before = {row["id"]: row for row in stored if row.get("id") is not None}
        raw: list[Any] = stored
        if access in ("edit", "required") and not bound.field.readonly and code in form.raw:
            try:
                raw = bound.normalise(form.raw[code]) or []
            except Invalid as error:
                self._work.fail(code, bound, error)
        parts = []
        for index, row in enumerate(raw):
            prior = before.pop(
                _key(row), None
            )  # popped: a row sent twice under one id is new the second time
            part = Part(f"{code}[{index}]", row if prior is None else {**row, "id": prior["id"]}, prior, {})
            parts.append(part)
            for key in row:
                if key != "id" and key not in self._work.compiled.columns[code]:
                    path = part.at(str(key))
                    self._work.errors.append(FieldError(path, "form.unknown_field", {"field": str(key)}))
        return parts

    def _given(self, part: Part, bound: BoundField) -> Any:
        code = bound.field.code
        raw = part.raw[code]
        try:
            value = bound.normalise(raw)
        except Invalid as error:
            # What was stored under an older version stays allowed until somebody changes it.
            before = (part.prior or {}).get(code)
            if before is not None and raw in (before, bound.to_json(before)):
                return before
            self._work.fail(part.at(code), bound, error)
            return None
        if isinstance(bound.settings, LinkSettings) and value is not None and self._links is not None:
            unchanged = (part.prior or {}).get(code) == value
            if not unchanged and (bound.settings.form, value) not in self._links:
                self._work.fail(part.at(code), bound, Invalid("form.link_unknown", id=value))
        return value

    def _filled(self, part: Part, bound: BoundField, editable: bool) -> Any:
        subtable = part.subtable
        fill = self._work.compiled.fills[subtable].get(bound.field.code)
        chosen = part.values.get(fill.link) if fill else None
        if fill is None or chosen is None:
            return None
        just_now = self._changed == part.at(fill.link)
        moved = part.prior is None or part.prior.get(fill.link) != chosen
        untouched = not editable or bound.field.code not in part.raw
        if not just_now and not (moved and untouched):
            return None
        linked: Mapping[str, Any] = (self._links or {}).get((fill.form, chosen), {})
        return trusted(bound, linked.get(fill.field))

    def _looked_up(self, part: Part, bound: BoundField, settings: LookupSettings) -> Any:
        chosen = part.values.get(settings.link)
        subtable = part.subtable
        scope = self._work.compiled.columns[subtable] if subtable else self._work.compiled.fields
        link = scope.get(settings.link)
        if chosen is None or link is None or not isinstance(link.settings, LinkSettings):
            return None
        linked = (self._links or {}).get((link.settings.form, chosen))
        if linked is None:
            return self._stored(part, bound) if (part.prior or {}).get(settings.link) == chosen else None
        return self._result(bound, linked.get(settings.field))

    def _stored(self, part: Part, bound: BoundField) -> Any:
        value = (part.prior or {}).get(bound.field.code)
        if value is None:
            return None
        kept = trusted(bound, value)
        return value if kept is None else kept

    def _result(self, bound: BoundField, value: object) -> Any:
        return trusted(bound, value)


def _key(row: Mapping[str, Any]) -> int | None:
    key = row.get("id")
    if isinstance(key, str) and key.isascii() and key.isdigit() and len(key) <= 19:
        return int(key)
    return key if isinstance(key, int) and not isinstance(key, bool) else None
