"""ASGI middleware for `Idempotency-Key`: reads the body once, replays remembered answers.

Acts only on JSON writes that carry the header; uploads are content-addressed and need none.
"""

from __future__ import annotations

import asyncio
import hashlib
from typing import Any

from litestar import Request
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from banjie.api import problems
from banjie.api.auth import identity_of, runtime_of
from banjie.services import idempotency
from banjie.services.problems import ServiceError

MAX_BODY = 4_000_000
_WRITES = {"POST", "PUT", "PATCH", "DELETE"}
_HOLDS_SECRETS = ("/session", "/users", "/tokens")
"""Their answers or bodies may hold a password or a token, which must not be kept."""


class IdempotencyMiddleware(ASGIMiddleware):
    """Once per user, route and key, within 24 hours."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        request: Request[Any, Any, Any] = Request(scope, receive, send)
        key = request.headers.get("idempotency-key", "")[:128]
        is_json = request.headers.get("content-type", "application/json").startswith("application/json")
        if (
            not key
            or request.method not in _WRITES
            or not is_json
            or request.url.path.endswith(_HOLDS_SECRETS)
        ):
            await next_app(scope, receive, send)
            return
        body = await _read(receive)
        try:
            identity = await asyncio.to_thread(identity_of, request)
            route = f"{request.method} {request.url.path}"[:200]
            arguments = (runtime_of(request), identity.username, route, key)
            remembered = await asyncio.to_thread(
                idempotency.begin, *arguments, hashlib.sha256(body).hexdigest()
            )
        except ServiceError as error:
            answer = problems.on_service_error(request, error)
            await answer.to_asgi_response(app=None, request=request)(scope, receive, send)
            return
        if remembered is not None:
            await _replay(remembered, send)
            return
        recorder = _Recorder(send)
        try:
            await next_app(scope, _again(body, receive), recorder)
        finally:
            await asyncio.to_thread(idempotency.finish, *arguments, recorder.status, bytes(recorder.body))


class _Recorder:
    """Passes an answer on and keeps a copy."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 500
        self.body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")
        await self._send(message)


async def _read(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return bytes(body)
        body += message.get("body", b"")
        if not message.get("more_body") or len(body) > MAX_BODY:
            return bytes(body)


def _again(body: bytes, receive: Receive) -> Receive:
    given = False

    async def replay() -> Any:
        nonlocal given
        if not given:
            given = True
            return {"type": "http.request", "body": body, "more_body": False}
        return await receive()

    return replay


async def _replay(remembered: idempotency.Remembered, send: Send) -> None:
    kind = b"application/json" if remembered.status < 400 else problems.MEDIA_TYPE.encode()
    headers = [(b"content-type", kind), (b"idempotency-replayed", b"true")]
    await send({"type": "http.response.start", "status": remembered.status, "headers": headers})
    await send({"type": "http.response.body", "body": remembered.answer, "more_body": False})
