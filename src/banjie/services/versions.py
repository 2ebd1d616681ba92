"""Published versions of forms and processes, for those who look after them."""

from __future__ import annotations

from datetime import datetime

import msgspec

from banjie.engine.definition import ProcessDefinition
from banjie.services.problems import NotFoundError
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer, require_administrator
from banjie.storage import cases, definitions


class PublishedVersion(msgspec.Struct, frozen=True):
    version: int
    published_at: datetime
    published_by: str
    running: int


def of_form(runtime: Runtime, viewer: Viewer, code: str) -> list[PublishedVersion]:
    """A form's versions, latest first. Administrators only."""
    with runtime.database.read() as connection:
        require_administrator(runtime, connection, viewer)
        head = definitions.form_head(connection, code)
        if head is None:
            raise NotFoundError("form_not_found", what=code)
        return [
            PublishedVersion(row.version, row.published_at, row.published_by, 0)
            for row in definitions.form_versions(connection, head.id)
        ]


def of_process(runtime: Runtime, viewer: Viewer, code: str) -> list[PublishedVersion]:
    """A process's versions with the cases running on each, latest first. Administrators only."""
    with runtime.database.read() as connection:
        require_administrator(runtime, connection, viewer)
        head = definitions.process_head(connection, code)
        if head is None:
            raise NotFoundError("process_not_found", what=code)
        running = cases.running_by_version(connection, head.id)
        return [
            PublishedVersion(row.version, row.published_at, row.published_by, running.get(row.version, 0))
            for row in definitions.process_versions(connection, head.id)
        ]


def process_at(runtime: Runtime, viewer: Viewer, code: str, version: int) -> ProcessDefinition:
    """A process as that version published it. Administrators only; raises NotFoundError."""
    with runtime.database.read() as connection:
        require_administrator(runtime, connection, viewer)
        head = definitions.process_head(connection, code)
        if head is None or definitions.process_document(connection, head.id, version) is None:
            raise NotFoundError("process_not_found", what=f"{code} {version}")
        return runtime.definitions.process_version(connection, head.id, version).definition
