"""The organisation as use cases: who I am, everybody, my substitutions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection

from banjie.org.directory import Directory, Person
from banjie.services import audit
from banjie.services.problems import FieldError, InvalidError, NotFoundError
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer
from banjie.storage import cases, people, settings


class Myself(msgspec.Struct, frozen=True):
    person: Person
    department_name: str
    administrator: bool
    demo: bool
    counts: dict[str, int]


def me(runtime: Runtime, username: str) -> Myself:
    """The signed-in person with counts of what waits."""
    with runtime.database.read() as connection:
        directory = runtime.directory.get(connection)
        person = directory.people[username]
        department = directory.department_of(username)
        administrator = directory.is_administrator(username)
        counts = cases.counts(connection, username)
        demo = settings.get(connection, "demo") is not None
    if not administrator:
        counts["incidents"] = 0
    return Myself(person, department.name if department else "", administrator, demo, counts)


def locale_of(connection: Connection, username: str) -> str:
    found = people.credentials(connection, username)
    return found[2] if found else ""


def set_locale(runtime: Runtime, username: str, locale: str) -> None:
    with runtime.database.write() as connection:
        people.set_locale(connection, username, locale)


def directory(runtime: Runtime) -> Directory:
    """Everybody and every department."""
    with runtime.database.read() as connection:
        return runtime.directory.get(connection)


def demo_accounts(runtime: Runtime) -> list[tuple[Person, str]]:
    """The demo's people and their password, only where the demo company is loaded with its public password."""
    with runtime.database.read() as connection:
        demo = settings.get(connection, "demo")
        if not demo or not demo.get("password"):
            raise NotFoundError("demo_only")
        known = runtime.directory.get(connection)
    order = demo.get("accounts", [])
    return [(known.people[username], demo["password"]) for username in order if username in known.people]


def substitutions(runtime: Runtime, username: str) -> list[Any]:
    with runtime.database.read() as connection:
        return people.substitutions_of(connection, username)


def add_substitution(
    runtime: Runtime, viewer: Viewer, substitute: str, starts: datetime, ends: datetime, process: str | None
) -> int:
    """Let somebody act for me for a while. Raises InvalidError at the field that is wrong."""
    username = viewer.username
    with runtime.database.write() as connection:
        known = runtime.directory.get(connection)
        if not known.is_active(substitute) or substitute == username:
            raise InvalidError(
                "unknown_person",
                (FieldError("substitute", "problem.unknown_person", {"user": substitute}),),
                user=substitute,
            )
        if ends <= starts:
            raise InvalidError("invalid_form", (FieldError("ends", "people.ends_before_starts"),), count=1)
        identifier = people.add_substitution(connection, username, substitute, starts, ends, process)
        audit.note(
            runtime,
            connection,
            viewer,
            "substitution.added",
            "person",
            substitute,
            known.name_of(substitute),
            begins=starts.isoformat(),
            until=ends.isoformat(),
            process=process or "",
        )
        return identifier


def remove_substitution(runtime: Runtime, viewer: Viewer, identifier: int) -> None:
    """End one of my substitutions. Raises NotFoundError."""
    with runtime.database.write() as connection:
        mine = people.substitutions_of(connection, viewer.username)
        found = next((one for one in mine if one.id == identifier), None)
        if found is None or not people.remove_substitution(connection, identifier, viewer.username):
            raise NotFoundError("not_found", what=str(identifier))
        name = runtime.directory.get(connection).name_of(found.substitute)
        audit.note(
            runtime,
            connection,
            viewer,
            "substitution.removed",
            "person",
            found.substitute,
            name,
            begins=found.starts.isoformat(),
            until=found.ends.isoformat(),
            process=found.process or "",
        )
