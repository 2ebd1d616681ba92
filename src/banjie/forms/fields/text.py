"""One line of text, optionally of a known form (an e-mail address, a mobile number)."""

from __future__ import annotations

import re
from typing import Literal

from banjie.forms.field_type import TEXT, FieldType, Settings, as_text, excel_text, text_column
from banjie.forms.fields.texts import read_text
from banjie.forms.invalid import Invalid

_FORMATS = {
    "email": re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}"),
    "mobile": re.compile(r"(?:\+86)?1[0-9]{10}"),
    "id_card": re.compile(r"[1-9][0-9]{16}[0-9Xx]"),
}


class TextSettings(Settings, frozen=True):
    """`max_length` up to 2000; `format` is what the text must look like."""

    max_length: int = 200
    format: Literal["", "email", "mobile", "id_card"] = ""


def _normalise(settings: TextSettings, raw: object) -> str | None:
    text = read_text(raw, settings.max_length)
    if text and settings.format and not _FORMATS[settings.format].fullmatch(text):
        raise Invalid(f"form.not_{settings.format}")
    return text


def _problems(settings: TextSettings) -> tuple[str, ...]:
    return () if 1 <= settings.max_length <= 2000 else ("form.check.max_length",)


TYPE = FieldType(
    code="text",
    settings=TextSettings,
    normalise=_normalise,
    column=text_column,
    format=as_text,
    operators=TEXT,
    excel=excel_text,
    problems=_problems,
)
