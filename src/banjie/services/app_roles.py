"""Which roles an app asks, and who could hold them in this company."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection

from banjie.org.directory import Directory
from banjie.services.app_bundle import Bundle
from banjie.services.app_parts import roles_asked
from banjie.services.problems import FieldError, InvalidError
from banjie.services.runtime import Runtime
from banjie.storage import people

_TOP = "general_manager"
_TELLING = 2


class RoleNeed(msgspec.Struct, frozen=True):
    """A role with who holds it now, who could (never empty), and the steps that ask it."""

    code: str
    name: str
    holders: tuple[str, ...]
    suggested: tuple[str, ...]
    steps: tuple[str, ...]


def needed(bundle: Bundle, directory: Directory, asker: str) -> tuple[RoleNeed, ...]:
    """Every role that the app's processes ask or whose holders see its ledgers."""
    steps: dict[str, list[str]] = {}
    for process in bundle.processes.values():
        for code, names in roles_asked(process).items():
            steps.setdefault(code, []).extend(names)
    for form in bundle.forms.values():
        for code in roles_asked(form):
            steps.setdefault(code, [])
    found = []
    for code, names in steps.items():
        known = directory.roles.get(code)
        name = known.name if known else bundle.roles.get(code, code)
        holders = tuple(user for user in directory.members(code) if directory.is_active(user))
        suggested = holders or suggest(directory, code, name, asker)
        found.append(RoleNeed(code, name, holders, suggested, tuple(dict.fromkeys(names))))
    return tuple(found)


def suggest(directory: Directory, code: str, name: str, asker: str) -> tuple[str, ...]:
    """The head of the department that the role is named after; of the whole company for its head; else who asks."""
    for department in directory.departments.values():
        head = department.head
        alike = department.parent is None if code == _TOP else department.name[:_TELLING] == name[:_TELLING]
        if alike and head is not None and directory.is_active(head):
            return (head,)
    return (asker,)


def appoint(
    runtime: Runtime,
    connection: Connection,
    needs: tuple[RoleNeed, ...],
    chosen: dict[str, tuple[str, ...]],
) -> list[str]:
    """Give the roles to the people chosen, and those that nobody holds to the suggested ones.

    Returns the roles that are new. Raises InvalidError for people who are not here, roles that are not asked.
    """
    directory = runtime.directory.get(connection)
    known = {need.code: need for need in needs}
    errors = [
        FieldError(f"roles.{code}", "app.unknown_role", {"role": code})
        for code in chosen
        if code not in known
    ]
    errors += [
        FieldError(f"roles.{code}", "problem.unknown_person", {"user": user})
        for code, users in chosen.items()
        for user in users
        if not directory.is_active(user)
    ]
    errors += [
        FieldError(f"roles.{code}", "app.nobody", {"role": known[code].name})
        for code, users in chosen.items()
        if code in known and not users
    ]
    if errors:
        raise InvalidError("invalid_form", tuple(errors), count=len(errors))
    made = []
    for need in needs:
        users = chosen.get(need.code) or (() if need.holders else need.suggested)
        if not users:
            continue
        people.put_role(connection, need.code, need.name, tuple(dict.fromkeys(users)))
        if need.code not in directory.roles:
            made.append(need.code)
    return made
