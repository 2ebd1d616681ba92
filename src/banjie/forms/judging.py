"""What follows from all values together: what is required, which checks and rules fail, how many rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from banjie.forms.expressions import evaluate
from banjie.forms.field_error import FieldError
from banjie.forms.fields.subtable import SubtableSettings
from banjie.forms.part import Part
from banjie.forms.registry import BoundField

if TYPE_CHECKING:
    from banjie.forms.evaluation import Evaluation


def judge(work: Evaluation, mode: Literal["draft", "submit"]) -> None:
    """Fills `work.required` and adds to `work.errors`; only what the asker can see is judged."""
    failed = {error.field for error in work.errors}
    for code, bound in work.compiled.fields.items():
        _field(work, work.form, bound, "", mode, failed)
        if code not in work.compiled.columns or not work.visible[code]:
            continue
        for part in work.rows[code]:
            for column in work.compiled.columns[code].values():
                _field(work, part, column, code, mode, failed)
    for rule in work.compiled.form.rules:
        judged = work.visible.get(rule.field, False) and rule.field not in failed
        if judged and evaluate(rule.check, work.form.context, work.now) is False:
            work.errors.append(FieldError(rule.field, "form.rule_failed", message=rule.message))


def _field(
    work: Evaluation,
    part: Part,
    bound: BoundField,
    subtable: str,
    mode: Literal["draft", "submit"],
    failed: set[str],
) -> None:
    field = bound.field
    path = part.at(field.code)
    required = _required(work, part, bound, subtable)
    work.required[path] = required
    if not work.visible[path] or path in failed:
        return
    label = {"label": field.label}
    if isinstance(bound.settings, SubtableSettings):
        count = len(work.rows[field.code])
        least = max(bound.settings.min_rows, 1 if required else 0)
        if mode == "submit" and count < least and not work.readonly[path]:
            work.errors.append(FieldError(path, "form.min_rows", {**label, "min": least, "count": count}))
    elif part.values[field.code] is None:
        if mode == "submit" and required:
            work.errors.append(FieldError(path, "form.required", label))
        return
    if field.check.strip() and evaluate(field.check, work.scope(part), work.now) is False:
        work.errors.append(FieldError(path, "form.check_failed", label, field.check_message or None))


def _required(work: Evaluation, part: Part, bound: BoundField, subtable: str) -> bool:
    """Never for what the asker cannot enter: nobody could satisfy it."""
    field = bound.field
    if not work.visible[part.at(field.code)] or work.readonly[part.at(field.code)]:
        return False
    if field.required or work.may(field.code, subtable) == "required":
        return True
    rule = field.required_when
    return bool(rule.strip()) and evaluate(rule, work.scope(part), work.now) is True
