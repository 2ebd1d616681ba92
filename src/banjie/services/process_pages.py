"""Processes for those who start them and those who design them."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection

from banjie.engine.definition import ProcessDefinition
from banjie.forms.form import Form
from banjie.services import access, pilots, publish_form, publish_process
from banjie.services.problems import NotFoundError
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer
from banjie.storage import definitions
from banjie.storage.definitions import Head, ProcessVersion


class ProcessPage(msgspec.Struct, frozen=True):
    """A process's row with the version that the reader starts in, and its draft, if any."""

    head: Head
    version: ProcessVersion | None
    draft: ProcessDefinition | None
    form: Form | None
    """The form that it works on; None while its draft names one that is not there."""
    can_start: bool
    administrator: bool

    @property
    def definition(self) -> ProcessDefinition | None:
        return self.version.definition if self.version else self.draft


def listed(runtime: Runtime, viewer: Viewer) -> list[ProcessPage]:
    """Processes that the reader may start (administrators: every one)."""
    with runtime.database.read() as connection:
        pages = [_page(runtime, connection, viewer, head) for head in definitions.process_heads(connection)]
    return [page for page in pages if page.can_start or page.administrator]


def page(runtime: Runtime, viewer: Viewer, code: str) -> ProcessPage:
    """One process. Raises NotFoundError for one that the reader may neither start nor design."""
    with runtime.database.read() as connection:
        head = definitions.process_head(connection, code)
        found = _page(runtime, connection, viewer, head) if head is not None else None
    if found is None or not (found.can_start or found.administrator):
        raise NotFoundError("process_not_found", what=code)
    return found


def _page(runtime: Runtime, connection: Connection, viewer: Viewer, head: Head) -> ProcessPage:
    version = pilots.of_head(runtime, connection, viewer, head)
    # While a pilot runs, its version is what the next draft goes on from.
    goes_on = head.draft is not None or head.pilot_version
    draft = publish_process.drafted(runtime, connection, head) if goes_on else None
    return ProcessPage(
        head=head,
        version=version,
        draft=draft,
        form=version.form.form if version else _form_of(runtime, connection, draft),
        can_start=version is not None and access.can_start(runtime, connection, viewer, version),
        administrator=viewer.is_administrator(runtime, connection),
    )


def _form_of(runtime: Runtime, connection: Connection, draft: ProcessDefinition | None) -> Form | None:
    """The form of a process never published: as published, else as drafted beside it."""
    head = definitions.form_head(connection, draft.form) if draft else None
    if head is None:
        return None
    return (
        runtime.definitions.form(connection, head.code).form
        if head.version
        else publish_form.drafted(runtime, connection, head)
    )
