"""One configured request to a connection: address and path joined, credentials added, 401 renewed once."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlencode

import msgspec

from banjie.followups.connectors.auth import AnyAuth, NoAuth, authorise, can_renew
from banjie.followups.connectors.delivery import Permanent
from banjie.followups.connectors.outbound import Answer, Outgoing, reach_of, send

_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_HEADER_VALUE = re.compile(r"[\x20-\x7e]*")
_OURS = frozenset({"host", "content-length", "transfer-encoding", "connection"})


class HttpConnection(msgspec.Struct, frozen=True):
    """`url`: what every path is below. `headers` go with each request."""

    url: str
    secret: str = ""
    auth: AnyAuth = NoAuth()
    headers: dict[str, str] = {}
    allow_private: bool | tuple[str, ...] = False
    verify_tls: bool = True
    timeout_s: float = 30.0


class HttpCall(msgspec.Struct, frozen=True):
    """What to ask. `path` has its values already percent-encoded; a null in `query` is left out."""

    method: str = "GET"
    path: str = ""
    query: dict[str, Any] = {}
    headers: dict[str, str] = {}
    body: Any = None


def call(
    connection: HttpConnection, what: HttpCall, now: datetime, extra: dict[str, str] | None = None
) -> Answer:
    """The receiver's answer, whatever its status. Raises as `send` does, and Permanent for a bad request."""
    address = connection.url.rstrip("/")
    reach = reach_of(connection.url, connection.allow_private, connection.verify_tls, connection.timeout_s)
    request = Outgoing(
        method=what.method.upper(),
        url=address + _path(what.path) + _query(what.query),
        headers=_headers({**connection.headers, **what.headers, **(extra or {})}, what.body),
        # The same bytes at every attempt: a stored payload may have lost the order of its keys.
        body=b"" if what.body is None else msgspec.json.encode(what.body, order="deterministic"),
    )
    secret = connection.secret
    signed = authorise(request, connection.auth, secret, address, reach, now, renew=False)
    answer = send(signed, reach)
    if answer.status == 401 and can_renew(connection.auth):
        signed = authorise(request, connection.auth, secret, address, reach, now, renew=True)
        answer = send(signed, reach)
    return answer


def _path(path: str) -> str:
    """Below the connection's address, and not out of it: a value `..` must not climb."""
    if not path:
        return ""
    if any(unquote(step) in (".", "..") for step in path.partition("?")[0].split("/")) or "#" in path:
        raise Permanent("bad_path", "the path leads out of the connection's address")
    return "/" + path.lstrip("/")


def _query(query: dict[str, Any]) -> str:
    given = {name: _text(value) for name, value in query.items() if value is not None}
    return "?" + urlencode(given) if given else ""


def _text(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _headers(given: dict[str, str], body: Any) -> dict[str, str]:
    headers = {"accept": "application/json", "user-agent": "banjie"}
    if body is not None:
        headers["content-type"] = "application/json"
    for name, value in given.items():
        if not _HEADER_NAME.fullmatch(name) or not _HEADER_VALUE.fullmatch(value) or name.lower() in _OURS:
            raise Permanent("bad_settings", f"the header {name[:60]!r} cannot be sent")
        headers[name.lower()] = value
    return headers
