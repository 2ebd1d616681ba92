"""Forms for those who fill them: lists, definitions, and the live form state behind typing."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection

from banjie.forms.field_error import Access
from banjie.forms.state import FormState
from banjie.org.permissions import may_edit_ledger, may_view_ledger
from banjie.org.request import Request
from banjie.services import access, form_data, pilots
from banjie.services.problems import NotFoundError
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer
from banjie.storage import cases, definitions, instances
from banjie.storage.definitions import FormVersion, Head
from banjie.storage.records.counts import counts

Json = dict[str, Any]


class FormPage(msgspec.Struct, frozen=True):
    """A form's row with its published version, if any, and whether the reader may change its records."""

    head: Head
    version: FormVersion | None
    can_edit: bool
    can_view: bool
    administrator: bool
    records: int | None = None
    """In lists, where the reader may open the ledger: how many it has, None above a thousand."""


class Evaluated(msgspec.Struct, frozen=True):
    """The form state as the asker may see it: JSON values, display texts."""

    state: FormState
    values: Json
    display: Json


def can_view(runtime: Runtime, connection: Connection, viewer: Viewer, version: FormVersion) -> bool:
    """Whether the reader may see the whole ledger of a form."""
    directory = runtime.directory.get(connection)
    request = Request(applicant=viewer.username, now=runtime.clock())
    form = version.form
    return directory.is_administrator(viewer.username) or bool(
        may_view_ledger(form.viewers, form.editors, directory, request)
    )


def can_edit(runtime: Runtime, connection: Connection, viewer: Viewer, version: FormVersion) -> bool:
    """Whether the reader may add and change records by hand; records of cases change through their case only."""
    if version.form.kind != "ledger":
        return False
    request = Request(applicant=viewer.username, now=runtime.clock())
    return bool(may_edit_ledger(version.form.editors, runtime.directory.get(connection), request))


def listed(runtime: Runtime, viewer: Viewer) -> list[FormPage]:
    """Every form; whose ledger the reader may open, and how many records it has, is said per form."""
    with runtime.database.read() as connection:
        found = [_page(runtime, connection, viewer, head) for head in definitions.form_heads(connection)]
        open_ = [page for page in found if page.version is not None and page.can_view]
        tables = [form_data.tables_of(runtime, connection, page.version) for page in open_ if page.version]
        known = dict(zip((page.head.id for page in open_), counts(connection, tables), strict=True))
    return [msgspec.structs.replace(page, records=known.get(page.head.id)) for page in found]


def page(runtime: Runtime, viewer: Viewer, code: str) -> FormPage:
    """One form. Raises NotFoundError."""
    with runtime.database.read() as connection:
        head = definitions.form_head(connection, code)
        if head is None:
            raise NotFoundError("form_not_found", what=code)
        found = _page(runtime, connection, viewer, head)
    if found.version is None and not found.administrator:
        raise NotFoundError("form_not_found", what=code)
    return found


def _page(runtime: Runtime, connection: Connection, viewer: Viewer, head: Head) -> FormPage:
    version = runtime.definitions.form_version(connection, head.id, head.version) if head.version else None
    return FormPage(
        head=head,
        version=version,
        can_edit=version is not None and can_edit(runtime, connection, viewer, version),
        can_view=version is not None and can_view(runtime, connection, viewer, version),
        administrator=viewer.is_administrator(runtime, connection),
    )


def evaluate(
    runtime: Runtime,
    viewer: Viewer,
    code: str,
    values: Json,
    *,
    changed: str | None,
    task: str | None,
    instance: str | None,
    record: int | None,
    process: str | None = None,
) -> Evaluated:
    """The state of a form while somebody fills it: new, as a draft's applicant, or at an open task.

    Raises NotFoundError for a task or case that the reader may not see.
    """
    with runtime.database.read() as connection:
        version = runtime.definitions.form(connection, code)
        rights: dict[str, Access] | None = None
        previous: Json | None = None
        if task or instance:
            version, rights, previous = _of_case(runtime, connection, viewer, task, instance)
        elif record is not None and can_edit(runtime, connection, viewer, version):
            previous = form_data.load(runtime, connection, version, record).values
        elif process:
            rights = dict(access.start_access(pilots.offered(runtime, connection, viewer, process)))
        directory = runtime.directory.get(connection)
        person = directory.person(viewer.username)
        state = form_data.evaluate(
            runtime,
            connection,
            version,
            values,
            now=runtime.clock(),
            mode="submit",
            access=rights,
            previous=previous,
            changed=changed,
            user={"username": viewer.username, "name": person.name if person else viewer.username},
        )
        shown, display = form_data.shown(
            runtime,
            connection,
            version,
            state.values,
            dict.fromkeys(state.hidden, "hidden"),
            viewer.locale,
            directory,
        )
    return Evaluated(state, shown, display)


def _of_case(
    runtime: Runtime, connection: Connection, viewer: Viewer, task: str | None, instance: str | None
) -> tuple[FormVersion, dict[str, Access], Json]:
    if task:
        found = cases.task_by_id(connection, task)
        if found is None:
            raise NotFoundError("task_not_found")
        instance = found.instance
    assert instance is not None
    row = instances.load(connection, instance)
    process = (
        runtime.definitions.process_version(connection, row.process_id, row.version, row.form_version)
        if row
        else None
    )
    access.require_view(runtime, connection, viewer, row, process)
    assert row is not None
    assert process is not None
    state = instances.state_of(connection, row)
    if state.status == "draft" and state.applicant == viewer.username:
        rights = access.start_access(process)
    else:
        mine = state.tasks.get(task or "")
        rights = access.task_access(process, mine if mine and mine.assignee == viewer.username else None)
    previous = form_data.load(runtime, connection, process.form, row.record_id).values
    return process.form, dict(rights), previous
