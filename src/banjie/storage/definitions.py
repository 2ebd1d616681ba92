"""Forms and processes with their versions. A published version never changes, so it is cached for good."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from threading import Lock
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, and_, bindparam, delete, func, insert, select, update

from banjie.engine.definition import Graph, ProcessDefinition
from banjie.forms.form import Form
from banjie.storage import settings
from banjie.storage.tables import form, form_version, instance, process, process_version, serial_counter

Json = dict[str, Any]

# msgspec works out a struct's fields at its first use and crashes where two threads do so at once: do it here.
for _kind in (Form, ProcessDefinition):
    msgspec.json.Decoder(_kind)


class FormVersion(msgspec.Struct, frozen=True):
    """A published form: its table's id, its version and its definition."""

    id: int
    version: int
    form: Form


class ProcessVersion(msgspec.Struct, frozen=True):
    """A published process with a version of its form: a case's own, or the one published now."""

    id: int
    version: int
    graph: Graph
    form: FormVersion

    @property
    def definition(self) -> ProcessDefinition:
        return self.graph.definition


class Head(msgspec.Struct, frozen=True):
    """A form's or process's row: its published version's number (0: never) and its draft.

    `pilot_version`: open to `pilot_range` alone while the others keep `version`; 0: no pilot.
    """

    id: int
    code: str
    name: str
    version: int
    draft: Json | None
    draft_revision: int
    kind: str = ""
    published_at: datetime | None = None
    pilot_version: int = 0
    pilot_range: tuple[Json, ...] = ()

    @property
    def latest(self) -> int:
        """What the next draft goes on from: the pilot's version, else the published one."""
        return self.pilot_version or self.version


class UnknownDefinitionError(LookupError):
    """No form or process has this code (or it was never published)."""

    def __init__(self, what: str, code: str) -> None:
        super().__init__(f"no {what} {code!r}")
        self.what = what
        self.code = code


_form_by_code = select(form).where(form.c.code == bindparam("code_"))
_form_version = select(form_version.c.definition).where(
    form_version.c.form_id == bindparam("id_"), form_version.c.version == bindparam("version_")
)
_process_by_code = select(process).where(process.c.code == bindparam("code_"))
_process_version = select(process_version.c.definition, process_version.c.form_version).where(
    process_version.c.process_id == bindparam("id_"), process_version.c.version == bindparam("version_")
)
_process_heads = select(process.c.code, process.c.id, process.c.version)
_form_heads = select(form.c.code, form.c.id, form.c.version)
_form_rows = (
    select(form, form_version.c.published_at)
    .outerjoin(
        form_version, and_(form_version.c.form_id == form.c.id, form_version.c.version == form.c.version)
    )
    .order_by(form.c.id)
)
_process_rows = (
    select(process, process_version.c.published_at)
    .outerjoin(
        process_version,
        and_(process_version.c.process_id == process.c.id, process_version.c.version == process.c.version),
    )
    .order_by(process.c.id)
)
_form_row = _form_rows.where(form.c.code == bindparam("code_"))
_process_row = _process_rows.where(process.c.code == bindparam("code_"))


class Definitions:
    """Reads published versions through a cache shared by all threads; versions are immutable."""

    def __init__(self) -> None:
        self._forms: dict[tuple[int, int], FormVersion] = {}
        self._graphs: dict[tuple[int, int], Graph] = {}
        self._processes: dict[tuple[int, int, int], ProcessVersion] = {}
        self._lock = Lock()

    def form(self, connection: Connection, code: str) -> FormVersion:
        """The published version of a form. Raises UnknownDefinitionError."""
        row = connection.execute(_form_by_code, {"code_": code}).one_or_none()
        if row is None or row.version == 0:
            raise UnknownDefinitionError("form", code)
        return self.form_version(connection, row.id, row.version)

    def form_version(self, connection: Connection, form_id: int, version: int) -> FormVersion:
        found = self._forms.get((form_id, version))
        if found is None:
            definition = connection.execute(_form_version, {"id_": form_id, "version_": version}).scalar_one()
            found = FormVersion(form_id, version, msgspec.convert(definition, Form))
            with self._lock:
                self._forms[form_id, version] = found
        return found

    def forms(self, connection: Connection) -> Mapping[str, FormVersion]:
        """Every published form by code; one query while nothing new was published."""
        return {
            row.code: self.form_version(connection, row.id, row.version)
            for row in connection.execute(_form_heads).all()
            if row.version
        }

    def form_ids(self, connection: Connection) -> Mapping[str, int]:
        return {row.code: row.id for row in connection.execute(_form_heads).all()}

    def process(self, connection: Connection, code: str) -> ProcessVersion:
        """The published version of a process. Raises UnknownDefinitionError."""
        row = connection.execute(_process_by_code, {"code_": code}).one_or_none()
        if row is None or row.version == 0:
            raise UnknownDefinitionError("process", code)
        return self.process_version(connection, row.id, row.version)

    def process_version(
        self, connection: Connection, process_id: int, version: int, form_version_: int | None = None
    ) -> ProcessVersion:
        """A process's version with a form version: a case's own, or (None) the one published now.

        Publishing a form alone so reaches the next case; what runs keeps both of its versions.
        """
        if form_version_ is None:
            form_version_ = self._latest_form(connection, process_id, version)
        key = (process_id, version, form_version_)
        found = self._processes.get(key)
        if found is None:
            graph = self._graph(connection, process_id, version)
            form_id = connection.execute(_form_by_code, {"code_": graph.definition.form}).one().id
            found = ProcessVersion(
                process_id, version, graph, self.form_version(connection, form_id, form_version_)
            )
            with self._lock:
                self._processes[key] = found
        return found

    def _graph(self, connection: Connection, process_id: int, version: int) -> Graph:
        found = self._graphs.get((process_id, version))
        if found is None:
            row = connection.execute(_process_version, {"id_": process_id, "version_": version}).one()
            found = Graph(msgspec.convert(row.definition, ProcessDefinition))
            with self._lock:
                self._graphs[process_id, version] = found
        return found

    def _latest_form(self, connection: Connection, process_id: int, version: int) -> int:
        code = self._graph(connection, process_id, version).definition.form
        return int(connection.execute(_form_by_code, {"code_": code}).one().version)

    def processes(self, connection: Connection) -> Mapping[str, ProcessVersion]:
        """Every published process by code."""
        return {
            row.code: self.process_version(connection, row.id, row.version)
            for row in connection.execute(_process_heads).all()
            if row.version
        }


def _head(row: Any) -> Head:
    return Head(
        row.id,
        row.code,
        row.name,
        row.version,
        row.draft,
        row.draft_revision,
        getattr(row, "kind", ""),
        row.published_at,
        getattr(row, "pilot_version", 0),
        tuple(getattr(row, "pilot_range", None) or ()),
    )


def form_head(connection: Connection, code: str) -> Head | None:
    row = connection.execute(_form_row, {"code_": code}).one_or_none()
    return _head(row) if row else None


def process_head(connection: Connection, code: str) -> Head | None:
    row = connection.execute(_process_row, {"code_": code}).one_or_none()
    return _head(row) if row else None


def form_heads(connection: Connection) -> list[Head]:
    return [_head(row) for row in connection.execute(_form_rows)]


def process_heads(connection: Connection) -> list[Head]:
    return [_head(row) for row in connection.execute(_process_rows)]


def create_form(connection: Connection, code: str, name: str, kind: str) -> int:
    """A new, unpublished form; returns its id."""
    given = {"code": code, "name": name, "kind": kind, **_never_again(connection, form)}
    key = connection.execute(insert(form).values(given)).inserted_primary_key
    assert key is not None
    return int(key[0])


def create_process(connection: Connection, code: str, name: str) -> int:
    """A new, unpublished process; returns its id."""
    given = {"code": code, "name": name, **_never_again(connection, process)}
    key = connection.execute(insert(process).values(given)).inserted_primary_key
    assert key is not None
    return int(key[0])


def save_form_draft(connection: Connection, form_id: int, draft: Json | None, revision: int) -> bool:
    """Replace a draft read at `revision`; False when somebody else saved meanwhile."""
    done = connection.execute(
        update(form)
        .where(form.c.id == form_id, form.c.draft_revision == revision)
        .values(draft=draft, draft_revision=revision + 1)
    )
    return done.rowcount == 1


def save_process_draft(connection: Connection, process_id: int, draft: Json | None, revision: int) -> bool:
    """Replace a draft read at `revision`; False when somebody else saved meanwhile."""
    done = connection.execute(
        update(process)
        .where(process.c.id == process_id, process.c.draft_revision == revision)
        .values(draft=draft, draft_revision=revision + 1)
    )
    return done.rowcount == 1


def add_form_version(connection: Connection, form_id: int, definition: Form, by: str, at: datetime) -> int:
    """Store the next version and make it the published one; returns its number."""
    version = int(connection.execute(select(form.c.version).where(form.c.id == form_id)).scalar_one()) + 1
    connection.execute(
        insert(form_version).values(
            form_id=form_id,
            version=version,
            definition=msgspec.to_builtins(definition),
            published_at=at,
            published_by=by,
        )
    )
    connection.execute(
        update(form)
        .where(form.c.id == form_id)
        .values(version=version, name=definition.name, kind=definition.kind, draft=None)
    )
    return version


def add_process_version(
    connection: Connection,
    process_id: int,
    definition: ProcessDefinition,
    form_version_: int,
    by: str,
    at: datetime,
    pilot_range: tuple[Json, ...] = (),
) -> int:
    """Store the next version and make it the published one, for everybody or a pilot group; returns its number."""
    last = select(func.max(process_version.c.version)).where(process_version.c.process_id == process_id)
    version = int(connection.execute(last).scalar_one() or 0) + 1
    connection.execute(
        insert(process_version).values(
            process_id=process_id,
            version=version,
            definition=msgspec.to_builtins(definition),
            form_version=form_version_,
            published_at=at,
            published_by=by,
        )
    )
    connection.execute(
        update(process)
        .where(process.c.id == process_id)
        .values(
            {"pilot_version": version, "pilot_range": list(pilot_range)}
            if pilot_range
            else {"version": version, "pilot_version": 0, "pilot_range": None}
        )
    )
    connection.execute(
        update(process).where(process.c.id == process_id).values(name=definition.name, draft=None)
    )
    return version


def end_pilot(connection: Connection, head: Head, *, promote: bool) -> None:
    """Close a pilot: its version becomes everybody's, or nobody starts in it any more."""
    version = head.pilot_version if promote else head.version
    connection.execute(
        update(process)
        .where(process.c.id == head.id)
        .values(version=version, pilot_version=0, pilot_range=None)
    )


def form_versions(connection: Connection, form_id: int) -> list[Any]:
    """When each version was published and by whom, latest first."""
    columns = (form_version.c.version, form_version.c.published_at, form_version.c.published_by)
    query = select(*columns).where(form_version.c.form_id == form_id).order_by(form_version.c.version.desc())
    return list(connection.execute(query))


def process_document(connection: Connection, process_id: int, version: int) -> Json | None:
    """A version as it was stored, None where there is none of that number."""
    row = connection.execute(_process_version, {"id_": process_id, "version_": version}).one_or_none()
    return dict(row.definition) if row else None


def process_versions(connection: Connection, process_id: int) -> list[Any]:
    """When each version was published and by whom, latest first."""
    columns = (process_version.c.version, process_version.c.published_at, process_version.c.published_by)
    query = (
        select(*columns)
        .where(process_version.c.process_id == process_id)
        .order_by(process_version.c.version.desc())
    )
    return list(connection.execute(query))


def has_cases(connection: Connection, process_ids: Iterable[int]) -> bool:
    """Whether any case, also a draft, was ever started in one of these processes."""
    query = select(instance.c.id).where(instance.c.process_id.in_(list(process_ids))).limit(1)
    return connection.execute(query).first() is not None


def remove_process(connection: Connection, process_id: int) -> None:
    """Take a process without cases away, with all its versions."""
    _was_used(connection, process, process_id)
    connection.execute(delete(process_version).where(process_version.c.process_id == process_id))
    connection.execute(delete(process).where(process.c.id == process_id))


def remove_form(connection: Connection, form_id: int) -> None:
    """Take a form's definition away, and its counters; its tables are `records.remove`'s."""
    _was_used(connection, form, form_id)
    connection.execute(delete(serial_counter).where(serial_counter.c.scope.like(f"{form_id}:%")))
    connection.execute(delete(form_version).where(form_version.c.form_id == form_id))
    connection.execute(delete(form).where(form.c.id == form_id))


def _was_used(connection: Connection, table: Table, identifier: int) -> None:
    """Remember the highest id that was ever given: versions are cached by id, for good."""
    key = f"last_{table.name}_id"
    settings.put(connection, key, max(identifier, settings.get(connection, key) or 0))


def _never_again(connection: Connection, table: Table) -> dict[str, int]:
    """The id to give where SQLite would hand out a removed one again; PostgreSQL's sequences never do."""
    last = settings.get(connection, f"last_{table.name}_id") if connection.dialect.name == "sqlite" else None
    if last is None:
        return {}
    highest = connection.execute(select(func.max(table.c.id))).scalar_one() or 0
    return {"id": max(int(last), int(highest)) + 1}
