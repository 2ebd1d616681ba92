"""The one way out by HTTP: checked addresses, no redirects, no proxies, bounded size, bounded total time.

It says what is known about a failure: `NotSent` (nothing can have happened) or `Unanswered` (something may
have). What that means for a retry is the connector's decision.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec

from banjie.followups.connectors.addresses import AddressRefusedError, UnresolvedError, resolve
from banjie.followups.connectors.delivery import Permanent, Retryable

MAX_ANSWER = 2_000_000
_CHUNK = 65_536


class Outgoing(msgspec.Struct, frozen=True):
    method: str
    url: str
    headers: dict[str, str] = {}
    body: bytes = b""


class Answer(msgspec.Struct, frozen=True):
    status: int
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes


class Reach(msgspec.Struct, frozen=True):
    """How far a connection may reach. `allow_private`: these hosts may have private addresses."""

    allow_private: frozenset[str] = frozenset()
    timeout_s: float = 30.0
    connect_s: float = 10.0
    max_answer: int = MAX_ANSWER
    verify_tls: bool = True


class NotSentError(Retryable):
    """No byte of the request has left."""


class UnansweredError(Exception):
    """The request has left, at least partly, and no complete answer came."""


def reach_of(url: str, allow_private: bool | tuple[str, ...], verify_tls: bool, timeout_s: float) -> Reach:
    """`allow_private: true` on a connection means the host of its own address."""
    own = urlsplit(url).hostname or ""
    hosts = ((own,) if allow_private else ()) if isinstance(allow_private, bool) else allow_private
    return Reach(frozenset(host.lower() for host in hosts), timeout_s=timeout_s, verify_tls=verify_tls)


def send(request: Outgoing, reach: Reach) -> Answer:
    """One request, one answer, whatever its status.

    Raises Permanent (address refused, answer too large), NotSentError, UnansweredError.
    """
    deadline = time.monotonic() + reach.timeout_s
    url = _parse(request.url)
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        addresses = resolve(
            url.host, port, allow_private=url.host.lower() in reach.allow_private, timeout_s=reach.connect_s
        )
    except AddressRefusedError as refusal:
        raise Permanent("address_refused", str(refusal)) from None
    except UnresolvedError as error:
        raise NotSentError("unresolved", str(error)) from None
    with httpx.Client(
        trust_env=False,
        follow_redirects=False,
        verify=_trust(reach.verify_tls),
        timeout=httpx.Timeout(reach.timeout_s, connect=reach.connect_s),
    ) as client:
        for address in addresses:
            try:
                return _exchange(client, request, url, address, deadline, reach.max_answer)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                problem = type(error).__name__
    raise NotSentError("unreachable", f"{url.host}:{port} ({problem})")


@cache
def _trust(verify_tls: bool) -> ssl.SSLContext:
    """The certificates that count, read once: it takes longer than a request on the local network."""
    return httpx.create_ssl_context(verify=verify_tls, trust_env=False)


def _parse(text: str) -> httpx.URL:
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        raise Permanent("bad_address", "the address cannot be read") from None
    if url.scheme not in ("http", "https") or not url.host or url.userinfo:
        raise Permanent("bad_address", "an http or https address without sign-in data is needed")
    return url


def _exchange(
    client: httpx.Client, request: Outgoing, url: httpx.URL, address: str, deadline: float, max_answer: int
) -> Answer:
    """Talks to the checked address; `Host`, the server name of TLS and its certificate stay the name's."""
    guard = _Deadline(deadline)
    made = client.build_request(
        request.method,
        url.copy_with(host=address),
        headers={"Accept-Encoding": "identity", **request.headers, "Host": url.netloc.decode("ascii")},
        content=request.body or None,
        extensions={"sni_hostname": url.raw_host.decode("ascii"), "trace": guard.trace},
    )
    with guard:
        try:
            answer = client.send(made, stream=True)
            try:
                body = _read(answer, max_answer)
            finally:
                answer.close()
        except (httpx.ConnectError, httpx.ConnectTimeout):
            raise
        except httpx.HTTPError as error:
            raise UnansweredError(type(error).__name__) from None
    return Answer(answer.status_code, {k.lower(): v for k, v in answer.headers.items()}, body)


def _read(answer: httpx.Response, max_answer: int) -> bytes:
    body = bytearray()
    for chunk in answer.iter_bytes(_CHUNK):
        body += chunk
        if len(body) > max_answer:
            raise UnansweredError(f"the answer is longer than {max_answer} bytes")
    return bytes(body)


class _Deadline:
    """Cuts the connection at the deadline: limits per read would let a receiver drip for ever."""

    def __init__(self, deadline: float) -> None:
        self._timer = threading.Timer(max(0.0, deadline - time.monotonic()), self._cut)
        self._timer.daemon = True
        self._stream: Any = None

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._stream = info["return_value"]

    def _cut(self) -> None:
        stream = self._stream
        if stream is not None:
            _quietly(lambda: stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR))

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


def _quietly(act: Callable[[], None]) -> None:
    try:
        act()
    except OSError:
        return
