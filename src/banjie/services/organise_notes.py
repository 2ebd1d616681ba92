"""Changes of people, departments and roles as the audit tells them: names instead of codes, contact data unsaid."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection

from banjie.org.directory import Department, Directory, Role
from banjie.services import audit
from banjie.services.audit import Change
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer


class PersonChange(msgspec.Struct, frozen=True):
    """What to set; None leaves as it is. `roles` replaces the person's roles."""

    name: str | None = None
    department: str | None = None
    leader: str | None = None
    post: str | None = None
    email: str | None = None
    mobile: str | None = None
    active: bool | None = None
    roles: tuple[str, ...] | None = None
    password: str | None = None


def of_person(directory: Directory, username: str | None, change: PersonChange) -> tuple[Change, ...]:
    """What differs from before; of mail address and phone only that they do."""
    person = directory.person(username)
    before = {
        "name": person.name if person else "",
        "department": _department(directory, person.department if person else None),
        "leader": _person(directory, person.leader if person else None),
        "post": (person.post or "") if person else "",
        "roles": _roles(directory, person.roles if person else ()),
    }
    after: dict[str, str] = {}
    if change.name is not None:
        after["name"] = change.name.strip()
    if change.department is not None:
        after["department"] = _department(directory, change.department)
    if change.leader is not None:
        after["leader"] = _person(directory, change.leader)
    if change.post is not None:
        after["post"] = change.post.strip()
    if change.roles is not None:
        after["roles"] = _roles(directory, change.roles)
    unsaid = tuple(
        Change(field)
        for field in ("email", "mobile")
        if (given := getattr(change, field)) is not None
        and given.strip() != ((getattr(person, field) or "") if person else "")
    )
    return (*audit.differences(before, after), *unsaid)


def person_changed(
    runtime: Runtime,
    connection: Connection,
    viewer: Viewer,
    directory: Directory,
    username: str,
    change: PersonChange,
) -> None:
    """One change may be several things: other data, a new password, leaving or coming back."""
    person = directory.people[username]
    name = (change.name or person.name).strip()
    if changes := of_person(directory, username, change):
        audit.note(runtime, connection, viewer, "person.changed", "person", username, name, changes=changes)
    if change.password:
        audit.note(runtime, connection, viewer, "password.changed", "person", username, name)
    if change.active is not None and change.active != person.active:
        action = "person.returned" if change.active else "person.left"
        audit.note(runtime, connection, viewer, action, "person", username, name)


def department_put(
    runtime: Runtime, connection: Connection, viewer: Viewer, directory: Directory, after: Department
) -> None:
    before = directory.department(after.code)
    changes = audit.differences(
        _of_department(directory, before) if before else {}, _of_department(directory, after)
    )
    if before is None or changes:
        moved = [one.field for one in changes] == ["parent"]
        action = "department.added" if before is None else f"department.{'moved' if moved else 'changed'}"
        audit.note(runtime, connection, viewer, action, "department", after.code, after.name, changes=changes)


def role_put(
    runtime: Runtime, connection: Connection, viewer: Viewer, directory: Directory, after: Role
) -> None:
    before = directory.roles.get(after.code)
    changes = audit.differences(
        {"name": before.name, "members": _people(directory, before.members)} if before else {},
        {"name": after.name, "members": _people(directory, after.members)},
    )
    if before is None or changes:
        action = "role.added" if before is None else "role.changed"
        audit.note(runtime, connection, viewer, action, "role", after.code, after.name, changes=changes)


def _of_department(directory: Directory, one: Department) -> dict[str, str]:
    return {
        "name": one.name,
        "parent": _department(directory, one.parent),
        "head": _person(directory, one.head),
    }


def _department(directory: Directory, code: str | None) -> str:
    found = directory.department(code)
    return found.name if found else code or ""


def _person(directory: Directory, username: str | None) -> str:
    return directory.name_of(username) if username else ""


def _people(directory: Directory, usernames: tuple[str, ...]) -> str:
    return "、".join(directory.name_of(one) for one in sorted(set(usernames)))


def _roles(directory: Directory, codes: tuple[str, ...]) -> str:
    return "、".join(directory.role_name(code) for code in sorted(set(codes)))
