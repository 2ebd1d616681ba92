"""Lists of file ids: what attachments and images share. Whether a file exists only the server knows."""

from __future__ import annotations

from banjie.forms.field_type import Column, FieldType, Settings, comma_separated, excel_text
from banjie.forms.fields import cells
from banjie.forms.fields.texts import MAX_CODE, read_texts

MAX_FILES = 100


class FileSettings(Settings, frozen=True):
    """How many files, how large each, and which endings (`pdf`, `xlsx`; none: any).

    `camera`: images may only be taken, not picked from the album. `watermark` writes who and when on them.
    """

    max_count: int = 20
    max_mb: int = 50
    extensions: tuple[str, ...] = ()
    camera: bool = False
    watermark: bool = False


def _problems(settings: FileSettings) -> tuple[str, ...]:
    return () if 1 <= settings.max_count <= MAX_FILES else ("form.check.max_count",)


def file_type(code: str) -> FieldType[FileSettings]:
    """A type whose value is a list of file ids."""
    return FieldType(
        code=code,
        settings=FileSettings,
        normalise=lambda settings, raw: read_texts(raw, MAX_CODE, settings.max_count),
        column=lambda _settings: Column("json"),
        format=comma_separated,
        operators=("is null",),
        excel=excel_text,
        from_text=cells.none,
        problems=_problems,
    )
