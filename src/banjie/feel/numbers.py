"""Numbers of FEEL: decimal128, 34 digits, half-even (DMN 1.5, 10.3.2.3.1).

All arithmetic goes through one context without traps, so an overflow or a division by zero shows up as a
special value, which `finite` turns into null. Nothing here touches the caller's decimal context.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal

CONTEXT = Context(prec=34, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, traps=[])

ZERO = Decimal(0)
_MAX_DIGITS = 6_200
ONE = Decimal(1)


def finite(value: Decimal) -> Decimal | None:
    """The number itself, or None where it overflowed or is not a number."""
    return value if value.is_finite() else None


def read_number(text: str) -> Decimal | None:
    """A number from digits that the caller has already checked for form; None when out of range."""
    return finite(CONTEXT.create_decimal(text))


def canonical(value: Decimal) -> str:
    """Plain digits: no exponent, no trailing zeros after the point, no negative zero."""
    if not value:
        return "0"
    if abs(value.adjusted()) > _MAX_DIGITS:
        return str(value)  # from outside of decimal128: written in full it could fill the memory
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def whole(value: Decimal) -> int | None:
    """The integer that this number is, or None when it has a fraction or is absurdly large."""
    if not value.is_finite() or value.adjusted() > 18 or value != value.to_integral_value():
        return None
    return int(value)
