"""A version open to a pilot group: who starts in it, and how the pilot ends."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from banjie.org.permissions import may_start
from banjie.org.policies import registry as policies
from banjie.org.policies.registry import PolicyError
from banjie.org.request import Request
from banjie.services import audit, publish_process
from banjie.services.problems import ConflictError, FieldError, InvalidError
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer, require_administrator
from banjie.storage import definitions
from banjie.storage.definitions import Head, ProcessVersion, UnknownDefinitionError

Json = dict[str, Any]


def offered(runtime: Runtime, connection: Connection, viewer: Viewer, code: str) -> ProcessVersion:
    """The version in which the reader's next case starts. Raises UnknownDefinitionError."""
    head = definitions.process_head(connection, code)
    version = of_head(runtime, connection, viewer, head) if head else None
    if version is None:
        raise UnknownDefinitionError("process", code)
    return version


def of_head(runtime: Runtime, connection: Connection, viewer: Viewer, head: Head) -> ProcessVersion | None:
    """The same of a row: the pilot's version for its group, the published one for the others, None without."""
    version = head.version
    if head.pilot_version:
        request = Request(applicant=viewer.username, now=runtime.clock(), process=head.code)
        if may_start(head.pilot_range, runtime.directory.get(connection), request):
            version = head.pilot_version
    return runtime.definitions.process_version(connection, head.id, version) if version else None


def check(group: tuple[Json, ...]) -> None:
    """Raises InvalidError at `range` for a group that cannot be read or names nobody."""
    try:
        for policy in group:
            policies.check(policy)
    except PolicyError as error:
        problem = FieldError("range", "finding.bad_start_range", {"detail": str(error)})
        raise InvalidError("definition_invalid", (problem,), count=1) from None
    if not group or any(policies.unfilled(policy) for policy in group):
        raise InvalidError("definition_invalid", (FieldError("range", "finding.pilot_unset"),), count=1)


def start(runtime: Runtime, viewer: Viewer, code: str, group: tuple[Json, ...]) -> int:
    """Publish the draft for `group` (policies) alone; returns the version. Raises InvalidError."""
    check(group)
    return publish_process.publish_draft(runtime, viewer, code, group)


def promote(runtime: Runtime, viewer: Viewer, code: str) -> None:
    """Open the pilot's version to everybody; cases that run keep theirs. Raises ConflictError without a pilot."""
    with runtime.database.write() as connection:
        head = _running(runtime, connection, viewer, code)
        definitions.end_pilot(connection, head, promote=True)
        _note(runtime, connection, viewer, head, "process.pilot_promoted")


def end(runtime: Runtime, viewer: Viewer, code: str) -> None:
    """Let the group start in the published version again. What the pilot had stays as the draft."""
    with runtime.database.write() as connection:
        head = _running(runtime, connection, viewer, code)
        if head.draft is None:
            kept = definitions.process_document(connection, head.id, head.pilot_version)
            definitions.save_process_draft(connection, head.id, kept, head.draft_revision)
        definitions.end_pilot(connection, head, promote=False)
        _note(runtime, connection, viewer, head, "process.pilot_ended")


def _note(runtime: Runtime, connection: Connection, viewer: Viewer, head: Head, action: str) -> None:
    audit.note(
        runtime, connection, viewer, action, "process", head.code, head.name, version=head.pilot_version
    )


def _running(runtime: Runtime, connection: Connection, viewer: Viewer, code: str) -> Head:
    require_administrator(runtime, connection, viewer)
    head = definitions.process_head(connection, code)
    if head is None:
        raise UnknownDefinitionError("process", code)
    if not head.pilot_version:
        raise ConflictError("no_pilot", name=head.name)
    return head
