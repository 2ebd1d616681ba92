"""Every field type by its code, and a field bound to its type: the one place that knows them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from banjie.forms.field_type import Column, FieldType, Settings, Words
from banjie.forms.fields import (
    attachment,
    boolean,
    cells,
    date,
    datetime,
    department,
    formula,
    image,
    link,
    longtext,
    lookup,
    money,
    multiselect,
    number,
    person,
    select,
    serial,
    subtable,
    text,
)
from banjie.forms.form import Field

_MODULES = (
    text, longtext, number, money, date, datetime, boolean, select, multiselect, person, department,
    link, lookup, formula, image, attachment, subtable, serial,
)  # fmt: skip
TYPES: dict[str, FieldType[Any]] = {module.TYPE.code: module.TYPE for module in _MODULES}

# msgspec works out a struct's fields at its first use and crashes where two threads do so at once: do it here.
for _type in TYPES.values():
    msgspec.json.Decoder(_type.settings)


class BadField(ValueError):  # noqa: N818 - it names the field
    """A field whose type is unknown or whose settings do not decode; checks report it, nothing else sees it."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class BoundField:
    """A field with its type and its decoded settings."""

    field: Field
    type: FieldType[Any]
    settings: Settings

    def normalise(self, raw: object) -> Any:
        """The value, None when nothing was entered. Raises `Invalid`."""
        if raw is None or raw == "" or raw == [] or raw == ():
            return None
        return self.type.normalise(self.settings, raw)

    def from_text(self, text: str) -> object:
        """The raw value that a spreadsheet's cell means, None for an empty one. Raises `Invalid`."""
        read = cells.none if self.type.computed else self.type.from_text
        return read(self.settings, text) if text.strip() else None

    def to_json(self, value: Any) -> Any:
        """The value as it travels."""
        return None if value is None else self.type.to_json(self.settings, value)

    def to_feel(self, value: Any) -> Any:
        """The value as expressions see it (links and subtables are resolved elsewhere)."""
        return None if value is None else self.type.to_feel(self.settings, value)

    def format(self, value: Any, words: Words) -> str:
        """The text a person reads; empty for nothing."""
        return "" if value is None else self.type.format(self.settings, value, words)

    @property
    def column(self) -> Column:
        """How the value is stored."""
        return self.type.column(self.settings)


def bind(field: Field) -> BoundField:
    """The field with its type and settings. Raises `BadField`."""
    kind = TYPES.get(field.type)
    if kind is None:
        raise BadField("form.check.unknown_type", field.type)
    try:
        settings = msgspec.convert(field.settings, kind.settings)
    except msgspec.ValidationError as error:
        raise BadField("form.check.settings", str(error)) from None
    return BoundField(field, kind, settings)
