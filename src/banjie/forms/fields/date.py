"""A calendar date, without a time and without a zone."""

from __future__ import annotations

from datetime import date, datetime

from banjie.forms.field_type import ORDER, Column, FieldType, Settings, Words
from banjie.forms.fields import cells
from banjie.forms.invalid import Invalid


class DateSettings(Settings, frozen=True):
    """A date has no settings."""


def read_date(raw: object) -> date:
    """A date from `2026-11-22`. Raises `Invalid`."""
    if isinstance(raw, datetime):
        raise Invalid("form.not_date")
    if isinstance(raw, date):
        return raw
    if not isinstance(raw, str) or len(raw.strip()) != 10:
        raise Invalid("form.not_date")
    try:
        return date.fromisoformat(raw.strip())
    except ValueError:
        raise Invalid("form.not_date") from None


def _format(_settings: object, value: date, _words: Words) -> str:
    return value.isoformat()


TYPE = FieldType(
    code="date",
    settings=DateSettings,
    normalise=lambda _settings, raw: read_date(raw),
    column=lambda _settings: Column("date"),
    format=_format,
    operators=ORDER,
    excel=lambda _settings: "date",
    to_json=lambda _settings, value: value.isoformat(),
    from_text=lambda _settings, text: cells.day(text),
)
