"""Values with their type beside them: `{"t": "date", "v": "2026-11-22"}`.

This is the form in which the public conformance cases, and `banjie feel --batch` with `"typed": true`,
write values. `t` is the XML Schema type; a number is decimal text.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from banjie.feel.convert import to_feel, to_python
from banjie.feel.durations import DaysTimeDuration, YearsMonthsDuration, read_duration
from banjie.feel.numbers import CONTEXT, canonical, finite
from banjie.feel.temporal import Date, DateTime, Time
from banjie.feel.temporal_text import read_date, read_date_time, read_time, temporal_text
from banjie.feel.text import value_text
from banjie.feel.values import FeelList, Range

_READERS = {"date": read_date, "time": read_time, "dateTime": read_date_time, "duration": read_duration}
_NUMBERS = frozenset({"decimal", "double", "float", "integer", "int", "long"})


def read_typed(value: object) -> object:
    """A value from its typed form; what does not fit its type becomes null."""
    if not isinstance(value, Mapping):
        return value
    kind, content = str(value.get("t")), value.get("v")
    if kind == "list":
        return [read_typed(item) for item in content] if isinstance(content, list) else None
    if kind == "context":
        return (
            {key: read_typed(item) for key, item in content.items()} if isinstance(content, Mapping) else None
        )
    if kind == "boolean":
        return {"true": True, "1": True, "false": False, "0": False}.get(str(content).lower())
    if kind in _NUMBERS:
        return _number(content)
    if kind in _READERS:
        return _READERS[kind](str(content).strip())
    return None if kind == "null" or content is None else str(content)


def _number(content: object) -> Decimal | None:
    number = CONTEXT.create_decimal(str(content).strip())
    return finite(number)


def write_typed(value: object) -> dict[str, object]:
    """The typed form of a value, FEEL's or Python's. Raises FeelBudgetExceeded for an enormous one."""
    return _write(to_feel(to_python(value)))


def _write(value: object) -> dict[str, object]:
    if value is None:
        return {"t": "null"}
    if isinstance(value, bool):
        return {"t": "boolean", "v": "true" if value else "false"}
    if isinstance(value, Decimal):
        return {"t": "decimal", "v": canonical(value)}
    if isinstance(value, str):
        return {"t": "string", "v": value}
    if isinstance(value, FeelList):
        return {"t": "list", "v": [_write(item) for item in value]}
    if isinstance(value, Mapping):
        return {"t": "context", "v": {key: _write(to_feel(item)) for key, item in value.items()}}
    return _write_scalar(value)


def _write_scalar(value: object) -> dict[str, object]:
    if isinstance(value, DaysTimeDuration | YearsMonthsDuration):
        return {"t": "duration", "v": str(value)}
    if isinstance(value, Date):
        return {"t": "date", "v": temporal_text(value)}
    if isinstance(value, Time):
        return {"t": "time", "v": temporal_text(value)}
    if isinstance(value, DateTime):
        return {"t": "dateTime", "v": temporal_text(value)}
    if isinstance(value, Range):
        return {"t": "range", "v": value_text(value)}
    return {"t": "null"}
