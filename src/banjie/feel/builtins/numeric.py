"""Functions on numbers (DMN 1.5, 10.3.4.5)."""

from __future__ import annotations

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)

from banjie.feel.durations import DaysTimeDuration, YearsMonthsDuration
from banjie.feel.numbers import CONTEXT, ZERO, finite
from banjie.feel.registry import builtin
from banjie.feel.scope import Run

_MIN_SCALE, _MAX_SCALE = -6111, 6176


def rounded(run: Run, number: Decimal, scale: Decimal, rounding: str) -> object:
    """The number with so many digits after the point; the scale's own fraction is cut off."""
    if not _MIN_SCALE <= scale <= _MAX_SCALE:
        return run.warn("bad_scale", f"a scale lies between {_MIN_SCALE} and {_MAX_SCALE}")
    digits = int(scale)
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or -exponent <= digits:
        return number
    found = number.quantize(Decimal((0, (1,), -digits)), rounding=rounding, context=CONTEXT)
    return finite(found)


@builtin("decimal", "n: number, scale: number")
def decimal(run: Run, number: Decimal, scale: Decimal) -> object:
    return rounded(run, number, scale, ROUND_HALF_EVEN)


@builtin("floor", "n: number, scale: number?")
def floor(run: Run, number: Decimal, scale: Decimal = ZERO) -> object:
    return rounded(run, number, scale, ROUND_FLOOR)


@builtin("ceiling", "n: number, scale: number?")
def ceiling(run: Run, number: Decimal, scale: Decimal = ZERO) -> object:
    return rounded(run, number, scale, ROUND_CEILING)


@builtin("round up", "n: number, scale: number?")
def round_up(run: Run, number: Decimal, scale: Decimal = ZERO) -> object:
    return rounded(run, number, scale, ROUND_UP)


@builtin("round down", "n: number, scale: number?")
def round_down(run: Run, number: Decimal, scale: Decimal = ZERO) -> object:
    return rounded(run, number, scale, ROUND_DOWN)


@builtin("round half up", "n: number, scale: number?")
def round_half_up(run: Run, number: Decimal, scale: Decimal = ZERO) -> object:
    return rounded(run, number, scale, ROUND_HALF_UP)


@builtin("round half down", "n: number, scale: number?")
def round_half_down(run: Run, number: Decimal, scale: Decimal = ZERO) -> object:
    return rounded(run, number, scale, ROUND_HALF_DOWN)


@builtin("abs", "n: number/days and time duration/years and months duration")
def absolute(_: Run, value: object) -> object:
    if isinstance(value, DaysTimeDuration):
        return DaysTimeDuration(abs(value.nanos))
    if isinstance(value, YearsMonthsDuration):
        return YearsMonthsDuration(abs(value.months))
    return CONTEXT.abs(value) if isinstance(value, Decimal) else None


@builtin("modulo", "dividend: number, divisor: number")
def modulo(run: Run, dividend: Decimal, divisor: Decimal) -> object:
    if not divisor:
        return run.warn("division_by_zero", "modulo by zero")
    rest = CONTEXT.remainder(dividend, divisor)
    if rest and (rest < 0) != (divisor < 0):
        rest = CONTEXT.add(rest, divisor)
    return finite(rest)


@builtin("sqrt", "number: number")
def square_root(run: Run, number: Decimal) -> object:
    return (
        run.warn("no_result", "no root of a negative number") if number < 0 else finite(CONTEXT.sqrt(number))
    )


@builtin("log", "number: number")
def natural_logarithm(run: Run, number: Decimal) -> object:
    return run.warn("no_result", "no logarithm of this number") if number <= 0 else finite(CONTEXT.ln(number))


@builtin("exp", "number: number")
def exponential(run: Run, number: Decimal) -> object:
    found = finite(CONTEXT.exp(number))
    return run.warn("no_result", "too large") if found is None else found


@builtin("odd", "number: number")
def odd(_: Run, number: Decimal) -> object:
    return CONTEXT.remainder(number.copy_abs(), Decimal(2)) == 1


@builtin("even", "number: number")
def even(_: Run, number: Decimal) -> object:
    return CONTEXT.remainder(number.copy_abs(), Decimal(2)) == 0
