"""How a request shows who is calling: bearer, basic, HMAC, OAuth 2 client credentials, or a token sign-in.

A connection has one `secret`: the token, password, signing key or client secret, whatever its `auth` needs.
Tokens that were obtained are kept in this process until the receiver answers 401.
"""

from __future__ import annotations

import hashlib
import hmac
import threading
from base64 import b64encode
from collections import deque
from datetime import datetime
from urllib.parse import urlencode

import msgspec

from banjie.followups.connectors.answers import parse, value_of
from banjie.followups.connectors.delivery import Permanent, Retryable
from banjie.followups.connectors.outbound import Outgoing, Reach, UnansweredError, send

_KEPT = 256


class Auth(msgspec.Struct, frozen=True, tag_field="kind"):
    """Base of the ways to sign in."""


class NoAuth(Auth, frozen=True, tag="none"):
    pass


class Bearer(Auth, frozen=True, tag="bearer"):
    """`Authorization: Bearer <secret>`; another header and prefix where the receiver wants them."""

    header: str = "Authorization"
    prefix: str = "Bearer "


class Basic(Auth, frozen=True, tag="basic"):
    user: str


class Hmac(Auth, frozen=True, tag="hmac"):
    """Hex HMAC-SHA256 over `timestamp\\nMETHOD\\npath?query\\nSHA-256 of the body in hex`."""

    key_id: str = ""
    header: str = "X-Signature"
    timestamp_header: str = "X-Timestamp"
    key_header: str = "X-Key-Id"


class ClientCredentials(Auth, frozen=True, tag="oauth2"):
    """`token_path`: below the connection's address."""

    client_id: str
    token_path: str = "/oauth/token"  # noqa: S105
    scope: str = ""


class SignIn(Auth, frozen=True, tag="sign_in"):
    """POST user and password as JSON; `token` is FEEL over the answer."""

    user: str
    path: str = "/login"
    user_field: str = "user"
    password_field: str = "password"  # noqa: S105
    token: str = "body.token"  # noqa: S105
    header: str = "Authorization"
    prefix: str = "Bearer "


AnyAuth = NoAuth | Bearer | Basic | Hmac | ClientCredentials | SignIn

_tokens: dict[str, str] = {}
_issued: deque[str] = deque(maxlen=_KEPT)
_lock = threading.Lock()


def issued_tokens() -> tuple[str, ...]:
    """The tokens lately obtained, for redaction."""
    return tuple(_issued)


def authorise(
    request: Outgoing, auth: AnyAuth, secret: str, address: str, reach: Reach, now: datetime, *, renew: bool
) -> Outgoing:
    """The request with its credentials. `renew`: the kept token was refused, get another.

    Raises Permanent when the sign-in is refused, Retryable when it cannot be asked.
    """
    match auth:
        case NoAuth():
            added: dict[str, str] = {}
        case Bearer():
            added = {auth.header: auth.prefix + secret}
        case Basic():
            added = {"Authorization": "Basic " + b64encode(f"{auth.user}:{secret}".encode()).decode()}
        case Hmac():
            added = _signed(request, auth, secret, now)
        case ClientCredentials():
            added = {"Authorization": "Bearer " + _token(auth, secret, address, reach, renew)}
        case SignIn():
            added = {auth.header: auth.prefix + _token(auth, secret, address, reach, renew)}
    return msgspec.structs.replace(request, headers={**request.headers, **added})


def can_renew(auth: AnyAuth) -> bool:
    return isinstance(auth, ClientCredentials | SignIn)


def _signed(request: Outgoing, auth: Hmac, secret: str, now: datetime) -> dict[str, str]:
    timestamp = str(int(now.timestamp()))
    target = "/" + request.url.split("://", 1)[-1].partition("/")[2]
    text = "\n".join((timestamp, request.method, target, hashlib.sha256(request.body).hexdigest()))
    signature = hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    named = {auth.key_header: auth.key_id} if auth.key_id else {}
    return {auth.header: signature, auth.timestamp_header: timestamp, **named}


def _token(auth: ClientCredentials | SignIn, secret: str, address: str, reach: Reach, renew: bool) -> str:
    key = hashlib.sha256(msgspec.json.encode([address, auth, secret])).hexdigest()
    with _lock:
        kept = None if renew else _tokens.get(key)
    if kept is not None:
        return kept
    token = _obtain(auth, secret, address, reach)
    with _lock:
        if len(_tokens) >= _KEPT:
            _tokens.clear()
        _tokens[key] = token
        _issued.append(token)
    return token


def _obtain(auth: ClientCredentials | SignIn, secret: str, address: str, reach: Reach) -> str:
    if isinstance(auth, SignIn):
        body = msgspec.json.encode({auth.user_field: auth.user, auth.password_field: secret})
        request = Outgoing("POST", address + auth.path, {"content-type": "application/json"}, body)
        expression = auth.token
    else:
        form = {"grant_type": "client_credentials", "client_id": auth.client_id, "client_secret": secret}
        body = urlencode(form | ({"scope": auth.scope} if auth.scope else {})).encode()
        headers = {"content-type": "application/x-www-form-urlencoded"}
        request = Outgoing("POST", address + auth.token_path, headers, body)
        expression = "body.access_token"
    try:
        answer = send(request, reach)
    except UnansweredError:
        raise Retryable("sign_in_unanswered", "the sign-in was not answered") from None
    if answer.status == 429 or answer.status >= 500:
        raise Retryable("sign_in_failed", f"the sign-in was answered with {answer.status}")
    token = value_of(expression, parse(answer)) if answer.status < 300 else None
    if not isinstance(token, str) or not token:
        raise Permanent("sign_in_refused", f"the sign-in brought no token (status {answer.status})")
    return token
