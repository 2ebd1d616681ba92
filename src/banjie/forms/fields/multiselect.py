"""Any number of several options, in the order they were chosen."""

from __future__ import annotations

from banjie.forms.field_type import LIST, Column, FieldType, excel_text
from banjie.forms.fields import cells
from banjie.forms.fields.options import ChoiceSettings, problems
from banjie.forms.fields.texts import read_texts
from banjie.forms.invalid import Invalid


def _normalise(settings: ChoiceSettings, raw: object) -> list[str] | None:
    values = read_texts(raw, 200, settings.max_count)
    for value in values or ():
        if not settings.allows(value):
            raise Invalid("form.not_an_option", value=value)
    return values


TYPE = FieldType(
    code="multiselect",
    settings=ChoiceSettings,
    normalise=_normalise,
    column=lambda _settings: Column("json"),
    format=lambda settings, value, _words: ", ".join(map(settings.label, value)),
    operators=LIST,
    excel=excel_text,
    from_text=lambda settings, text: [settings.meant(part) for part in cells.several(text)],
    problems=problems,
)
