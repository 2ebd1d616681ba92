"""People, departments and files: references by key, one or several, that only the server can resolve."""

from __future__ import annotations

from banjie.forms.field_type import (
    EQUALITY,
    LIST,
    Column,
    FieldType,
    Settings,
    Words,
    comma_separated,
    excel_text,
)
from banjie.forms.fields.texts import MAX_CODE, read_text, read_texts


class KeySettings(Settings, frozen=True):
    """`multiple`: a list, stored as JSON; else one key, stored as text. `range` limits whom the UI offers."""

    multiple: bool = False
    max_count: int = 50
    range: tuple[str, ...] = ()


def _normalise(settings: KeySettings, raw: object) -> str | list[str] | None:
    if settings.multiple:
        return read_texts(raw, MAX_CODE, settings.max_count)
    return read_text(raw, MAX_CODE)


def _format(settings: KeySettings, value: str | list[str], words: Words) -> str:
    return comma_separated(settings, value, words) if isinstance(value, list) else value


def key_type(code: str) -> FieldType[KeySettings]:
    """A type whose values are keys of something else."""
    return FieldType(
        code=code,
        settings=KeySettings,
        normalise=_normalise,
        column=lambda settings: Column("json" if settings.multiple else "text"),
        format=_format,
        operators=(*EQUALITY, *LIST[:1]),
        excel=excel_text,
    )
