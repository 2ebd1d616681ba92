"""Keeping the organisation: people, departments and roles, by administrators. Leavers stay known by name."""

from __future__ import annotations

import re
import secrets
from typing import Any

from sqlalchemy import Connection

from banjie.org.directory import ADMIN_ROLE, Department, Directory, Role
from banjie.services import audit, organise_notes
from banjie.services.organise_notes import PersonChange as PersonChange
from banjie.services.problems import ConflictError, FieldError, InvalidError, NotFoundError
from banjie.services.runtime import Runtime
from banjie.services.sign_in import MINIMUM_PASSWORD, acceptable, hash_password
from banjie.services.tokens import by_session
from banjie.services.viewer import Viewer, require_administrator
from banjie.storage import people, sessions, tokens

USERNAME = re.compile(r"[A-Za-z0-9_.\-]{1,64}")
CODE = re.compile(r"[\w\-]{1,64}")
MAX_NAME = 100


def add_person(runtime: Runtime, viewer: Viewer, username: str, change: PersonChange) -> str:
    """A new person; returns the password when none was given (to be shown once). Raises InvalidError."""
    with runtime.database.write() as connection:
        directory = _open(runtime, connection, viewer)
        if not USERNAME.fullmatch(username):
            raise _wrong("username", "organise.username")
        if username.lower() in (known.lower() for known in directory.people):
            raise _wrong("username", "organise.taken", name=username)
        _check(directory, username, change, new=True)
        made = "" if change.password else secrets.token_urlsafe(9)
        people.add_person(
            connection,
            {
                "username": username,
                **_columns(change),
                "password_hash": hash_password(change.password or made),
            },
            change.roles or (),
        )
        changes = organise_notes.of_person(directory, None, change)
        audit.note(
            runtime,
            connection,
            viewer,
            "person.added",
            "person",
            username,
            change.name or "",
            changes=changes,
        )
    return made


def change_person(runtime: Runtime, viewer: Viewer, username: str, change: PersonChange) -> None:
    """Change a person. A leaver (active false) is signed out everywhere and their personal tokens are deleted.

    Raises NotFoundError, InvalidError, ForbiddenError.
    """
    if change.password:
        by_session(viewer)
    with runtime.database.write() as connection:
        directory = _open(runtime, connection, viewer)
        if username not in directory.people:
            raise NotFoundError("unknown_person", user=username)
        _check(directory, username, change, new=False)
        columns = _columns(change)
        if change.password:
            columns["password_hash"] = hash_password(change.password)
        people.change_person(connection, username, columns, change.roles)
        if change.active is False or change.password:
            sessions.remove_all(connection, username)
        if change.active is False:
            tokens.remove_all(connection, username)
        organise_notes.person_changed(runtime, connection, viewer, directory, username, change)


def put_department(
    runtime: Runtime, viewer: Viewer, code: str, name: str, parent: str | None, head: str | None
) -> None:
    """Make or change a department. A department below itself is refused."""
    with runtime.database.write() as connection:
        directory = _open(runtime, connection, viewer)
        if not CODE.fullmatch(code):
            raise _wrong("code", "organise.code")
        _check_name(name)
        if parent is not None and (
            parent not in directory.departments or parent in directory.below(code) or parent == code
        ):
            raise _wrong("parent", "organise.parent")
        if head is not None and not directory.is_active(head):
            raise _wrong("head", "problem.unknown_person", user=head)
        people.put_department(connection, code, name.strip(), parent, head)
        organise_notes.department_put(
            runtime, connection, viewer, directory, Department(code, name.strip(), parent, head)
        )


def move_department(
    runtime: Runtime, viewer: Viewer, code: str, parent: str | None, before: str | None, was: str | None
) -> None:
    """Put a department below `parent` (None: at the top), in front of one of its departments or as the last.

    `was` is what it was below when the viewer looked. Raises NotFoundError, InvalidError (below itself, in front
    of a stranger), ConflictError where somebody moved it meanwhile.
    """
    with runtime.database.write() as connection:
        directory = _open(runtime, connection, viewer)
        found = directory.department(code)
        if found is None:
            raise NotFoundError("not_found", what=code)
        if found.parent != was:
            now = directory.department(found.parent)
            raise ConflictError("department_moved", name=found.name, parent=now.name if now else "—")
        if parent is not None and (parent not in directory.departments or parent in directory.below(code)):
            raise _wrong("parent", "organise.parent")
        others = [
            one.code for one in directory.departments.values() if one.parent == parent and one.code != code
        ]
        if before is not None and before not in others:
            raise _wrong("before", "organise.before")
        at = len(others) if before is None else others.index(before)
        people.move_department(connection, code, parent, (*others[:at], code, *others[at:]))
        moved = Department(code, found.name, parent, found.head)
        organise_notes.department_put(runtime, connection, viewer, directory, moved)


def put_role(runtime: Runtime, viewer: Viewer, code: str, name: str, members: tuple[str, ...]) -> None:
    """Make or change a role and its members. The last administrator stays one."""
    with runtime.database.write() as connection:
        directory = _open(runtime, connection, viewer)
        if not CODE.fullmatch(code):
            raise _wrong("code", "organise.code")
        _check_name(name)
        unknown = [user for user in members if user not in directory.people]
        if unknown:
            raise _wrong("members", "problem.unknown_person", user=unknown[0])
        if code == ADMIN_ROLE and not any(directory.is_active(user) for user in members):
            raise ConflictError("last_administrator")
        people.put_role(connection, code, name.strip(), tuple(dict.fromkeys(members)))
        organise_notes.role_put(runtime, connection, viewer, directory, Role(code, name.strip(), members))


def _open(runtime: Runtime, connection: Connection, viewer: Viewer) -> Directory:
    people.hold(connection)
    require_administrator(runtime, connection, viewer)
    return runtime.directory.get(connection)


def _wrong(field: str, code: str, **params: Any) -> InvalidError:
    return InvalidError("invalid_form", (FieldError(field, code, params),), count=1)


def _check_name(name: str) -> None:
    if not name.strip() or len(name) > MAX_NAME:
        raise _wrong("name", "organise.name", max=MAX_NAME)


def _check(directory: Directory, username: str, change: PersonChange, *, new: bool) -> None:
    if change.name is not None or new:
        _check_name(change.name or "")
    if change.department and change.department not in directory.departments:
        raise _wrong("department", "organise.department")
    if change.leader and (change.leader not in directory.people or change.leader == username):
        raise _wrong("leader", "problem.unknown_person", user=change.leader)
    if change.password is not None and not acceptable(change.password):
        raise _wrong("password", "problem.weak_password", length=MINIMUM_PASSWORD)
    unknown = [code for code in change.roles or () if code not in directory.roles]
    if unknown:
        raise _wrong("roles", "organise.role", role=unknown[0])
    leaves = change.active is False or (change.roles is not None and ADMIN_ROLE not in change.roles)
    others = [
        user for user in directory.members(ADMIN_ROLE) if user != username and directory.is_active(user)
    ]
    if leaves and directory.is_administrator(username) and not others:
        raise ConflictError("last_administrator")


def _columns(change: PersonChange) -> dict[str, Any]:
    """The columns to write; an empty leader means none."""
    given = {
        key: value
        for key in ("name", "department", "leader", "post", "email", "mobile", "active")
        if (value := getattr(change, key)) is not None
    }
    if "leader" in given:
        given["leader"] = given["leader"] or None
    return {key: value.strip() if isinstance(value, str) else value for key, value in given.items()}
