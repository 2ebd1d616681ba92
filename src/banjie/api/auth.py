"""Who asks: a session cookie with a CSRF token for writes, or a personal bearer token."""

from __future__ import annotations

import hmac
from typing import Any

from litestar import Request

from banjie.services import tokens
from banjie.services.problems import ForbiddenError, UnauthenticatedError
from banjie.services.runtime import Runtime
from banjie.services.sign_in import Identity, identify

SESSION_COOKIE = "banjie_session"
CSRF_COOKIE = "csrf"
CSRF_HEADER = "x-csrf-token"
_SAFE = {"GET", "HEAD", "OPTIONS"}


def runtime_of(request: Request[Any, Any, Any]) -> Runtime:
    runtime: Runtime = request.app.state["runtime"]
    return runtime


def identity_of(request: Request[Any, Any, Any]) -> Identity:
    """The signed-in person. Raises UnauthenticatedError (401), or ForbiddenError where CSRF does not fit."""
    known: Identity | None = request.scope.get("banjie_identity")  # type: ignore[assignment]
    if known is not None:
        return known
    identity = _look_up(request)
    # A personal token has no CSRF value and needs none: no browser sends it by itself.
    if identity is not None and identity.csrf and request.method not in _SAFE:
        given = request.headers.get(CSRF_HEADER, "")
        if not hmac.compare_digest(given.encode(), identity.csrf.encode()):
            raise ForbiddenError("csrf")
    if identity is None:
        raise UnauthenticatedError("unauthenticated")
    request.scope["banjie_identity"] = identity  # type: ignore[typeddict-unknown-key]
    request.scope["banjie_locale"] = identity.locale  # type: ignore[typeddict-unknown-key]
    return identity


def address_of(request: Request[Any, Any, Any]) -> str:
    """Where a request comes from, as far as the server can see."""
    return request.client.host[:64] if request.client else ""


def is_still_signed_in(request: Request[Any, Any, Any]) -> bool:
    """Whether the session or token that opened a long answer still holds; asks the database anew."""
    return _look_up(request) is not None


def _look_up(request: Request[Any, Any, Any]) -> Identity | None:
    runtime = runtime_of(request)
    header = request.headers.get("authorization", "")
    if header[:7].lower() == "bearer ":
        return tokens.identify(runtime, header[7:].strip()[:200])
    secret = request.cookies.get(SESSION_COOKIE, "")[:200]
    return identify(runtime, secret) if secret else None
