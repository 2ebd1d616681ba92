"""Types: whether a value is an instance of one, and what conforms to what (DMN 1.5, 10.3.2.9)."""

from __future__ import annotations

from collections.abc import Mapping

from banjie.feel.ast import TypeName
from banjie.feel.convert import member
from banjie.feel.temporal import Date, DateTime, Time
from banjie.feel.values import FeelList, Function, Range, kind_of

_ALIASES = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
    "day time duration": "days and time duration",
    "year month duration": "years and months duration",
    "days and time duration": "days and time duration",
    "Null": "null",
}
SIMPLE = frozenset(
    {"number", "string", "boolean", "date", "time", "date and time", "days and time duration",
     "years and months duration", "null"}
)  # fmt: skip


def canonical_type(name: str) -> str:
    """One name for each type, whichever spelling was used."""
    return _ALIASES.get(name, name)


def is_instance(value: object, wanted: TypeName) -> bool | None:
    """Whether the value has the type; None for a type nobody knows."""
    name = canonical_type(wanted.name)
    if name == "Any":
        return value is not None
    if name in SIMPLE:
        return kind_of(value) == name
    if name == "list":
        if not isinstance(value, FeelList):
            return False
        return not wanted.parameters or all(_conforms(item, wanted.parameters[0]) for item in value)
    if name == "context":
        return _is_context(value, wanted)
    if name == "range":
        return _is_range(value, wanted)
    if name == "function":
        return _is_function(value, wanted)
    return None


def _conforms(value: object, wanted: TypeName) -> bool:
    return value is None or is_instance(value, wanted) is True


def _is_context(value: object, wanted: TypeName) -> bool:
    if not isinstance(value, Mapping):
        return False
    pairs = zip(wanted.members, wanted.parameters, strict=True)
    return all(key in value and _conforms(member(value, key), kind) for key, kind in pairs)


def _is_range(value: object, wanted: TypeName) -> bool:
    if not isinstance(value, Range):
        return False
    if not wanted.parameters:
        return True
    ends = [end for end in (value.low, value.high) if end is not None]
    return all(is_instance(end, wanted.parameters[0]) is True for end in ends)


def _is_function(value: object, wanted: TypeName) -> bool:
    if not isinstance(value, Function):
        return False
    if not wanted.parameters and wanted.result is None:
        return True
    if len(wanted.parameters) != len(value.parameters):
        return False
    pairs = zip(wanted.parameters, value.types, strict=True)
    return all(declared is None or declared.name in ("Any", asked.name) for asked, declared in pairs)


def coerce(value: object, wanted: TypeName) -> tuple[bool, object]:
    """The value as the type asks for it, with whether it fits (DMN 1.5, 10.3.2.9.4).

    A list of one becomes its element, a single value a list of it, a date its midnight in UTC.
    """
    fits = value is None or is_instance(value, wanted)
    if fits is None or fits:
        return True, value
    name = canonical_type(wanted.name)
    if isinstance(value, FeelList) and len(value) == 1 and name != "list":
        return coerce(value[0], wanted)
    if name == "list" and not isinstance(value, FeelList):
        wrapped = FeelList([value])
        return (True, wrapped) if is_instance(wrapped, wanted) else (False, None)
    if name == "date and time":
        moment = midnight_utc(value)
        return moment is not None, moment
    return False, None


def midnight_utc(value: object) -> DateTime | None:
    """A date as a date and time; None for anything else."""
    return DateTime(value, Time(0, 0, 0)) if isinstance(value, Date) else None
