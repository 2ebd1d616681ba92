"""Line items: rows of fields of their own, stored in a table of their own.

The rows' values are the business of those fields; this module only bounds their number.
"""

from __future__ import annotations

from banjie.forms.field_type import Column, FieldType, Settings, Words, excel_text
from banjie.forms.fields import cells
from banjie.forms.invalid import Invalid

MAX_ROWS = 1000


class SubtableSettings(Settings, frozen=True):
    """At least `min_rows` to send the form, never more than `max_rows` (≤ 1000)."""

    min_rows: int = 0
    max_rows: int = 200


def _normalise(settings: SubtableSettings, raw: object) -> list[dict[str, object]]:
    if not isinstance(raw, list | tuple) or not all(isinstance(row, dict) for row in raw):
        raise Invalid("form.not_rows")
    if len(raw) > settings.max_rows:
        raise Invalid("form.max_rows", max=settings.max_rows, count=len(raw))
    return list(raw)


def _problems(settings: SubtableSettings) -> tuple[str, ...]:
    fine = 0 <= settings.min_rows <= settings.max_rows and 1 <= settings.max_rows <= MAX_ROWS
    return () if fine else ("form.check.rows",)


def _format(_settings: object, value: list[object], _words: Words) -> str:
    return str(len(value))


TYPE = FieldType(
    code="subtable",
    settings=SubtableSettings,
    normalise=_normalise,
    column=lambda _settings: Column("rows"),
    format=_format,
    operators=(),
    excel=excel_text,
    from_text=cells.none,
    problems=_problems,
)
