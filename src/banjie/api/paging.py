"""Positions in lists: opaque cursors over the values a list is ordered by."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import msgspec

from banjie.services.problems import BadRequestError

MAX_LIMIT = 200
DEFAULT_LIMIT = 50


def limited(limit: int | None) -> int:
    """A page's size: 1 to 200, 50 when not said."""
    return max(1, min(limit or DEFAULT_LIMIT, MAX_LIMIT))


def sort_names(sort: str) -> tuple[str, ...]:
    """The names of `?sort=-created_at,title`; empty when nothing is said."""
    return tuple(part.strip() for part in sort.split(",") if part.strip())


def write_cursor(at: datetime, identifier: str) -> str:
    """The position after a row."""
    return base64.urlsafe_b64encode(msgspec.json.encode((at, identifier))).decode().rstrip("=")


def read_cursor(cursor: str | None) -> tuple[datetime, str] | None:
    """The position a cursor means, None for the first page. Raises BadRequestError."""
    if not cursor:
        return None
    try:
        padded = cursor[:500] + "=" * (-len(cursor) % 4)
        at, identifier = msgspec.json.decode(base64.urlsafe_b64decode(padded), type=tuple[datetime, str])
        if "\x00" in identifier:
            raise BadRequestError("bad_cursor")
        return at.astimezone(UTC), identifier
    except (ValueError, OverflowError, msgspec.MsgspecError):
        raise BadRequestError("bad_cursor") from None
