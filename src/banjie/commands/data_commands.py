"""`banjie init`, `demo`, `reset-password` and `token`."""

from __future__ import annotations

import secrets

from banjie.commands.serving import complain, say
from banjie.config import Config
from banjie.messages import DEFAULT, words
from banjie.services import audit, first_start, sign_in, tokens
from banjie.services.problems import ConflictError, ServiceError
from banjie.storage import people, sessions


def init(config: Config, company: str, username: str, name: str, password: str | None) -> int:
    """An empty company; the administrator's password is printed once when it was not given."""
    from banjie import bootstrap

    if password is not None and not sign_in.acceptable(password):
        complain("weak_password", length=sign_in.MINIMUM_PASSWORD)
        return 2
    system = bootstrap.build(config)
    try:
        given = password or secrets.token_urlsafe(12)
        wish = first_start.Founding(company, username, name, given, DEFAULT)
        with system.runtime.database.write() as connection:
            first_start.establish(system.runtime, connection, wish, sign_in.hash_password(given))
    except ConflictError:
        complain("not_empty", data=config.data)
        return 2
    finally:
        system.stop()
    say("initialised", username=username)
    if password is None:
        say("first_password", password=given)
    return 0


def demo(config: Config, *, receivers: bool, if_empty: bool) -> int:
    """The demo company; on an address that others reach, with random passwords."""
    from banjie import bootstrap
    from banjie.demo.load import load_demo

    system = bootstrap.build(config)
    try:
        with system.runtime.database.read() as connection:
            occupied = bool(system.runtime.directory.get(connection).people)
        if occupied:
            if if_empty:
                return 0
            complain("not_empty", data=config.data)
            return 2
        public = config.host in ("127.0.0.1", "localhost", "::1")
        passwords = load_demo(system, public=public, receivers=receivers)
    finally:
        system.stop()
    say("demo_loaded")
    if not public:
        for username, password in passwords.items():
            say("account", username=username, password=password)
    return 0


def reset_password(config: Config, username: str, password: str | None) -> int:
    """A new password; every session of the person ends."""
    from banjie import bootstrap

    if password is not None and not sign_in.acceptable(password):
        complain("weak_password", length=sign_in.MINIMUM_PASSWORD)
        return 2
    given = password or secrets.token_urlsafe(12)
    system = bootstrap.build(config)
    try:
        with system.runtime.database.write() as connection:
            if not people.set_password(connection, username, sign_in.hash_password(given)):
                complain("unknown_user", username=username)
                return 2
            sessions.remove_all(connection, username)
            audit.note(system.runtime, connection, audit.MACHINE, "password.reset", "person", username)
    finally:
        system.stop()
    say("password_set", username=username)
    if password is None:
        say("first_password", password=given)
    return 0


def token(config: Config, username: str, name: str, days: int | None) -> int:
    """A personal token with the person's own rights, printed once."""
    from banjie import bootstrap

    system = bootstrap.build(config)
    try:
        with system.runtime.database.read() as connection:
            known = system.runtime.directory.get(connection).is_active(username)
        if not known:
            complain("unknown_user", username=username)
            return 2
        try:
            with system.runtime.database.write() as connection:
                made = tokens.make(system.runtime, connection, username, name, days)
                tokens.noted(system.runtime, connection, audit.MACHINE, "token.created", made.token)
        except ServiceError as error:
            complain("token_refused", detail=words(DEFAULT, f"problem.{error.code}", error.params))
            return 2
    finally:
        system.stop()
    print(made.secret)  # noqa: T201 - the answer itself, for a script to take
    return 0
