"""Text of several lines."""

from __future__ import annotations

from banjie.forms.field_type import TEXT, FieldType, Settings, as_text, excel_text, text_column
from banjie.forms.fields.texts import read_text


class LongTextSettings(Settings, frozen=True):
    """`max_length` up to 100 000; `rows` is how tall the input is."""

    max_length: int = 5000
    rows: int = 3


def _problems(settings: LongTextSettings) -> tuple[str, ...]:
    return () if 1 <= settings.max_length <= 100_000 else ("form.check.max_length",)


TYPE = FieldType(
    code="longtext",
    settings=LongTextSettings,
    normalise=lambda settings, raw: read_text(raw, settings.max_length, lines=True),
    column=text_column,
    format=as_text,
    operators=TEXT,
    excel=excel_text,
    problems=_problems,
)
