"""Ledgers: a form's real rows, filtered by FEEL in SQL, and records kept by hand. Rights decided here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from banjie.feel import FeelSyntaxError, compile_expression
from banjie.feel.ast import Node
from banjie.services import form_data, form_pages
from banjie.services.problems import (
    BadRequestError,
    ConflictError,
    FieldError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
)
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer
from banjie.storage import files
from banjie.storage.definitions import FormVersion, UnknownDefinitionError
from banjie.storage.keyset import BadSortError
from banjie.storage.records import pages, read, write
from banjie.storage.records.cursors import BadCursorError
from banjie.storage.records.filter import NotExpressibleError
from banjie.storage.records.pages import Anchors, Selection
from banjie.storage.records.record import Record, RecordInUseError, RecordNotFoundError, RevisionConflictError
from banjie.storage.records.tables import RecordTables

Json = dict[str, Any]
MAX_FILTER = 4000


class Shown(msgspec.Struct, frozen=True):
    """A record with its values as JSON and its display texts."""

    record: Record
    values: Json
    display: Json


class LedgerPage(msgspec.Struct, frozen=True):
    items: list[Shown]
    next_cursor: str | None
    total: int | None


class Query(msgspec.Struct, frozen=True):
    """What of a ledger is asked for. `search` looks in the records' short texts and numbers."""

    limit: int = 50
    cursor: str | None = None
    sort: tuple[str, ...] = ("-id",)
    filter: str = ""
    search: str = ""
    total: bool = False
    children: bool = False


def listed(runtime: Runtime, viewer: Viewer, code: str, query: Query) -> LedgerPage:
    """One page of a ledger. Raises ForbiddenError, BadRequestError (filter, sort, cursor).

    Who may not see the whole ledger may still search it for a record to link to: titles only.
    """
    with runtime.database.read() as connection:
        version = runtime.definitions.form(connection, code)
        whole = form_pages.can_view(runtime, connection, viewer, version)
        if not whole and (version.form.kind != "ledger" or query.filter):
            raise ForbiddenError("forbidden")
        tables = form_data.tables_of(runtime, connection, version)
        with translated(viewer):
            found = pages.page(
                connection,
                tables,
                selection(runtime, connection, viewer, tables, query.filter, query.search),
                limit=query.limit,
                cursor=query.cursor,
                sort=query.sort if whole else ("-id",),  # a cursor carries the values sorted by
                total=query.total and whole,
                children=query.children,
            )
        items = show(runtime, connection, viewer, version, found.items)
    if not whole:
        items = [Shown(item.record, {}, {}) for item in items]
    return LedgerPage(items, found.next_cursor, found.total)


def anchors(runtime: Runtime, viewer: Viewer, code: str, query: Query) -> Anchors:
    """Where every `query.limit`-th record stands, for whoever may see the whole ledger.

    Raises ForbiddenError, BadRequestError (filter, sort).
    """
    with runtime.database.read() as connection, translated(viewer):
        version = runtime.definitions.form(connection, code)
        if not form_pages.can_view(runtime, connection, viewer, version):
            raise ForbiddenError("forbidden")
        tables = form_data.tables_of(runtime, connection, version)
        selected = selection(runtime, connection, viewer, tables, query.filter, query.search)
        return pages.anchors(connection, tables, selected, every=query.limit, sort=query.sort)


class translated:  # noqa: N801 - reads as a statement
    """Storage's refusals as the reader's problems."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, NotExpressibleError):
            raise BadRequestError(
                "bad_filter",
                position=error.position + 1,
                detail=self._viewer.words(error.what, **error.params),
            ) from None
        if isinstance(error, BadSortError):
            raise BadRequestError("bad_sort", field=error.field) from None
        if isinstance(error, BadCursorError):
            raise BadRequestError("bad_cursor") from None
        if isinstance(error, RevisionConflictError):
            raise ConflictError("revision_conflict", revision=error.current, current=error.current) from None
        if isinstance(error, RecordNotFoundError):
            raise NotFoundError("record_not_found") from None
        if isinstance(error, RecordInUseError):
            raise ConflictError("linked") from None


def parse_filter(text: str) -> Node | None:
    """A filter's tree. Raises BadRequestError with the position."""
    if not text.strip():
        return None
    if len(text) > MAX_FILTER:
        raise BadRequestError("bad_filter", position=MAX_FILTER, detail="too long")
    try:
        return compile_expression(text).ast
    except FeelSyntaxError as error:
        raise BadRequestError("bad_filter", position=error.position + 1, detail=error.message) from None


def selection(
    runtime: Runtime,
    connection: sa.Connection,
    viewer: Viewer,
    tables: RecordTables,
    text: str,
    search: str = "",
) -> Selection:
    """The records that a filter and a search mean; `user` is known to filters."""
    condition = None
    if search.strip():
        main = tables.main.table
        wanted = search.strip()[:100]
        condition = sa.or_(
            main.c.title.icontains(wanted, autoescape=True), main.c.number.icontains(wanted, autoescape=True)
        )

    def linked(code: str) -> RecordTables | None:
        try:
            version = runtime.definitions.form(connection, code)
        except UnknownDefinitionError:
            return None
        if not form_pages.can_view(runtime, connection, viewer, version):
            return None  # a filter over what one may not see would answer it row by row
        return form_data.tables_of(runtime, connection, version)

    return Selection(
        now=filter_now(runtime),
        filter=parse_filter(text),
        condition=condition,
        variables=filter_variables(runtime, connection, viewer),
        linked=linked,
    )


def filter_now(runtime: Runtime) -> datetime:
    """The moment a filter is asked at: its `today()` is the company's day."""
    return runtime.clock().astimezone(runtime.zone)


def filter_variables(runtime: Runtime, connection: sa.Connection, viewer: Viewer) -> Mapping[str, object]:
    """What filters know beside a list's own names: `user` with `username` and `department`."""
    person = runtime.directory.get(connection).person(viewer.username)
    return {
        "user": {"username": viewer.username, "department": person.department if person else None},
    }


def show(
    runtime: Runtime, connection: sa.Connection, viewer: Viewer, version: FormVersion, records: list[Record]
) -> list[Shown]:
    """Records with display texts; linked records and file names are fetched once for all of them."""
    links = form_data.links_for(runtime, connection, version.form, {}, *(record.values for record in records))
    known = form_data.file_names(connection, version.form, records)
    names = form_data.Names(runtime.directory.get(connection), links, known, viewer.locale)
    return [
        Shown(
            record,
            form_data.to_json(version, record.values),
            form_data.display_of(version.form, record.values, names),
        )
        for record in records
    ]


def get(runtime: Runtime, viewer: Viewer, code: str, identifier: int) -> Shown:
    """One record. Raises NotFoundError where the reader may not see the ledger."""
    with runtime.database.read() as connection:
        version = runtime.definitions.form(connection, code)
        record = read.get(connection, form_data.tables_of(runtime, connection, version), identifier)
        if (
            record is None
            or record.case_status == "draft"
            or not form_pages.can_view(runtime, connection, viewer, version)
        ):
            raise NotFoundError("record_not_found")
        return show(runtime, connection, viewer, version, [record])[0]


def create(runtime: Runtime, viewer: Viewer, code: str, values: Json) -> Shown:
    """A new record of a ledger form. Raises ForbiddenError, InvalidError."""
    with runtime.database.write() as connection:
        version = editable(runtime, connection, viewer, code)
        accepted = _accepted(runtime, connection, viewer, version, values, None)
        numbered = form_data.with_serials(runtime, connection, version, accepted, runtime.clock())
        identifier = form_data.insert(
            runtime, connection, version, numbered, by=viewer.username, now=runtime.clock()
        )
        show_files(connection, viewer, version, numbered)
        tables = form_data.tables_of(runtime, connection, version)
        record = read.get(connection, tables, identifier)
        assert record is not None
        return show(runtime, connection, viewer, version, [record])[0]


def change(
    runtime: Runtime, viewer: Viewer, code: str, identifier: int, values: Json, revision: int | None
) -> Shown:
    """Change a record of a ledger form. Raises ForbiddenError, InvalidError, NotFoundError, ConflictError."""
    with runtime.database.write() as connection, translated(viewer):
        version = editable(runtime, connection, viewer, code)
        tables = form_data.tables_of(runtime, connection, version)
        stored = read.get(connection, tables, identifier)
        if stored is None:
            raise NotFoundError("record_not_found")
        accepted = _accepted(runtime, connection, viewer, version, values, stored.values)
        form_data.update(
            runtime, connection, version, identifier, accepted, now=runtime.clock(), revision=revision
        )
        show_files(connection, viewer, version, accepted)
        record = read.get(connection, tables, identifier)
        assert record is not None
        return show(runtime, connection, viewer, version, [record])[0]


def remove(runtime: Runtime, viewer: Viewer, code: str, identifier: int, revision: int | None) -> None:
    """Delete a record that nothing links to. Raises ForbiddenError, NotFoundError, ConflictError."""
    with runtime.database.write() as connection, translated(viewer):
        version = editable(runtime, connection, viewer, code)
        write.delete(connection, form_data.tables_of(runtime, connection, version), identifier, revision)


def editable(runtime: Runtime, connection: sa.Connection, viewer: Viewer, code: str) -> FormVersion:
    """The ledger form whose records the reader may change by hand. Raises ForbiddenError."""
    version = runtime.definitions.form(connection, code)
    if not form_pages.can_edit(runtime, connection, viewer, version):
        raise ForbiddenError("forbidden")
    return version


def show_files(
    connection: sa.Connection, viewer: Viewer, version: FormVersion, *values: Mapping[str, Any]
) -> None:
    """Files that the reader has put into the ledger's records are for all who may open it; one look for all."""
    ids = [key for given in values for key in form_data.file_ids(version.form, given)]
    files.show_in_ledger(connection, ids, version.form.code, by=viewer.username)


def _accepted(
    runtime: Runtime,
    connection: sa.Connection,
    viewer: Viewer,
    version: FormVersion,
    values: Json,
    previous: Mapping[str, Any] | None,
) -> Json:
    state = form_data.evaluate(
        runtime,
        connection,
        version,
        values,
        now=runtime.clock(),
        mode="submit",
        access=None,
        previous=previous,
        user={"username": viewer.username},
    )
    if state.errors:
        problems: tuple[FieldError, ...] = form_data.field_errors(state.errors)
        raise InvalidError("invalid_form", problems, count=len(problems))
    return state.values
