"""An amount of money: an exact decimal with a fixed number of places and a currency."""

from __future__ import annotations

from decimal import Decimal

from banjie.forms.field_type import ORDER, Column, FieldType, Settings, Words
from banjie.forms.fields import cells
from banjie.forms.fields.decimals import MAX_SCALE, fixed, read_decimal, within


class MoneySettings(Settings, frozen=True):
    """`capital` shows the amount in Chinese capitals (人民币大写) beside the digits."""

    scale: int = 2
    min: Decimal | None = None
    max: Decimal | None = None
    currency: str = "CNY"
    capital: bool = False


_SIGNS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "HKD": "HK$", "JPY": "JP¥"}


def _normalise(settings: MoneySettings, raw: object) -> Decimal:
    amount = read_decimal(raw, settings.scale)
    within(amount, settings.min, settings.max)
    return amount


def _format(settings: MoneySettings, value: Decimal, _words: Words) -> str:
    sign = _SIGNS.get(settings.currency, f"{settings.currency} ")
    return f"{'-' if value < 0 else ''}{sign}{abs(value):,.{settings.scale}f}"


def _problems(settings: MoneySettings) -> tuple[str, ...]:
    found = [] if 0 <= settings.scale <= MAX_SCALE else ["form.check.scale"]
    if settings.min is not None and settings.max is not None and settings.min > settings.max:
        found.append("form.check.min_max")
    return tuple(found)


TYPE = FieldType(
    code="money",
    settings=MoneySettings,
    normalise=_normalise,
    column=lambda settings: Column("decimal", settings.scale),
    format=_format,
    operators=ORDER,
    excel=lambda _settings: "money",
    to_json=lambda settings, value: fixed(value, settings.scale),
    from_text=lambda _settings, text: cells.numeral(text),
    problems=_problems,
)
