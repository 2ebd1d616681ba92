"""Notices to people inside the application: written with the events that cause them, read by their owner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row

from banjie.engine import events as e
from banjie.messages import DEFAULT, words
from banjie.org.directory import ADMIN_ROLE
from banjie.services.case_work import CaseWork
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer
from banjie.storage import exports, imports, instances, notices

_EXPORTS = ("exported", "export_failed")
_IMPORTS = ("imported", "imported_part", "import_refused", "import_failed")


def write(work: CaseWork, events: Sequence[e.AnyEvent]) -> None:
    """Tell whom the events concern, in the command's transaction. Nobody is told of their own doing."""
    for user, kind, params in _notices(work, events):
        if user != work.actor.user:
            notices.add(
                work.connection,
                username=user,
                instance=work.instance,
                kind=kind,
                text=words(DEFAULT, f"notice.{kind}", {"title": work.title, **params}),
                at=work.now,
                key=None,
            )


def _notices(work: CaseWork, events: Sequence[e.AnyEvent]) -> Iterator[tuple[str, str, dict[str, str]]]:
    by = work.directory.name_of(work.actor.user)
    for user in work.mentions:
        yield user, "mentioned_in_opinion", {"by": by}
    for event in events:
        match event:
            case e.OutcomeSet(outcome=("rejected" | "terminated") as outcome):
                yield work.applicant, outcome, {"by": by}
            case e.Returned(to="start"):
                yield work.applicant, "returned", {"by": by}
            case e.CopySent():
                for user in event.users:
                    yield user, "copied", {"by": by}
            case e.Commented():
                for user in event.mentions:
                    yield user, "mentioned", {"by": by}
            case e.Reminded():
                for user in dict.fromkeys(work.state.tasks[key].assignee for key in event.tasks):
                    yield user, "reminded", {"by": by}
            case e.TaskOverdue():
                yield work.state.tasks[event.task].assignee, "overdue", {}
            case e.CaseClosed() if work.state.outcome == "approved":
                yield work.applicant, "closed", {}
            case e.JobReported(state="incident"):
                for user in work.directory.members("admin"):
                    yield user, "incident", {}


def tell_stuck(runtime: Runtime, connection: Connection, timer: str, instance: str, code: str) -> None:
    """Tell administrators that a case waits at a timer whose next step cannot begin; once per timer."""
    row = instances.load(connection, instance)
    title = row.title if row is not None else instance
    users = runtime.directory.get(connection).members(ADMIN_ROLE)
    for user in users:
        notices.add(
            connection,
            username=user,
            instance=instance,
            kind="incident",
            text=words(DEFAULT, "notice.stuck", {"title": title, "code": code}),
            at=runtime.clock(),
            key=f"{timer}:{user}"[:64],
        )
    runtime.signals.publish(connection, users, (instance,))


class Told(msgspec.Struct, frozen=True):
    """A notice's row and where it leads: to a case, to an export's file or an import's faulty rows, else to the
    ledger of either."""

    row: Row[Any]
    case: str | None
    file: str | None = None
    form: str | None = None


def listed(runtime: Runtime, viewer: Viewer, before: int | None, limit: int) -> tuple[list[Told], int]:
    """A page of my notices, and how many are unread."""
    with runtime.database.read() as connection:
        rows = notices.page(connection, viewer.username, before, limit)
        known = exports.some(connection, [_export(row) for row in rows if row.kind in _EXPORTS])
        known |= imports.some(connection, [_import(row) for row in rows if row.kind in _IMPORTS])
        unread = notices.count_unread(connection, viewer.username)
    return [_told(row, known) for row in rows], unread


def _export(row: Row[Any]) -> str:
    return str(row.key).removeprefix(exports.PREFIX)


def _import(row: Row[Any]) -> str:
    return str(row.key).removeprefix(imports.PREFIX)


def _told(row: Row[Any], known: dict[str, Row[Any]]) -> Told:
    if row.kind in _IMPORTS:
        brought = known.get(_import(row))
        faulty = row.kind in ("imported_part", "import_refused") and brought is not None
        return Told(
            row, None, _import(row) if faulty else None, brought.node if brought is not None else None
        )
    if row.kind not in _EXPORTS:
        return Told(row, row.instance)
    found = known.get(_export(row))  # None: its week is over
    file = found is not None and found.state == "landed"
    return Told(row, None, _export(row) if file else None, found.node if found is not None else None)


def mark_read(runtime: Runtime, viewer: Viewer) -> None:
    with runtime.database.write() as connection:
        notices.mark_read(connection, viewer.username)
