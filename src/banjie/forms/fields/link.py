"""A link to one record of another form, by its id."""

from __future__ import annotations

import msgspec

from banjie.forms.field_type import EQUALITY, Column, FieldType, Settings, as_text, excel_text
from banjie.forms.invalid import Invalid

_MAX = 2**63 - 1


class LinkSettings(Settings, frozen=True):
    """`form` is the linked form's code. `fill` copies on choosing: own field → field of the linked record."""

    form: str
    fill: dict[str, str] = msgspec.field(default_factory=dict)
    filter: str = ""


def read_id(raw: object) -> int:
    """A record's id, also from text or an object with `id`. Raises `Invalid`."""
    if isinstance(raw, dict):
        raw = raw.get("id")
    if isinstance(raw, str) and raw.isascii() and raw.isdigit() and len(raw) <= 19:
        raw = int(raw)
    if isinstance(raw, bool) or not isinstance(raw, int) or not 0 < raw <= _MAX:
        raise Invalid("form.not_a_record")
    return raw


TYPE = FieldType(
    code="link",
    settings=LinkSettings,
    normalise=lambda _settings, raw: read_id(raw),
    column=lambda settings: Column("reference", form=settings.form),
    format=as_text,
    operators=EQUALITY,
    excel=excel_text,
    problems=lambda settings: () if settings.form else ("form.check.no_form",),
)
