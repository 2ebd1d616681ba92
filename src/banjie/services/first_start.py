"""The first start: a company without people is founded by whoever can read the server's terminal; then what is left.

An installation that nobody has taken yet must not go to the first stranger who finds its address: founding asks for
a code that only the terminal shows. The code is made of the installation's key, so that it needs no keeping and is
the same after a restart.
"""

from __future__ import annotations

import base64
import hmac
import secrets

import msgspec
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from banjie.messages import LOCALES, words
from banjie.org.directory import ADMIN_ROLE
from banjie.services import audit, organise, sign_in
from banjie.services.problems import ConflictError, FieldError, InvalidError, TooManyError
from banjie.services.runtime import Runtime
from banjie.services.vault import vault_of
from banjie.services.viewer import Viewer, require_administrator
from banjie.storage import connections, milestones, people, sessions, settings

ROOT_DEPARTMENT = "company"
TRIES = 10
_KEY = "first_start"
_CODE_LENGTH = 10


class Founding(msgspec.Struct, frozen=True):
    """Who founds the company, and what it is called."""

    company: str
    username: str
    name: str
    password: str
    locale: str


class Steps(msgspec.Struct, frozen=True):
    """What has been set up: people besides the founder, published processes, a mail server, a case that closed.

    `wanted`: whether the administrators still want to be reminded.
    """

    wanted: bool
    people: int
    processes: int
    mail: bool
    closed: bool


def is_needed(runtime: Runtime) -> bool:
    """Whether there is nobody yet."""
    with runtime.database.read() as connection:
        return not runtime.directory.get(connection).people


def code(runtime: Runtime) -> str:
    """What founding asks for: `ABCDE-FGHIJ`, 50 bits of the installation's key."""
    made = base64.b32encode(vault_of(runtime).derived("first start")).decode()[:_CODE_LENGTH]
    return f"{made[:5]}-{made[5:]}"


def found(runtime: Runtime, given: str, wish: Founding, address: str) -> sign_in.SignedIn:
    """Found the company and sign its administrator in. Wrong codes are counted like wrong passwords.

    Raises ConflictError where somebody was quicker, InvalidError at the field, TooManyError.
    """
    now = runtime.clock()
    keys = ("first start", f"addr:{address[:64]}")
    with runtime.database.read() as connection:
        if runtime.directory.get(connection).people:
            raise ConflictError("already_founded")
        if any(sessions.failures(connection, key, now, sign_in.FAILURE_WINDOW) >= TRIES for key in keys):
            raise TooManyError("too_many_sign_ins", minutes=int(sign_in.FAILURE_WINDOW.total_seconds() // 60))
    if not hmac.compare_digest(_plain(given).encode(), _plain(code(runtime)).encode()):
        with runtime.database.write() as connection:
            for key in keys:
                sessions.add_failure(connection, key, now, sign_in.FAILURE_WINDOW)
        raise InvalidError("invalid_form", (FieldError("code", "problem.wrong_setup_code"),), count=1)
    _check(wish)
    password_hash = sign_in.hash_password(wish.password)
    secret, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
    try:
        with runtime.database.write() as connection:
            establish(runtime, connection, wish, password_hash, address)
            sessions.add(connection, secret, wish.username, csrf, now, now + sign_in.SESSION_LIFETIME)
    except IntegrityError:  # two at the same moment: one of them was first
        raise ConflictError("already_founded") from None
    return sign_in.SignedIn(wish.username, secret, csrf)


def establish(
    runtime: Runtime, connection: Connection, wish: Founding, password_hash: str, address: str = ""
) -> None:
    """The company with its first administrator, in the caller's transaction. Raises ConflictError."""
    if runtime.directory.get(connection).people:
        raise ConflictError("already_founded")
    people.add_role(connection, ADMIN_ROLE, words(wish.locale, "cli.role_admin"))
    people.add_department(
        connection,
        {"code": ROOT_DEPARTMENT, "name": wish.company, "parent": None, "head": wish.username, "position": 0},
    )
    person = {
        "username": wish.username,
        "name": wish.name,
        "department": ROOT_DEPARTMENT,
        "password_hash": password_hash,
    }
    people.add_person(connection, person, (ADMIN_ROLE,))
    people.set_locale(connection, wish.username, wish.locale)
    settings.put(connection, _KEY, {"wanted": True})
    founder = Viewer(wish.username, wish.locale, address=address)
    audit.note(runtime, connection, founder, "company.founded", "department", ROOT_DEPARTMENT, wish.company)


def steps(runtime: Runtime, viewer: Viewer) -> Steps:
    """How far the company has come. Administrators only."""
    with runtime.database.read() as connection:
        require_administrator(runtime, connection, viewer)
        kept = settings.get(connection, _KEY) or {}
        directory = runtime.directory.get(connection)
        mail = connections.get(connection, "mail")
        return Steps(
            wanted=bool(kept.get("wanted")),
            people=sum(directory.is_active(user) for user in directory.people) - 1,
            processes=milestones.published_processes(connection),
            mail=bool(mail and mail.url),
            closed=milestones.any_closed(connection),
        )


def put_away(runtime: Runtime, viewer: Viewer, *, wanted: bool) -> Steps:
    """Be reminded of what is left, or not any more: for all administrators."""
    with runtime.database.write() as connection:
        require_administrator(runtime, connection, viewer)
        settings.put(connection, _KEY, {"wanted": wanted})
    return steps(runtime, viewer)


def _plain(text: str) -> str:
    """A code as people type it: without hyphens, spaces or capitals."""
    return "".join(text[:64].split()).replace("-", "").lower()


def _check(wish: Founding) -> None:
    wrong = []
    if not 0 < len(wish.company.strip()) <= organise.MAX_NAME:
        wrong.append(FieldError("company", "organise.name", {"max": organise.MAX_NAME}))
    if not organise.USERNAME.fullmatch(wish.username):
        wrong.append(FieldError("username", "organise.username"))
    if not 0 < len(wish.name.strip()) <= organise.MAX_NAME:
        wrong.append(FieldError("name", "organise.name", {"max": organise.MAX_NAME}))
    if not sign_in.acceptable(wish.password):
        wrong.append(FieldError("password", "problem.weak_password", {"length": sign_in.MINIMUM_PASSWORD}))
    if wish.locale not in LOCALES:
        wrong.append(FieldError("locale", "problem.unknown_locale"))
    if wrong:
        raise InvalidError("invalid_form", tuple(wrong), count=len(wrong))
