"""The result of a formula or a lookup, brought into the plain type that its settings name."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from banjie.forms.field_type import TEXT, Column, ExcelKind, FieldType, Settings, Words
from banjie.forms.fields import boolean, money, number, text
from banjie.forms.fields import date as date_type
from banjie.forms.fields import datetime as datetime_type
from banjie.forms.fields.decimals import plain, round_decimal
from banjie.forms.invalid import Invalid

Result = Literal["text", "number", "money", "date", "datetime", "boolean"]
_TEXT = text.TextSettings(max_length=2000)
_DATETIME = datetime_type.DateTimeSettings()
_PLAIN: dict[str, tuple[FieldType[Any], Any]] = {
    "text": (text.TYPE, _TEXT),
    "date": (date_type.TYPE, date_type.DateSettings()),
    "datetime": (datetime_type.TYPE, _DATETIME),
    "boolean": (boolean.TYPE, boolean.BooleanSettings()),
}


class ResultSettings(Settings, frozen=True):
    """`result` is the type of the value, `scale` its places where it is a number (money: 2, number: 6).

    `percent`: a number is a share of one and read as hundredths, as a number field's.
    """

    result: Result = "text"
    scale: int | None = None
    currency: str = "CNY"
    unit: str = ""
    percent: bool = False


def plain_type(settings: ResultSettings) -> tuple[FieldType[Any], Any]:
    """The type that the result behaves as, with that type's settings."""
    if settings.result == "money":
        scale = 2 if settings.scale is None else settings.scale
        return money.TYPE, money.MoneySettings(scale=scale, currency=settings.currency)
    if settings.result == "number":
        scale = 6 if settings.scale is None else settings.scale
        return number.TYPE, number.NumberSettings(scale=scale, unit=settings.unit, percent=settings.percent)
    return _PLAIN[settings.result]


def normalise(settings: ResultSettings, raw: object) -> Any:
    """The result in its type; numbers are rounded, whatever has a text becomes text. Raises `Invalid`."""
    kind, inner = plain_type(settings)
    if settings.result in ("money", "number"):
        rounded = round_decimal(raw, inner.scale)
        return int(rounded) if inner.scale == 0 and settings.result == "number" else rounded
    if settings.result == "text":
        return kind.normalise(inner, _as_text(raw))
    if settings.result == "date" and isinstance(raw, datetime):
        return raw.date()
    return kind.normalise(inner, raw)


def _as_text(raw: object) -> object:
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, Decimal):
        return plain(raw)
    if isinstance(raw, date):
        return raw.isoformat()
    if isinstance(raw, list):
        return ", ".join(str(_as_text(item)) for item in raw)[:2000]
    if isinstance(raw, str | int):
        return str(raw)[:2000]
    raise Invalid("form.not_text")


def _column(settings: ResultSettings) -> Column:
    kind, inner = plain_type(settings)
    return kind.column(inner)


def _to_json(settings: ResultSettings, value: Any) -> Any:
    kind, inner = plain_type(settings)
    return kind.to_json(inner, value)


def _format(settings: ResultSettings, value: Any, words: Words) -> str:
    kind, inner = plain_type(settings)
    return kind.format(inner, value, words)


def _excel(settings: ResultSettings) -> ExcelKind:
    kind, inner = plain_type(settings)
    return kind.excel(inner)


def result_type(code: str, settings: type[Any], problems: Any) -> FieldType[Any]:
    """A computed type whose values are results."""
    return FieldType(
        code=code,
        settings=settings,
        normalise=normalise,
        column=_column,
        format=_format,
        operators=(*TEXT, "<", "<=", ">", ">="),
        excel=_excel,
        to_json=_to_json,
        problems=problems,
        computed=True,
    )
