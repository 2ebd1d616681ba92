"""Who may see a case, and which fields of it: decided here, enforced on every read and write."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row

from banjie.engine.definition import FieldAccess, UserTask
from banjie.engine.state import State, Task
from banjie.org.permissions import may_administer, may_start, may_view_case
from banjie.org.request import Request
from banjie.services.problems import ForbiddenError, NotFoundError
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer
from banjie.storage import cases, instances
from banjie.storage.definitions import ProcessVersion


def require_view(
    runtime: Runtime,
    connection: Connection,
    viewer: Viewer,
    row: Row[Any] | None,
    version: ProcessVersion | None,
) -> None:
    """Raises NotFoundError (not 403: a stranger must not learn that a case exists)."""
    if row is None or version is None:
        raise NotFoundError("case_not_found")
    taking_part = (viewer.username,) if cases.takes_part(connection, row.id, viewer.username) else ()
    directory = runtime.directory.get(connection)
    allowed = may_view_case(taking_part, version.definition.administrators, directory, viewer.username)
    if not allowed or (row.status == "draft" and row.applicant != viewer.username and not taking_part):
        raise NotFoundError("case_not_found")


def may_view(runtime: Runtime, connection: Connection, viewer: Viewer, instance: str) -> bool:
    """Whether the reader may see a case, for what belongs to it."""
    row = instances.load(connection, instance)
    if row is None:
        return False
    version = runtime.definitions.process_version(connection, row.process_id, row.version, row.form_version)
    try:
        require_view(runtime, connection, viewer, row, version)
    except NotFoundError:
        return False
    return True


def is_case_administrator(
    runtime: Runtime, connection: Connection, viewer: Viewer, version: ProcessVersion
) -> bool:
    directory = runtime.directory.get(connection)
    return bool(may_administer(version.definition.administrators, directory, viewer.username))


def require_start(runtime: Runtime, connection: Connection, viewer: Viewer, version: ProcessVersion) -> None:
    """Raises ForbiddenError where the process is not open to the reader."""
    if not can_start(runtime, connection, viewer, version):
        raise ForbiddenError("may_not_start", process=version.definition.name)


def can_start(runtime: Runtime, connection: Connection, viewer: Viewer, version: ProcessVersion) -> bool:
    request = Request(applicant=viewer.username, now=runtime.clock(), process=version.definition.code)
    return bool(may_start(version.definition.start_range, runtime.directory.get(connection), request))


def task_access(version: ProcessVersion, task: Task | None) -> dict[str, FieldAccess]:
    """Access per field as an approver's task gives it: reading, unless the node says otherwise."""
    access: dict[str, FieldAccess] = {field.code: "read" for field in version.form.form.fields}
    if task is not None:
        node = version.graph.nodes.get(task.node)
        if isinstance(node, UserTask):
            access.update(node.fields)
    return access


def hidden_at(version: ProcessVersion, node: str) -> frozenset[str]:
    """Field codes that a step hides from the people it asks."""
    found = version.graph.nodes.get(node)
    fields = found.fields if isinstance(found, UserTask) else {}
    return frozenset(code for code, right in fields.items() if right == "hidden")


def start_access(version: ProcessVersion) -> dict[str, FieldAccess]:
    """Access per field while the applicant fills the form: editing, unless the process says otherwise."""
    access: dict[str, FieldAccess] = {field.code: "edit" for field in version.form.form.fields}
    return access | version.definition.fields


def reading_access(
    version: ProcessVersion, state: State, username: str, administrator: bool
) -> dict[str, FieldAccess]:
    """What a reader may see: the widest of what their tasks and their role in the case allow.

    A field hidden at every task of a reader stays hidden, also in history. The applicant sees what the
    process does not hide from everybody; an administrator sees all.
    """
    fields = [field.code for field in version.form.form.fields]
    if administrator or username == state.applicant:
        return dict.fromkeys(fields, "read")
    mine = [task for task in state.tasks.values() if username in (task.assignee, task.decided_by)]
    views = [task_access(version, task) for task in mine] or [task_access(version, None)]
    return {
        code: "hidden" if all(view.get(code) == "hidden" for view in views) else "read" for code in fields
    }
