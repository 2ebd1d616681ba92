"""Signing in and out: argon2 hashes, revocable sessions, bounded guessing.

The answer to a wrong user name takes as long as the one to a wrong password.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from functools import cache

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection

from banjie.services import audit
from banjie.services.problems import TooManyError, UnauthenticatedError
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer
from banjie.storage import people, sessions, settings

SESSION_LIFETIME = timedelta(days=14)
FAILURE_WINDOW = timedelta(minutes=15)
FAILURES_PER_USER = 10
FAILURES_PER_ADDRESS = 50
MINIMUM_PASSWORD = 8
DEMO_PASSWORD = "banjie-demo"  # noqa: S105 - public by contract, refused outside the demo

_hasher = PasswordHasher()
_quick = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1)
"""For passwords that were made at random: nobody tries 72 bits one after the other, however quick a try is."""


class SignedIn(msgspec.Struct, frozen=True):
    """A new session: its secret (only ever in the cookie) and its CSRF token."""

    username: str
    secret: str
    csrf: str


class Identity(msgspec.Struct, frozen=True):
    """Who is asking. `csrf` is empty for a personal token, which needs none; `token` is then its identifier."""

    username: str
    csrf: str
    locale: str
    token: str = ""


@cache
def _nobody() -> str:
    """What the password of an unknown user is compared with; made at the first sign-in, not at every start."""
    return _hasher.hash(secrets.token_hex(16))


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def sign_in(runtime: Runtime, username: str, password: str, address: str) -> SignedIn:
    """Open a session. Raises UnauthenticatedError, TooManyError."""
    now = runtime.clock()
    keys = ((f"user:{username[:64]}", FAILURES_PER_USER), (f"addr:{address[:64]}", FAILURES_PER_ADDRESS))
    with runtime.database.read() as connection:
        for key, limit in keys:
            if sessions.failures(connection, key, now, FAILURE_WINDOW) >= limit:
                raise TooManyError("too_many_sign_ins", minutes=int(FAILURE_WINDOW.total_seconds() // 60))
        found = people.credentials(connection, username)
    password_hash, active, _ = found or (None, False, "")
    nobody = _nobody()  # for everybody, so that the first sign-in tells nothing either
    try:
        _hasher.verify(password_hash or nobody, password[:1024])
        right = bool(password_hash) and active
    except (VerificationError, InvalidHashError):
        right = False
    with runtime.database.write() as connection:
        right = right and _password_allowed(connection, password)
        if not right:
            _note_failure(runtime, connection, username if found else "", address)
            for (key, limit), what in zip(keys, ("locked", "address_locked"), strict=True):
                sessions.add_failure(connection, key, now, FAILURE_WINDOW)
                if sessions.failures(connection, key, now, FAILURE_WINDOW) == limit:
                    _note_failure(runtime, connection, username if found else "", address, what)
        else:
            sessions.clear_failures(connection, keys[0][0])
            secret, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
            sessions.add(connection, secret, username, csrf, now, now + SESSION_LIFETIME)
            came = Viewer(username, "", address=address)
            audit.note(runtime, connection, came, "sign_in.succeeded", "person", username)
            return SignedIn(username, secret, csrf)
    raise UnauthenticatedError("wrong_password")


def _note_failure(
    runtime: Runtime, connection: Connection, known: str, address: str, what: str = "failed"
) -> None:
    """An unknown user name is not written down: it may be a password in the wrong box."""
    nobody = Viewer("", "", address=address)
    audit.note(runtime, connection, nobody, f"sign_in.{what}", "person" if known else "", known)


def hash_made(password: str) -> str:
    """The hash of a password made by us, for many people at once."""
    return _quick.hash(password)


def acceptable(password: str) -> bool:
    """Whether a password may be set: long enough, and not the one that is printed in the demo's manual."""
    return len(password) >= MINIMUM_PASSWORD and password != DEMO_PASSWORD


def _password_allowed(connection: Connection, password: str) -> bool:
    """The demo's public password opens nothing outside a demo that still uses it."""
    demo = settings.get(connection, "demo") if password == DEMO_PASSWORD else None
    return password != DEMO_PASSWORD or bool(demo and demo.get("password") == DEMO_PASSWORD)


def identify(runtime: Runtime, secret: str) -> Identity | None:
    """Who a session's secret belongs to; None when it is unknown, expired or the person was disabled."""
    with runtime.database.read() as connection:
        found = sessions.find(connection, secret)
        if found is None or found[2] <= runtime.clock():
            return None
        known = people.credentials(connection, found[0])
    return Identity(found[0], found[1], known[2]) if known and known[1] else None


def sign_out(runtime: Runtime, secret: str) -> None:
    with runtime.database.write() as connection:
        sessions.remove(connection, secret)
