"""Records of a ledger out of a file: looked through or brought in behind the page, as a job of whoever asked.

Rows are judged outside of any write transaction; what they were judged by (the form's version, the records they
change, those that have their keys) is looked at again in the one transaction that writes them all, and where it
has moved they are judged anew. A killed process leaves nothing half-written.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import msgspec
import sqlalchemy as sa

from banjie.services import audit, form_data, ledger, personal_jobs
from banjie.services.imports import faulty, plan
from banjie.services.imports.judge import Judged, judge
from banjie.services.imports.plan import Plan
from banjie.services.imports.told import Fault, Preview, Told
from banjie.services.problems import ConflictError, NotFoundError
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer
from banjie.storage import files, imports, jobs
from banjie.storage.definitions import FormVersion
from banjie.storage.ids import new_id
from banjie.storage.records import bulk
from banjie.storage.records.export import StoppedError
from banjie.storage.records.record import RecordNotFoundError, RevisionConflictError

PER_PERSON = 3
TOGETHER = 2
KEPT = timedelta(days=7)
AGAIN = timedelta(seconds=5)
TURNS = 3
"""How often rows are judged anew because what they were judged by has moved."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Import(msgspec.Struct, frozen=True):
    """An import as its owner sees it. `wrote`: the rows that stand are in the ledger. `file`: the faulty rows."""

    id: str
    state: Literal["working", "done", "failed"]
    check: bool
    done: int = 0
    total: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    faulty: int = 0
    faults: tuple[Fault, ...] = ()
    rows: tuple[Preview, ...] = ()
    wrote: bool = False
    file: str | None = None
    error: str = ""


class Order(msgspec.Struct, frozen=True):
    """What is kept with the job."""

    user: str
    locale: str
    plan: Plan
    address: str = ""
    token: str = ""


class _MovedError(Exception):
    """What the rows were judged by is not as it was."""


class _LostError(Exception):
    """The attempt is not ours any more: nothing of it is kept."""


def ask(runtime: Runtime, viewer: Viewer, wanted: Plan) -> Import:
    """Queue an import. Raises ForbiddenError, BadRequestError, ConflictError where too many are under way."""
    identifier = new_id()
    order = msgspec.to_builtins(Order(viewer.username, viewer.locale, wanted, viewer.address, viewer.token))
    with runtime.database.write() as connection:
        version = plan.checked(runtime, connection, viewer, wanted)
        imports.lock(connection, viewer.username)
        if imports.open_of(connection, viewer.username) >= PER_PERSON:
            raise ConflictError("too_many_imports", limit=PER_PERSON)
        job = imports.add(
            connection, identifier, order, form=wanted.form, name=version.form.name, at=runtime.clock()
        )
        runtime.jobs.enqueue(connection, [job])
    runtime.jobs.wake()
    return Import(identifier, "working", wanted.check)


def see(runtime: Runtime, viewer: Viewer, identifier: str) -> Import:
    """How far an import of mine is. Raises NotFoundError, also when it is gone again."""
    with runtime.database.read() as connection:
        row = jobs.get(connection, imports.PREFIX + identifier)
    if row is None or row.payload["user"] != viewer.username:
        raise NotFoundError("import_not_found")
    check = bool(row.payload["plan"]["check"])
    told = msgspec.convert(row.receipt or {}, Told)
    if row.state == "failed":
        return Import(identifier, "failed", check, error=row.error)
    return Import(
        id=identifier,
        state="done" if row.state == "landed" else "working",
        check=check,
        done=told.done,
        total=told.total,
        new=told.new,
        changed=told.changed,
        same=told.same,
        faulty=told.faulty,
        faults=told.faults,
        rows=told.rows,
        wrote=told.wrote,
        file=identifier if told.file else None,
    )


def is_import(job: str) -> bool:
    return job.startswith(imports.PREFIX)


def run(runtime: Runtime, job: str, owner: str) -> None:
    """Try an import once, if it is due, nobody else has it, and not too many are under way."""
    attempt = personal_jobs.claim(runtime, imports.running, imports.put_off, job, owner, TOGETHER)
    if attempt is None:
        return
    order = msgspec.convert(attempt.payload, Order)
    personal_jobs.perform(
        runtime,
        attempt,
        order.locale,
        lambda: _bring(runtime, attempt, order),
        lambda reason: _fail(runtime, attempt, order, reason),
        again=AGAIN,
    )


def _bring(runtime: Runtime, attempt: Any, order: Order) -> None:
    viewer = personal_jobs.viewer_of(runtime, order.user, order.locale)
    name, found = plan.load(runtime, viewer, order.plan.file, order.plan.sheet)
    for _ in range(TURNS):
        with runtime.database.read() as connection:
            version = plan.checked(runtime, connection, viewer, order.plan)
            head = plan.head_of(found, version, order.plan)
            total = len(head.rows)

            def step(done: int, total: int = total) -> None:
                if runtime.jobs.stopping():
                    raise StoppedError
                with runtime.database.write() as noting:
                    imports.note(noting, attempt, {"done": done, "total": total})

            step(0)
            judged = list(judge(runtime, connection, viewer, version, order.plan, head, step))
            told = faulty.tell(runtime, connection, viewer, version, order.plan, head, judged)
        stored = None
        if told.faulty:
            with TemporaryDirectory(prefix="banjie-import-") as folder:
                target = Path(folder) / "faulty.xlsx"
                faulty.write(target, viewer, head, judged)
                stored = (runtime.files.put_file(target), target.stat().st_size)
        try:
            _land(runtime, attempt, order, viewer, version, judged, told, name, stored)
        except _LostError:
            return
        except (_MovedError, RevisionConflictError, RecordNotFoundError, sa.exc.IntegrityError):
            continue
        return
    raise ConflictError("import_moved")


def _land(
    runtime: Runtime,
    attempt: Any,
    order: Order,
    viewer: Viewer,
    version: FormVersion,
    judged: Sequence[Judged],
    told: Told,
    name: str,
    stored: tuple[str, int] | None,
) -> None:
    """Records, list of faulty rows, receipt and notice in one transaction."""
    now = runtime.clock()
    wanted = order.plan
    wrote = not wanted.check and (wanted.skip or not told.faulty)
    with runtime.database.write() as connection:
        if wrote:
            _write(runtime, connection, viewer, version, wanted, judged)
            asker = Viewer(order.user, order.locale, order.token, order.address)
            form = version.form
            audit.note(
                runtime,
                connection,
                asker,
                "data.imported",
                "form",
                form.code,
                form.name,
                new=told.new,
                changed=told.changed,
                skipped=told.faulty,
            )
        told = msgspec.structs.replace(told, wrote=wrote, file=stored is not None)
        receipt = msgspec.to_builtins(told)
        if not personal_jobs.ended(connection, attempt, now, state="landed", receipt=receipt):
            raise _LostError
        if stored:
            _keep(runtime, connection, attempt, viewer, name, *stored)
        if not wanted.check:
            params = {key: f"{getattr(told, key):,}" for key in ("new", "changed", "faulty")}
            kind = "import_refused" if not wrote else "imported_part" if told.faulty else "imported"
            params["name"] = version.form.name
            personal_jobs.tell(runtime, connection, attempt, order.user, order.locale, kind, params)
    runtime.signals.flush()


def _write(
    runtime: Runtime,
    connection: sa.Connection,
    viewer: Viewer,
    version: FormVersion,
    wanted: Plan,
    judged: Sequence[Judged],
) -> None:
    current = ledger.editable(runtime, connection, viewer, wanted.form)
    if (current.id, current.version) != (version.id, version.version):
        raise _MovedError
    tables = form_data.tables_of(runtime, connection, version)
    fresh = [one for one in judged if one.state == "new"]
    if wanted.key and bulk.ids_by(
        connection, tables, wanted.key, (one.key for one in fresh if one.key is not None)
    ):
        raise _MovedError
    now = runtime.clock()
    bulk.update_many(
        connection,
        tables,
        [
            (one.stored, one.revision, form_data.title_of(version.form, one.values), one.values)
            for one in judged
            if one.state == "changed" and one.stored is not None
        ],
        at=now,
    )
    numbered = form_data.all_with_serials(runtime, connection, version, [one.values for one in fresh], now)
    bulk.insert_many(
        connection,
        tables,
        [(form_data.title_of(version.form, values), values) for values in numbered],
        created_by=viewer.username,
        at=now,
    )


def _keep(
    runtime: Runtime,
    connection: sa.Connection,
    attempt: Any,
    viewer: Viewer,
    name: str,
    digest: str,
    size: int,
) -> None:
    files.add(
        connection,
        {
            "id": attempt.id.removeprefix(imports.PREFIX),
            "name": viewer.words("import.faulty_name", name=name.rpartition(".")[0][:150] or name[:150]),
            "media_type": XLSX,
            "size": size,
            "sha256": digest,
            "created_by": viewer.username,
            "created_at": runtime.clock(),
            "instance": None,
        },
    )


def _fail(runtime: Runtime, attempt: Any, order: Order, reason: str) -> None:
    now = runtime.clock()
    with runtime.database.write() as connection:
        done = personal_jobs.ended(connection, attempt, now, state="failed", error=reason)
        if done and not order.plan.check:
            params = {"name": attempt.node_name, "reason": reason}
            personal_jobs.tell(
                runtime, connection, attempt, order.user, order.locale, "import_failed", params
            )
    runtime.signals.flush()


def sweep(runtime: Runtime, limit: int = 200) -> int:
    """Delete imports that ended a week ago, with their files; returns how many."""
    with runtime.database.write() as connection:
        gone = imports.ended(connection, runtime.clock() - KEPT, limit)
        rows = imports.some(connection, gone)
        unused = []
        for identifier in gone:
            both = (identifier, rows[identifier].payload["plan"]["file"])
            unused += [
                files.remove_unbound(connection, one) for one in both if not files.ledgers_of(connection, one)
            ]
            imports.remove(connection, identifier)
    for digest in unused:
        if digest is not None:
            runtime.files.remove(digest)
    return len(gone)
