"""Reading and showing exact numbers: never through binary floating point, always within what is stored."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal

from banjie.forms.invalid import Invalid

MAX_SCALE = 8
_UNITS = 2**63 - 1
_TEXT = re.compile(r"[+-]?[0-9]{1,28}(?:\.[0-9]{0,28})?")
_CONTEXT = Context(prec=60, traps=[])


def read_decimal(raw: object, scale: int) -> Decimal:
    """The number with exactly `scale` places. Raises `Invalid` for what is none, has more places, or is too large."""
    number = _decimal(raw)
    fixed = _fix(number, scale)
    if fixed != number:
        raise Invalid("form.too_many_places", max=scale)
    return fixed


def round_decimal(raw: object, scale: int) -> Decimal:
    """The number rounded half up to `scale` places (the way people round money). Raises `Invalid`."""
    return _fix(_decimal(raw), scale)


def within(number: Decimal, low: Decimal | None, high: Decimal | None) -> None:
    """Raises `Invalid` outside the bounds."""
    if low is not None and number < low:
        raise Invalid("form.too_small", min=plain(low))
    if high is not None and number > high:
        raise Invalid("form.too_large", max=plain(high))


def plain(number: Decimal | int) -> str:
    """Plain digits without an exponent or trailing zeros after the point."""
    text = format(Decimal(number), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def fixed(number: Decimal, scale: int) -> str:
    """Plain digits with exactly `scale` places."""
    return f"{number:.{scale}f}"


def _decimal(raw: object) -> Decimal:
    if isinstance(raw, Decimal):
        number = raw
    elif isinstance(raw, bool):
        raise Invalid("form.not_number")
    elif isinstance(raw, int):
        if abs(raw) > _UNITS:
            raise Invalid("form.number_out_of_bounds")
        number = Decimal(raw)
    elif isinstance(raw, float):
        number = Decimal(repr(raw))
    elif isinstance(raw, str) and _TEXT.fullmatch(raw.strip()):
        number = Decimal(raw.strip())
    else:
        raise Invalid("form.not_number")
    if not number.is_finite():
        raise Invalid("form.not_number")
    if number and number.adjusted() > 20:
        raise Invalid("form.number_out_of_bounds")
    return number


def _fix(number: Decimal, scale: int) -> Decimal:
    result = number.quantize(Decimal(1).scaleb(-scale), rounding=ROUND_HALF_UP, context=_CONTEXT)
    if not result.is_finite() or abs(result.scaleb(scale, _CONTEXT)) > _UNITS:
        raise Invalid("form.number_out_of_bounds")
    return result or abs(result)  # no negative zero
