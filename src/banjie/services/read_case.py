"""One case, whole, as its page needs it: read in one transaction, permissions applied, nothing decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from banjie.engine.context import Actor
from banjie.engine.definition import FieldAccess
from banjie.engine.events import DataChanged
from banjie.engine.state import State, Task
from banjie.org.directory import Directory
from banjie.services import access, form_data
from banjie.services.case_changes import Changed, changes_of
from banjie.services.case_work import CaseWork
from banjie.services.fact_texts import fact_texts
from banjie.services.problems import NotFoundError
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer
from banjie.storage import cases, event_log, files, instances, jobs
from banjie.storage.definitions import ProcessVersion
from banjie.storage.event_log import Recorded
from banjie.storage.sealing import sealed_in, unseal


@dataclass(frozen=True)
class CaseRead:
    """Everything about one case that this reader may see.

    `values` are JSON, without what is hidden from the reader; `sealed` the opinions, facts and receipts by
    id; `access` what the reader may do with each field now (their open task's rights, or reading);
    `changes` what became of the values, without what is hidden; `people` everybody who takes part.
    """

    row: Row[Any]
    version: ProcessVersion
    state: State
    viewer: Viewer
    administrator: bool
    directory: Directory
    values: dict[str, Any]
    display: dict[str, Any]
    access: Mapping[str, FieldAccess]
    my_task: Task | None
    sealed: Mapping[str, Any]
    log: list[Recorded]
    jobs: list[Row[Any]]
    files: Mapping[str, Row[Any]]
    unread: bool
    may_start: bool
    fact_texts: Mapping[str, str]
    changes: tuple[Changed, ...]
    people: list[str]


def read_case(runtime: Runtime, viewer: Viewer, instance: str) -> CaseRead:
    """Raises NotFoundError for a case that does not exist or that the reader may not see."""
    with runtime.database.read() as connection:
        found = _read(runtime, connection, viewer, instance)
    if found.unread:
        with runtime.database.write() as connection:
            cases.mark_read(connection, instance, viewer.username)
    return found


def _read(runtime: Runtime, connection: Connection, viewer: Viewer, instance: str) -> CaseRead:
    row = instances.load(connection, instance)
    version = (
        runtime.definitions.process_version(connection, row.process_id, row.version, row.form_version)
        if row
        else None
    )
    access.require_view(runtime, connection, viewer, row, version)
    assert row is not None
    assert version is not None
    state = instances.state_of(connection, row)
    administrator = access.is_case_administrator(runtime, connection, viewer, version)
    work = CaseWork(
        runtime=runtime,
        connection=connection,
        actor=Actor(viewer.username, administrator),
        now=runtime.clock(),
        version=version,
        instance=instance,
        row=row,
        state=state,
    )
    my_task = _my_task(state, viewer.username)
    reading = access.reading_access(version, state, viewer.username, administrator)
    rights = _rights(version, state, viewer, my_task, reading)
    log = event_log.read(connection, instance)
    values, display = form_data.shown(
        runtime, connection, version.form, work.values, reading, viewer.locale, work.directory
    )
    sealed = dict(unseal(connection, (item.id for recorded in log for item in sealed_in(recorded.event))))
    changes = changes_of(work, log, sealed, (reading, rights), viewer.locale)
    _hide(log, sealed, reading)
    attached = [key for value in sealed.values() if isinstance(value, dict) for key in _files_of(value)]
    return CaseRead(
        row=row,
        version=version,
        state=state,
        viewer=viewer,
        administrator=administrator,
        directory=work.directory,
        values=values,
        display=display,
        access=rights,
        my_task=my_task,
        sealed=sealed,
        log=log,
        jobs=jobs.of_instance(connection, instance),
        files=files.get_many(connection, attached),
        unread=cases.is_unread(connection, instance, viewer.username),
        may_start=access.can_start(runtime, connection, viewer, version),
        fact_texts=fact_texts(runtime, connection, version, state, sealed, viewer.locale),
        changes=changes,
        people=cases.people_of(connection, instance),
    )


def _files_of(value: dict[str, Any]) -> list[str]:
    attachments = value.get("attachments")
    found = [key for key in attachments if isinstance(key, str)] if isinstance(attachments, list) else []
    signature = value.get("signature")
    return [*found, signature] if isinstance(signature, str) else found


def _my_task(state: State, username: str) -> Task | None:
    return next(
        (task for task in state.tasks.values() if task.state == "open" and task.assignee == username), None
    )


def _rights(
    version: ProcessVersion,
    state: State,
    viewer: Viewer,
    my_task: Task | None,
    reading: Mapping[str, FieldAccess],
) -> Mapping[str, FieldAccess]:
    if state.status == "draft" and state.applicant == viewer.username:
        return access.start_access(version)
    return access.task_access(version, my_task) if my_task is not None else reading


def _hide(log: list[Recorded], sealed: dict[str, Any], reading: Mapping[str, FieldAccess]) -> None:
    """Values of hidden fields must not come out through the history of changes."""
    hidden = {code for code, right in reading.items() if right == "hidden"}
    for recorded in log:
        if isinstance(recorded.event, DataChanged) and hidden:
            value = sealed.get(recorded.event.data.id)
            if isinstance(value, dict):
                sealed[recorded.event.data.id] = {
                    part: {code: item for code, item in values.items() if code not in hidden}
                    for part, values in value.items()
                    if isinstance(values, dict)
                }


def field_labels(version: ProcessVersion) -> dict[str, str]:
    """Labels by field code."""
    return {field.code: field.label for field in version.form.form.fields}


def read_case_of_task(runtime: Runtime, viewer: Viewer, task: str) -> CaseRead:
    """The case of a task. Raises NotFoundError."""
    with runtime.database.read() as connection:
        row = cases.task_by_id(connection, task)
    if row is None:
        raise NotFoundError("task_not_found")
    try:
        return read_case(runtime, viewer, row.instance)
    except NotFoundError:  # the same words whether there is none or it may not be seen
        raise NotFoundError("task_not_found") from None
