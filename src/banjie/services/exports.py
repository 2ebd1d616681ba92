"""Long exports: asked for, written in the background, told about, and gone after a week.

An export is a job without a case: the same claims, leases and fences carry it, so a killed process leaves one
that another makes once. It acts for whoever asked, with the rights of that moment, and what it made is theirs
alone. It never becomes an incident: nobody but the asker has to act, and they are told.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection

from banjie.services import audit, ledger_files, personal_jobs
from banjie.services.ledger_files import Measured, Wanted
from banjie.services.problems import ConflictError, NotFoundError
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer
from banjie.storage import exports, files, jobs
from banjie.storage.ids import new_id

AT_ONCE_MOST = 5_000
"""Records up to which an export is answered at once."""

PER_PERSON = 3
TOGETHER = 2
"""Exports written at the same time: follow-ups of cases come first."""

KEPT = timedelta(days=7)
TRIES = personal_jobs.TRIES
AGAIN = timedelta(seconds=5)
MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


class Export(msgspec.Struct, frozen=True):
    """An export as its owner sees it. Without `id` it is short: nothing was queued, it may be had at once."""

    id: str | None
    state: Literal["working", "done", "failed"]
    rows: int | None
    file: str | None = None
    error: str = ""


class Order(msgspec.Struct, frozen=True):
    """What is kept with the job: for whom, in which language, and what."""

    user: str
    locale: str
    wanted: Wanted


def ask(runtime: Runtime, viewer: Viewer, wanted: Wanted) -> Export:
    """Queue an export, or say that it is short enough to be had at once.

    Raises ForbiddenError, BadRequestError, and ConflictError where too many are under way already.
    """
    found = ledger_files.measure(runtime, viewer, wanted)
    if found.rows <= AT_ONCE_MOST:
        return Export(None, "done", found.rows)
    identifier = new_id()
    order = msgspec.to_builtins(Order(viewer.username, viewer.locale, wanted))
    with runtime.database.write() as connection:
        exports.lock(connection, viewer.username)
        if exports.open_of(connection, viewer.username) >= PER_PERSON:
            raise ConflictError("too_many_exports", limit=PER_PERSON)
        job = exports.add(
            connection, identifier, order, form=wanted.form, name=found.name, at=runtime.clock()
        )
        runtime.jobs.enqueue(connection, [job])
        _note(runtime, connection, viewer, wanted, found)
    runtime.jobs.wake()
    return Export(identifier, "working", found.rows)


def at_once(runtime: Runtime, viewer: Viewer, wanted: Wanted, target: Path, most: int) -> Measured:
    """Write one while the caller waits. Raises as `ledger_files.write` does."""
    made = ledger_files.write(runtime, viewer, wanted, target, most=most)
    with runtime.database.write() as connection:
        _note(runtime, connection, viewer, wanted, made)
    return made


def _note(runtime: Runtime, connection: Connection, viewer: Viewer, wanted: Wanted, found: Measured) -> None:
    """Before it is handed out. What was filtered by may be somebody's data: only that it was."""
    audit.note(
        runtime,
        connection,
        viewer,
        "data.exported",
        "form",
        wanted.form,
        found.name,
        rows=found.rows,
        format=wanted.format,
        filtered=bool(wanted.filter or wanted.search),
    )


def look(runtime: Runtime, viewer: Viewer, identifier: str) -> Export:
    """How far an export of mine is. Raises NotFoundError, also when it is gone again."""
    with runtime.database.read() as connection:
        row = jobs.get(connection, exports.PREFIX + identifier)
    if row is None or row.payload["user"] != viewer.username:
        raise NotFoundError("export_not_found")
    rows = (row.receipt or {}).get("rows")
    if row.state == "landed":
        return Export(identifier, "done", rows, identifier)
    if row.state == "failed":
        return Export(identifier, "failed", None, None, row.error)
    return Export(identifier, "working", rows)


def is_export(job: str) -> bool:
    return job.startswith(exports.PREFIX)


def run(runtime: Runtime, job: str, owner: str) -> None:
    """Try an export once, if it is due, nobody else has it, and not too many are being written."""
    attempt = personal_jobs.claim(runtime, exports.running, exports.put_off, job, owner, TOGETHER)
    if attempt is None:
        return
    order = msgspec.convert(attempt.payload, Order)

    def make() -> None:
        with TemporaryDirectory(prefix="banjie-export-") as folder:
            target = Path(folder) / "ledger"
            made = _write(runtime, order, target)
            digest, size = runtime.files.put_file(target), target.stat().st_size
        _land(runtime, attempt, order, made, digest, size)

    personal_jobs.perform(
        runtime,
        attempt,
        order.locale,
        make,
        lambda reason: _fail(runtime, attempt, order, reason),
        again=AGAIN,
    )


def _write(runtime: Runtime, order: Order, target: Path) -> Measured:
    viewer = personal_jobs.viewer_of(runtime, order.user, order.locale)
    return ledger_files.write(runtime, viewer, order.wanted, target, stopping=runtime.jobs.stopping)


def _land(runtime: Runtime, attempt: Any, order: Order, made: Measured, digest: str, size: int) -> None:
    """File, receipt and notice in one transaction; nothing where the attempt is not ours any more."""
    identifier = attempt.id.removeprefix(exports.PREFIX)
    now = runtime.clock()
    with runtime.database.write() as connection:
        receipt = {"id": identifier, "at": now.isoformat(), "rows": made.rows}
        if not personal_jobs.ended(connection, attempt, now, state="landed", receipt=receipt):
            return
        files.add(
            connection,
            {
                "id": identifier,
                "name": f"{made.name[:190]}.{order.wanted.format}",
                "media_type": MEDIA[order.wanted.format],
                "size": size,
                "sha256": digest,
                "created_by": order.user,
                "created_at": now,
                "instance": None,
            },
        )
        params = {"name": made.name, "rows": f"{made.rows:,}"}
        personal_jobs.tell(runtime, connection, attempt, order.user, order.locale, "exported", params)
    runtime.signals.flush()


def _fail(runtime: Runtime, attempt: Any, order: Order, reason: str) -> None:
    now = runtime.clock()
    with runtime.database.write() as connection:
        if personal_jobs.ended(connection, attempt, now, state="failed", error=reason):
            params = {"name": attempt.node_name, "reason": reason}
            personal_jobs.tell(
                runtime, connection, attempt, order.user, order.locale, "export_failed", params
            )
    runtime.signals.flush()


def sweep(runtime: Runtime, limit: int = 200) -> int:
    """Delete exports that ended a week ago, with their files; returns how many."""
    with runtime.database.write() as connection:
        gone = exports.ended(connection, runtime.clock() - KEPT, limit)
        unused = [files.remove_unbound(connection, identifier) for identifier in gone]
        for identifier in gone:
            exports.remove(connection, identifier)
    for digest in unused:
        if digest is not None:
            runtime.files.remove(digest)
    return len(gone)
