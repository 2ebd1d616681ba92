"""The text of a value: what FEEL's `string()` gives (DMN 1.5, 10.3.4.1, table 73)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from banjie.feel.convert import member
from banjie.feel.durations import DaysTimeDuration, YearsMonthsDuration
from banjie.feel.errors import FeelBudgetExceeded
from banjie.feel.limits import MAX_STRING
from banjie.feel.names import is_plain
from banjie.feel.numbers import canonical
from banjie.feel.temporal import Date, DateTime, Time
from banjie.feel.temporal_text import temporal_text
from banjie.feel.values import FeelList, Function, Range

_MAX_NESTING = 200


def quoted(text: str) -> str:
    """A string literal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"'


def value_text(value: object) -> str:
    """The text of any FEEL value but null. Raises FeelBudgetExceeded where it would grow too long."""
    if isinstance(value, str):
        return value
    parts: list[str] = []
    _Writer(parts).write(value, 0)
    return "".join(parts)


class _Writer:
    def __init__(self, parts: list[str]) -> None:
        self._parts = parts
        self._size = 0

    def _put(self, text: str) -> None:
        self._size += len(text)
        if self._size > MAX_STRING:
            raise FeelBudgetExceeded("a text grows too long")
        self._parts.append(text)

    def write(self, value: object, depth: int) -> None:
        if depth > _MAX_NESTING:
            raise FeelBudgetExceeded("a value is nested too deeply to be written")
        if isinstance(value, FeelList):
            self._put("[")
            for index, item in enumerate(value):
                self._put(", " if index else "")
                self.write(item, depth + 1)
            self._put("]")
        elif isinstance(value, Mapping):
            self._put("{")
            for index, key in enumerate(value):
                self._put((", " if index else "") + (key if is_plain(key) else quoted(key)) + ": ")
                self.write(member(value, key), depth + 1)
            self._put("}")
        elif isinstance(value, Range):
            self._range(value, depth)
        else:
            self._put(scalar_text(value))

    def _range(self, value: Range, depth: int) -> None:
        if value.op is not None:
            self._put(f"({value.op} ")
            self.write(value.low if value.low is not None else value.high, depth + 1)
            self._put(")")
            return
        self._put("[" if value.low_included else "(")
        self.write(value.low, depth + 1)
        self._put("..")
        self.write(value.high, depth + 1)
        self._put("]" if value.high_included else ")")


def scalar_text(value: object) -> str:
    """The text of a single value, as it stands inside a list."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return canonical(value)
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, Date | Time | DateTime):
        return temporal_text(value)
    if isinstance(value, DaysTimeDuration | YearsMonthsDuration):
        return str(value)
    return f"function({', '.join(value.parameters)})" if isinstance(value, Function) else ""
