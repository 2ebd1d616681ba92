"""What every field type says about itself: a record of small functions, one per question.

A type's settings are decoded once per definition and handed to each function; a value None means "nothing
entered" and never reaches them. Values are plain Python: text, int, Decimal, bool, date, aware datetime,
lists of text, and for subtables lists of rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

import msgspec

from banjie.forms.fields import cells

Kind = Literal[
    "text", "integer", "decimal", "boolean", "date", "datetime", "json", "reference", "rows", "none"
]
ExcelKind = Literal["text", "number", "money", "boolean", "date", "datetime"]
Operator = Literal[
    "=", "!=", "<", "<=", ">", ">=", "in", "contains", "starts with", "is null", "list contains"
]
Words = Callable[[str], str]
"""Gives the reader's words for a key of the catalogue."""

EQUALITY: tuple[Operator, ...] = ("=", "!=", "in", "is null")
ORDER: tuple[Operator, ...] = (*EQUALITY, "<", "<=", ">", ">=")
TEXT: tuple[Operator, ...] = (*EQUALITY, "contains", "starts with")
LIST: tuple[Operator, ...] = ("list contains", "is null")


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of every type's settings: immutable, unknown keys refused."""


S = TypeVar("S", bound=Settings)


@dataclass(frozen=True, slots=True)
class Column:
    """How a value is stored: `scale` for decimals, `form` (its code) for references."""

    kind: Kind
    scale: int = 0
    form: str = ""


@dataclass(frozen=True, slots=True)
class FieldType(Generic[S]):
    """One field type.

    `normalise(settings, raw)` gives the value or raises `Invalid`; it accepts its own result unchanged.
    `to_json` and `to_feel` give a value as it travels and as expressions see it. `format` gives the text a
    person reads. `from_text` reads a spreadsheet's cell back as a raw value for `normalise`, or raises
    `Invalid`; keys of people, departments and records are not text, whoever knows the names resolves them
    first. `problems` finds settings that decode but make no sense (codes of the catalogue).
    `computed`: the value is never typed in.
    """

    code: str
    settings: type[S]
    normalise: Callable[[S, object], Any]
    column: Callable[[S], Column]
    format: Callable[[S, Any, Words], str]
    operators: tuple[Operator, ...]
    excel: Callable[[S], ExcelKind]
    to_json: Callable[[S, Any], Any] = lambda _settings, value: value
    to_feel: Callable[[S, Any], Any] = lambda _settings, value: value
    from_text: Callable[[S, str], object] = cells.same
    problems: Callable[[S], tuple[str, ...]] = lambda _settings: ()
    computed: bool = False


def as_text(_settings: object, value: Any, _words: Words) -> str:
    """The text of a value that is text already."""
    return str(value)


def comma_separated(_settings: object, value: Any, _words: Words) -> str:
    """The text of a list of texts."""
    return ", ".join(map(str, value))


def excel_text(_settings: object) -> ExcelKind:
    """Exported as text."""
    return "text"


def text_column(_settings: object) -> Column:
    """Stored as text."""
    return Column("text")
