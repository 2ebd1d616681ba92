"""Connections and the demo's inbox, on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from banjie.api.schemas.shape import Body, Input, Values


class Connection(Body):
    """A configured connection; secrets are never sent, `has_secret` says that one is set."""

    name: str
    kind: str
    url: str
    allow_private: bool
    has_secret: bool
    settings: Values


class ConnectionPatch(Input):
    url: str | None = None
    secret: str | None = None
    username: str | None = None
    password: str | None = None
    allow_private: bool | None = None
    settings: Values | None = None
    kind: Literal["email", "webhook", "http"] | None = None


class ConnectionTestInput(Input):
    """`to`: where a test mail goes; only for mail servers."""

    to: str = ""


class ConnectionTest(Body):
    """How a test ended: `message` says what was found and what to do."""

    ok: bool
    code: str
    message: str
    detail: str
    took_ms: int


class ReceivedItem(Body):
    """What the demo's receivers got: a mail, a webhook delivery or an ERP write."""

    kind: Literal["mail", "webhook", "erp"]
    at: datetime
    title: str
    content: str
    key: str
