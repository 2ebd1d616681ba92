"""FEEL values as JSON-safe Python: what an API or a log may write down.

Nothing is lost silently: a number stays exact as text unless the caller asks for JSON numbers, and dates and
durations travel as their ISO text.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from banjie.feel.convert import to_feel, to_python
from banjie.feel.numbers import canonical, whole
from banjie.feel.text import scalar_text, value_text
from banjie.feel.values import FeelList, Function, Range


def json_value(value: object, *, numbers: str = "text") -> object:
    """A value, FEEL's or Python's, as what `json.dumps` takes.

    `numbers` is `text` (canonical digits in a string) or `number` (an int where it is whole, else a float,
    which may round). A function becomes null. Raises FeelBudgetExceeded for an enormous value.
    """
    return _json(to_feel(to_python(value)), numbers == "number")


def _json(value: object, as_number: bool) -> object:
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Decimal):
        return _number(value) if as_number else canonical(value)
    if isinstance(value, FeelList):
        return [_json(item, as_number) for item in value]
    if isinstance(value, Mapping):
        return {key: _json(to_feel(item), as_number) for key, item in value.items()}
    if isinstance(value, Function):
        return None
    return value_text(to_feel_range(value)) if isinstance(value, Range) else scalar_text(value)


def to_feel_range(value: Range) -> Range:
    """A range whose ends are FEEL values again."""
    return Range(to_feel(value.low), to_feel(value.high), value.low_included, value.high_included, value.op)


def _number(value: Decimal) -> int | float | str:
    exact = whole(value)
    if exact is not None:
        return exact
    number = float(value)
    return number if abs(number) < 1e308 else canonical(value)
