"""Counters for serial numbers: one row per scope, gapless within committed cases."""

from __future__ import annotations

from sqlalchemy import Connection, text

_next = text(
    "INSERT INTO serial_counter (scope, value) VALUES (:scope, :count) "
    "ON CONFLICT (scope) DO UPDATE SET value = serial_counter.value + :count RETURNING value"
)


def next_value(connection: Connection, scope: str) -> int:
    """The next number of a scope; concurrent callers wait for each other."""
    return next_values(connection, scope, 1)[0]


def next_values(connection: Connection, scope: str, count: int) -> range:
    """The next `count` numbers of a scope, at once."""
    last = int(connection.execute(_next, {"scope": scope[:200], "count": count}).scalar_one())
    return range(last - count + 1, last + 1)
