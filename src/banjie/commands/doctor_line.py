"""One line of the check-up. Its words are `doctor.<key>`, what to do about it `doctor.<key>.todo`."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

Level = Literal["ok", "warning", "failing"]


class Line(msgspec.Struct, frozen=True):
    level: Level
    key: str
    params: dict[str, Any] = {}


def ok(key: str, **params: Any) -> Line:
    return Line("ok", key, params)


def warning(key: str, **params: Any) -> Line:
    return Line("warning", key, params)


def failing(key: str, **params: Any) -> Line:
    return Line("failing", key, params)


def brief(error: BaseException) -> str:
    """An error in one line."""
    return " ".join(str(error).split())[:300] or type(error).__name__
