"""Many changes to a ledger kept by hand in one go: cells typed, blocks pasted, changes taken back.

Each record is judged for itself: what does not hold is reported and left as it was, the others are written
together in one transaction. `check` writes nothing and says what would come of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from banjie.forms import state as form_state
from banjie.forms.field_error import FieldError as FormError
from banjie.services import form_data, ledger
from banjie.services.cell_values import CellReader
from banjie.services.problems import BadRequestError, FieldError
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer
from banjie.storage.definitions import FormVersion
from banjie.storage.records import read, write
from banjie.storage.records.record import (
    Record,
    RecordInUseError,
    RecordNotFoundError,
    RevisionConflictError,
)

Json = dict[str, Any]
MOST = 200
"""Records per call."""


class Change(msgspec.Struct, frozen=True):
    """One record's: `values` are raw, `texts` as a spreadsheet writes them; what is named in neither stays.

    Without `record` a new one. `revision`: only if it is still this one. `remove` deletes it instead.
    """

    record: int | None = None
    revision: int | None = None
    values: Json = {}
    texts: dict[str, str] = {}
    remove: bool = False


class Outcome(msgspec.Struct, frozen=True):
    """What became of a change, or would become of it: `shown` as it is then, or what stands in the way.

    `current` is the record as somebody else left it meanwhile; `gone`: there is none any more.
    """

    shown: ledger.Shown | None = None
    errors: tuple[FieldError, ...] = ()
    current: ledger.Shown | None = None
    gone: bool = False
    removed: bool = False


class _Work(msgspec.Struct):
    """A change on its way."""

    change: Change
    stored: Record | None
    given: Json
    errors: tuple[FormError, ...] = ()
    values: Json = {}
    gone: bool = False
    stale: bool = False
    written: int | None = None
    removed: bool = False

    @property
    def stands(self) -> bool:
        return not (self.errors or self.gone or self.stale)


def change_many(
    runtime: Runtime, viewer: Viewer, code: str, changes: Sequence[Change], *, check: bool
) -> list[Outcome]:
    """The outcome of each change, in their order. Raises ForbiddenError, BadRequestError for too many."""
    if len(changes) > MOST:
        raise BadRequestError("too_many_changes", max=MOST)
    named = [change.record for change in changes if change.record is not None]
    if len(set(named)) < len(named):
        raise BadRequestError("same_record_twice")
    with runtime.database.read() if check else runtime.database.write() as connection:
        version = ledger.editable(runtime, connection, viewer, code)
        works = _judged(runtime, connection, viewer, version, changes)
        if not check:
            for work in works:
                if work.stands:
                    _write(runtime, connection, viewer, version, work)
            ledger.show_files(
                connection, viewer, version, *(work.values for work in works if work.written is not None)
            )
        return _outcomes(runtime, connection, viewer, version, works, check=check)


def _judged(
    runtime: Runtime,
    connection: sa.Connection,
    viewer: Viewer,
    version: FormVersion,
    changes: Sequence[Change],
) -> list[_Work]:
    stored = read.get_many(
        connection,
        form_data.tables_of(runtime, connection, version),
        (change.record for change in changes if change.record is not None),
    )
    reader = CellReader(runtime, connection, viewer, version, [change.texts for change in changes])
    works: list[_Work] = []
    for change in changes:
        given, errors = reader.read(change.texts)
        before = stored.get(change.record) if change.record is not None else None
        work = _Work(change, before, {**change.values, **given}, tuple(errors))
        work.gone = before is None and (change.record is not None or change.remove)
        work.stale = before is not None and change.revision not in (None, before.revision)
        works.append(work)
    mentioned: list[Mapping[str, Any]] = [work.given for work in works]
    mentioned += [record.values for record in stored.values()]
    links = form_data.links_for(runtime, connection, version.form, {}, *mentioned)
    for work in works:
        if work.change.remove:
            continue
        state = form_state.evaluate(
            version.form,
            work.given,
            now=runtime.clock().astimezone(runtime.zone),
            mode="submit",
            links=links,
            previous=work.stored.values if work.stored else None,
            user={"username": viewer.username},
        )
        unread = {error.field for error in work.errors}
        work.errors += tuple(error for error in state.errors if error.field not in unread)
        work.values = state.values
    return works


def _write(
    runtime: Runtime, connection: sa.Connection, viewer: Viewer, version: FormVersion, work: _Work
) -> None:
    now = runtime.clock()
    if work.change.remove:
        _remove(runtime, connection, version, work)
        return
    if work.stored is None:
        numbered = form_data.with_serials(runtime, connection, version, work.values, now)
        work.written = form_data.insert(runtime, connection, version, numbered, by=viewer.username, now=now)
        return
    try:
        form_data.update(
            runtime, connection, version, work.stored.id, work.values, now=now, revision=work.stored.revision
        )
        work.written = work.stored.id
    except RevisionConflictError:
        work.stale = True
    except RecordNotFoundError:
        work.gone = True


def _remove(runtime: Runtime, connection: sa.Connection, version: FormVersion, work: _Work) -> None:
    assert work.stored is not None
    tables = form_data.tables_of(runtime, connection, version)
    try:
        write.delete(connection, tables, work.stored.id, work.stored.revision)
        work.removed = True
    except RecordInUseError:
        work.errors = (FormError("", "problem.linked", {}),)
    except RevisionConflictError:
        work.stale = True
    except RecordNotFoundError:
        work.gone = True


def _outcomes(
    runtime: Runtime,
    connection: sa.Connection,
    viewer: Viewer,
    version: FormVersion,
    works: Sequence[_Work],
    *,
    check: bool,
) -> list[Outcome]:
    wanted = {work.written for work in works if work.written is not None}
    wanted |= {work.stored.id for work in works if work.stored and work.stale}
    records = read.get_many(connection, form_data.tables_of(runtime, connection, version), wanted)
    shown = {
        one.record.id: one
        for one in ledger.show(runtime, connection, viewer, version, list(records.values()))
    }
    expected = [_expected(work, viewer, runtime.clock()) for work in works] if check else []
    drawn = ledger.show(runtime, connection, viewer, version, expected)
    found = []
    for index, work in enumerate(works):
        after = drawn[index] if check else shown.get(work.written or 0)
        away = work.gone or work.stale or work.change.remove
        found.append(
            Outcome(
                shown=None if away else after,
                errors=form_data.field_errors(work.errors),
                current=shown.get(work.stored.id) if work.stored and work.stale else None,
                gone=work.gone,
                removed=work.removed or (check and work.change.remove and work.stands),
            )
        )
    return found


def _expected(work: _Work, viewer: Viewer, now: datetime) -> Record:
    """The record as it would stand; what could not be read stands as before. A new one has the id 0."""
    if work.stored is not None:
        return replace(work.stored, values=work.values)
    return Record(
        id=0,
        number="",
        title="",
        revision=0,
        case_status="record",
        instance_id=None,
        created_by=viewer.username,
        created_at=now,
        updated_at=now,
        values=work.values,
    )
