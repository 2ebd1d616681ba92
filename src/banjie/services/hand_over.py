"""A person leaves: what is with them, and to whom it goes.

The organisation changes in one transaction; tasks then go over one case after the other, each under its own
rules, so that one that cannot go (the successor is asked there already) is told and stops nothing. Handing over
again goes on with what is left. Published processes are never changed: those that name the person are told.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from sqlalchemy import Connection

from banjie.engine.commands import AnyCommand, Reassign
from banjie.engine.rejections import Rejected
from banjie.org.directory import ADMIN_ROLE, Directory
from banjie.services import audit, publish_process
from banjie.services.act import successor
from banjie.services.audit import Change
from banjie.services.case_work import CaseWork
from banjie.services.problems import (
    ConflictError,
    FieldError,
    InvalidError,
    NotFoundError,
    ServiceError,
)
from banjie.services.run_command import run_command
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer, require_administrator
from banjie.storage import definitions, leavers, people, sessions, tokens

Json = dict[str, Any]


class WithThem(msgspec.Struct, frozen=True):
    """A task or case: `id`, the case's, its title, and the step or process."""

    id: str
    case: str
    title: str
    number: str
    where: str


class Naming(msgspec.Struct, frozen=True):
    """A process that names the person: in these steps, as its administrator (`""`), in who may start (`"start"`)."""

    code: str
    name: str
    steps: tuple[str, ...]


class Affected(msgspec.Struct, frozen=True):
    """`roles` without the administrator's: that right is given by name, never inherited."""

    tasks: tuple[WithThem, ...]
    cases: tuple[WithThem, ...]
    drafts: int
    reports: tuple[str, ...]
    departments: tuple[str, ...]
    roles: tuple[str, ...]
    substitutions: int
    processes: tuple[Naming, ...]
    views: int


class Successors(msgspec.Struct, frozen=True):
    """Who takes what over; None: that kind stays as it is."""

    tasks: str | None = None
    reports: str | None = None
    departments: str | None = None
    roles: str | None = None


class HandedOver(msgspec.Struct, frozen=True):
    """What went over, and what could not: the task and the refusal."""

    tasks: int
    refused: tuple[tuple[WithThem, Rejected | ServiceError], ...]
    left: Affected


def affected(runtime: Runtime, viewer: Viewer, username: str) -> Affected:
    """All that is with a person. Administrators only; raises NotFoundError."""
    with runtime.database.read() as connection:
        require_administrator(runtime, connection, viewer)
        return _affected(runtime, connection, username)


def hand_over(runtime: Runtime, viewer: Viewer, username: str, to: Successors, *, leaves: bool) -> HandedOver:
    """Give everything to its successor; `leaves`: the account ends with it.

    Raises InvalidError at the kind whose successor cannot take it, ConflictError for the last administrator.
    """
    with runtime.database.write() as connection:
        require_administrator(runtime, connection, viewer)
        directory = runtime.directory.get(connection)
        _check(directory, viewer, username, to, leaves)
        name = directory.name_of(username)
        given = tuple(
            Change(kind, name, directory.name_of(taker))
            for kind, taker in msgspec.structs.asdict(to).items()
            if taker
        )
        audit.note(
            runtime,
            connection,
            viewer,
            "person.handed_over",
            "person",
            username,
            name,
            changes=given,
            leaves=leaves,
        )
        _organisation(runtime, connection, username, to, leaves)
        tasks = leavers.waiting_with(connection, username) if to.tasks else []
    moved, refused = 0, []
    for row in tasks:
        try:
            run_command(runtime, row.instance, viewer, _reassigning(row.id, username, to.tasks or ""))
            moved += 1
        except (Rejected, ServiceError) as refusal:
            refused.append((_task(row), refusal))
    runtime.signals.flush()
    return HandedOver(moved, tuple(refused), affected(runtime, viewer, username))


def _reassigning(task: str, username: str, to: str) -> Any:
    def build(work: CaseWork) -> AnyCommand:
        found = work.state.tasks.get(task)
        if found is None or found.assignee != username:  # decided or moved meanwhile
            raise Rejected("not_found", what="task", task=task)
        return Reassign(task, successor(work, to))

    return build


def _check(directory: Directory, viewer: Viewer, username: str, to: Successors, leaves: bool) -> None:
    if username not in directory.people:
        raise NotFoundError("unknown_person", user=username)
    if leaves and username == viewer.username:
        raise ConflictError("hand_over_self")
    for kind in ("tasks", "reports", "departments", "roles"):
        chosen = getattr(to, kind)
        if chosen is not None and (chosen == username or not directory.is_active(chosen)):
            problem = FieldError(kind, "hand_over.successor", {"user": directory.name_of(chosen)})
            raise InvalidError("invalid_form", (problem,), count=1)
    others = [one for one in directory.members(ADMIN_ROLE) if one != username]
    if leaves and directory.is_administrator(username) and not any(map(directory.is_active, others)):
        raise ConflictError("last_administrator")


def _organisation(
    runtime: Runtime, connection: Connection, username: str, to: Successors, leaves: bool
) -> None:
    directory = runtime.directory.get(connection)
    for role in directory.roles.values() if to.roles else ():
        if username in role.members and role.code != ADMIN_ROLE:
            members = [to.roles if one == username else one for one in role.members]
            people.put_role(
                connection, role.code, role.name, tuple(dict.fromkeys(str(one) for one in members))
            )
    if to.departments:
        for one in directory.departments.values():
            if one.head == username:
                people.put_department(connection, one.code, one.name, one.parent, to.departments)
    if to.reports:
        leavers.replace_leader(connection, username, to.reports)
    if leaves:
        leavers.end_substitutions(connection, username, runtime.clock())
        people.change_person(connection, username, {"active": False}, None)
        sessions.remove_all(connection, username)
        tokens.remove_all(connection, username)


def _affected(runtime: Runtime, connection: Connection, username: str) -> Affected:
    directory = runtime.directory.get(connection)
    if username not in directory.people:
        raise NotFoundError("unknown_person", user=username)
    return Affected(
        tasks=tuple(_task(row) for row in leavers.waiting_with(connection, username)),
        cases=tuple(
            WithThem(row.id, row.id, row.title, row.number, row.process)
            for row in leavers.running_of(connection, username)
        ),
        drafts=leavers.drafts_of(connection, username),
        reports=tuple(
            one.username for one in directory.people.values() if one.leader == username and one.active
        ),
        departments=tuple(one.code for one in directory.departments.values() if one.head == username),
        roles=tuple(
            role.code
            for role in directory.roles.values()
            if username in role.members and role.code != ADMIN_ROLE
        ),
        substitutions=len(leavers.substitutions_with(connection, username, runtime.clock())),
        processes=tuple(_naming(runtime, connection, username)),
        views=leavers.views_of(connection, username),
    )


def _task(row: Any) -> WithThem:
    return WithThem(row.id, row.instance, row.title, row.number, row.node_name)


def _naming(runtime: Runtime, connection: Connection, username: str) -> Iterator[Naming]:
    """Processes that would still ask for the person: as their drafts stand, else as published."""
    for head in definitions.process_heads(connection):
        definition = publish_process.drafted(runtime, connection, head)
        steps = [
            node.name or node.code
            for node in definition.nodes
            if _names(msgspec.to_builtins(getattr(node, "assignment", None)), username)
        ]
        if username in definition.administrators:
            steps.append("")
        if _names(list(definition.start_range), username):
            steps.append("start")
        if steps:
            yield Naming(head.code, head.name, tuple(steps))


def _names(value: Any, username: str) -> bool:
    """Whether a policy, or anything inside it, lists the person."""
    if isinstance(value, dict):
        listed = [value.get(key) or () for key in ("users", "fallback_users")]
        return any(username in one for one in listed) or any(_names(one, username) for one in value.values())
    return isinstance(value, (list, tuple)) and any(_names(one, username) for one in value)
