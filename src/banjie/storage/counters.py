"""Counters for serial numbers: one row per scope, gapless within committed cases."""

from __future__ import annotations

from sqlalchemy import Connection, text

_next = text(
    "INSERT INTO serial_counter (scope, value) VALUES (:scope, 1) "
    "ON CONFLICT (scope) DO UPDATE SET value = serial_counter.value + 1 RETURNING value"
)


def next_value(connection: Connection, scope: str) -> int:
    """The next number of a scope; concurrent callers wait for each other."""
    return int(connection.execute(_next, {"scope": scope[:200]}).scalar_one())
