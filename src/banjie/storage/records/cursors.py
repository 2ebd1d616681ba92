"""Positions in a sorted list, as opaque text: the sort order and the last row's values, checked on return."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from banjie.forms.field_type import Column

MAX_LENGTH = 4000


class BadCursorError(ValueError):
    """Text that is no cursor, or one of another sort order."""


def write_cursor(order: str, values: Sequence[Any]) -> str:
    """The cursor after a row with these sort values."""
    return base64.urlsafe_b64encode(msgspec.json.encode((order, values))).decode().rstrip("=")


def read_cursor(cursor: str, order: str, columns: Sequence[Column]) -> list[Any]:
    """The sort values of a cursor. Raises `BadCursorError`."""
    try:
        if len(cursor) > MAX_LENGTH:
            raise BadCursorError
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        found, values = msgspec.json.decode(raw, type=tuple[str, list[Any]])
        if found != order or len(values) != len(columns):
            raise BadCursorError
        return [_value(value, column) for value, column in zip(values, columns, strict=True)]
    except (binascii.Error, msgspec.MsgspecError, InvalidOperation, TypeError, ValueError):
        raise BadCursorError from None


def _value(value: Any, column: Column) -> Any:
    if value is None:
        return None
    expected: type = {"integer": int, "reference": int, "boolean": bool}.get(column.kind, str)
    if type(value) is not expected:
        raise BadCursorError
    text = str(value)
    if column.kind == "decimal":
        return Decimal(text)
    if column.kind == "date":
        return date.fromisoformat(text)
    if column.kind == "datetime":
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise BadCursorError
        return moment
    return value
