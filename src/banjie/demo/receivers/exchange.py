"""A request and its reply, between the HTTP server and the receivers behind it."""

from __future__ import annotations

from typing import Any

import msgspec


class Call(msgspec.Struct, frozen=True):
    """`path` decoded and without the query; header names in lower case."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON. Raises msgspec.DecodeError."""
        return msgspec.json.decode(self.body)


class Reply(msgspec.Struct, frozen=True):
    status: int
    body: Any = None
    headers: dict[str, str] = {}
