"""Yes or no; not answered is neither."""

from __future__ import annotations

from banjie.forms.field_type import EQUALITY, Column, FieldType, Settings, Words
from banjie.forms.fields import cells
from banjie.forms.invalid import Invalid


class BooleanSettings(Settings, frozen=True):
    """A yes-or-no field has no settings."""


def read_boolean(raw: object) -> bool:
    """True or false, also from their JSON words. Raises `Invalid`."""
    if isinstance(raw, bool):
        return raw
    if raw in ("true", "false"):
        return raw == "true"
    raise Invalid("form.not_boolean")


def _format(_settings: object, value: bool, words: Words) -> str:
    return words("form.yes" if value else "form.no")


TYPE = FieldType(
    code="boolean",
    settings=BooleanSettings,
    normalise=lambda _settings, raw: read_boolean(raw),
    column=lambda _settings: Column("boolean"),
    format=_format,
    operators=EQUALITY,
    excel=lambda _settings: "boolean",
    from_text=lambda _settings, text: cells.truth(text),
)
