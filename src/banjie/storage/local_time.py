"""The company's time inside SQL: PostgreSQL knows time zones, SQLite is taught them."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo


def zone_name(zone: tzinfo | None) -> str:
    """The zone's name in the IANA database; UTC for what has none."""
    return zone.key if isinstance(zone, ZoneInfo) else "UTC"


_zone = lru_cache(maxsize=16)(ZoneInfo)


def _local_day(text: str | None, name: str) -> str | None:
    if text is None:
        return None
    moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
    try:
        return moment.astimezone(_zone(name)).date().isoformat()
    except OverflowError:  # the first or the last day that there is
        return text[:10]


def teach_sqlite(raw: sqlite3.Connection) -> None:
    """SQLite knows no time zones: a function of ours tells a moment's day."""
    raw.create_function("banjie_local_day", 2, _local_day, deterministic=True)
