"""One of several options."""

from __future__ import annotations

from banjie.forms.field_type import TEXT, FieldType, excel_text, text_column
from banjie.forms.fields.options import ChoiceSettings, problems
from banjie.forms.fields.texts import read_text
from banjie.forms.invalid import Invalid


def _normalise(settings: ChoiceSettings, raw: object) -> str | None:
    value = read_text(raw, 200)
    if value is not None and not settings.allows(value):
        raise Invalid("form.not_an_option", value=value)
    return value


TYPE = FieldType(
    code="select",
    settings=ChoiceSettings,
    normalise=_normalise,
    column=text_column,
    format=lambda settings, value, _words: settings.label(value),
    operators=TEXT,
    excel=excel_text,
    from_text=lambda settings, text: settings.meant(text),
    problems=problems,
)
