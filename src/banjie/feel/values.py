"""What a FEEL value is inside this room, and what kind it has.

Numbers are `Decimal`, texts `str`, truth `bool`, null `None`; dates, times and durations are the room's own
frozen classes; a list is a `FeelList` whose elements are FEEL values already; a context is any `Mapping`,
whose members are converted when they are read. Nothing here evaluates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from banjie.feel.ast import TypeName
from banjie.feel.durations import DaysTimeDuration, YearsMonthsDuration
from banjie.feel.temporal import Date, DateTime, Time


class FeelList(list[object]):
    """A list whose elements are FEEL values; never changed once it is built."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Range:
    """An interval. `op` is set when it was written with a sign (`< 5`), and is part of its identity.

    A missing end is None: `(> 5)` has no `high`.
    """

    low: object
    high: object
    low_included: bool = True
    high_included: bool = True
    op: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function value: `parameters` with their types, and what to do with the arguments in order."""

    name: str
    parameters: tuple[str, ...]
    types: tuple[TypeName | None, ...]
    call: Callable[[tuple[object, ...]], object]


_KINDS: dict[type, str] = {
    Decimal: "number",
    str: "string",
    bool: "boolean",
    type(None): "null",
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    DaysTimeDuration: "days and time duration",
    YearsMonthsDuration: "years and months duration",
    FeelList: "list",
    dict: "context",
    Range: "range",
    Function: "function",
}

NATIVE = frozenset(_KINDS)
"""Python types that need no conversion when they are read from a context."""


def kind_of(value: object) -> str:
    """The name of the value's kind, in FEEL's words."""
    kind = _KINDS.get(type(value))
    if kind is not None:
        return kind
    return "context" if isinstance(value, Mapping) else "unknown"
