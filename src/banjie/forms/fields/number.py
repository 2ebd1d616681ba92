"""An exact number. With `scale` 0 it is an integer and travels as one; else as a string."""

from __future__ import annotations

from decimal import Decimal

from banjie.forms.field_type import ORDER, Column, FieldType, Settings, Words
from banjie.forms.fields import cells
from banjie.forms.fields.decimals import MAX_SCALE, plain, read_decimal, within


class NumberSettings(Settings, frozen=True):
    """`scale` is the number of decimal places kept, `unit` is shown behind the number."""

    scale: int = 6
    min: Decimal | None = None
    max: Decimal | None = None
    unit: str = ""
    percent: bool = False


def _normalise(settings: NumberSettings, raw: object) -> Decimal | int:
    number = read_decimal(raw, settings.scale)
    within(number, settings.min, settings.max)
    return int(number) if settings.scale == 0 else number


def _column(settings: NumberSettings) -> Column:
    return Column("integer") if settings.scale == 0 else Column("decimal", settings.scale)


def _to_json(settings: NumberSettings, value: Decimal | int) -> str | int:
    return int(value) if settings.scale == 0 else plain(value)


def _format(settings: NumberSettings, value: Decimal | int, _words: Words) -> str:
    if settings.percent:
        return f"{plain(Decimal(value) * 100)}%"
    return f"{plain(value)} {settings.unit}".strip()


def _problems(settings: NumberSettings) -> tuple[str, ...]:
    found = [] if 0 <= settings.scale <= MAX_SCALE else ["form.check.scale"]
    if settings.min is not None and settings.max is not None and settings.min > settings.max:
        found.append("form.check.min_max")
    return tuple(found)


TYPE = FieldType(
    code="number",
    settings=NumberSettings,
    normalise=_normalise,
    column=_column,
    format=_format,
    operators=ORDER,
    excel=lambda _settings: "number",
    to_json=_to_json,
    from_text=lambda settings, text: cells.numeral(text, unit=settings.unit, percent=settings.percent),
    problems=_problems,
)
