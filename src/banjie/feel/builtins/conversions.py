"""Functions between kinds, and `not` and `is` (DMN 1.5, 10.3.4.1, 10.3.4.2, 10.3.4.8)."""

from __future__ import annotations

import re

from banjie.feel.comparison import same
from banjie.feel.numbers import read_number
from banjie.feel.registry import builtin
from banjie.feel.scope import Run
from banjie.feel.temporal import DateTime, Time
from banjie.feel.text import value_text
from banjie.feel.values import kind_of

_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?")
_SEPARATORS = (" ", ",", ".", None)


@builtin("number", "from: string, grouping separator: string/null?, decimal separator: string/null?")
def number(run: Run, text: str, grouping: str | None = None, point: str | None = None) -> object:
    if grouping not in _SEPARATORS or point not in (".", ",", None) or (grouping and grouping == point):
        return run.warn("wrong_arguments", "separators are space, comma and point, and differ")
    if grouping:
        text = text.replace(grouping, "")
    if point == ",":
        text = text.replace(".", "?").replace(",", ".")
    found = read_number(text) if _NUMBER.fullmatch(text) else None
    return run.warn("not_a_number", "this text is no number") if found is None else found


@builtin("string", "from: any")
def string(run: Run, value: object) -> object:
    if value is None:
        return None
    text = value_text(value)
    run.spend(len(text) // 100)
    return text


@builtin("not", "negand: any")
def negation(run: Run, value: object) -> object:
    if isinstance(value, bool):
        return not value
    return (
        None
        if value is None
        else run.warn("wrong_arguments", f"a {kind_of(value)} is neither true nor false")
    )


@builtin("is", "value1: any, value2: any")
def identity(run: Run, one: object, two: object) -> object:
    if kind_of(one) != kind_of(two):
        return False
    if isinstance(one, Time | DateTime):
        # Not only the same instant: the same reading of the clock in the same zone.
        return one == two
    return same(run, one, two)
