"""A value computed by FEEL from other fields; in a subtable, once per row."""

from __future__ import annotations

from banjie.forms.fields.decimals import MAX_SCALE
from banjie.forms.fields.results import ResultSettings, result_type


class FormulaSettings(ResultSettings, frozen=True, kw_only=True):
    """`expression` is FEEL over the form's values (in a subtable: the row's first)."""

    expression: str


def _problems(settings: FormulaSettings) -> tuple[str, ...]:
    found = [] if settings.expression.strip() else ["form.check.no_expression"]
    if settings.scale is not None and not 0 <= settings.scale <= MAX_SCALE:
        found.append("form.check.scale")
    return tuple(found)


TYPE = result_type("formula", FormulaSettings, _problems)
