"""A ledger as a file: who may have which rows and columns of it, and how its values read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec
import sqlalchemy as sa

from banjie.forms.registry import BoundField
from banjie.services import form_data, form_pages, ledger
from banjie.services.problems import BadRequestError, FieldError, ForbiddenError
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer
from banjie.storage.definitions import FormVersion
from banjie.storage.records import export_xlsx, pages
from banjie.storage.records.export import Shown, Source, unknown_columns
from banjie.storage.records.export_csv import export_csv
from banjie.storage.records.pages import Selection
from banjie.storage.records.record import Record
from banjie.storage.records.tables import RecordTables

Format = Literal["xlsx", "csv"]


class Wanted(msgspec.Struct, frozen=True):
    """What of a ledger is to be in the file. No `fields`: all of the form's and what the system knows."""

    form: str
    format: Format = "xlsx"
    filter: str = ""
    sort: tuple[str, ...] = ("-id",)
    search: str = ""
    fields: tuple[str, ...] = ()


class Measured(msgspec.Struct, frozen=True):
    """The form's name, and how many records its file has."""

    name: str
    rows: int


def measure(runtime: Runtime, viewer: Viewer, wanted: Wanted) -> Measured:
    """How long the file will be. Raises ForbiddenError, BadRequestError where it cannot be made."""
    with runtime.database.read() as connection, ledger.translated(viewer):
        version, tables, selected = _asked(runtime, connection, viewer, wanted)
        return Measured(version.form.name, _count(connection, tables, selected, wanted))


def write(
    runtime: Runtime,
    viewer: Viewer,
    wanted: Wanted,
    target: Path,
    *,
    most: int | None = None,
    stopping: Callable[[], bool] = bool,
) -> Measured:
    """Write the file, in a folder of its own. Raises as `measure` does, also where it would have more than
    `most` records, and StoppedError once the process is about to end.
    """
    with runtime.database.read() as connection, ledger.translated(viewer):
        version, tables, selected = _asked(runtime, connection, viewer, wanted)
        rows = _count(connection, tables, selected, wanted)
        if most is not None and rows > most:
            raise BadRequestError("export_too_long", rows=f"{rows:,}", limit=f"{most:,}")
        directory = runtime.directory.get(connection)
        source = Source(
            connection=connection,
            tables=tables,
            selection=selected,
            words=lambda key: viewer.words(key),
            zone=runtime.zone,
            sort=wanted.sort,
            codes=wanted.fields or None,
            display=_texts(runtime, connection, viewer, version),
            people=directory.name_of,
            stopping=stopping,
        )
        if wanted.format == "csv":
            with target.open("w", encoding="utf-8", newline="") as text_file:
                written = export_csv(source, text_file)
        else:
            with target.open("wb") as binary_file:
                written = export_xlsx.export_xlsx(source, binary_file, target.parent)
    return Measured(version.form.name, written)


def _asked(
    runtime: Runtime, connection: sa.Connection, viewer: Viewer, wanted: Wanted
) -> tuple[FormVersion, RecordTables, Selection]:
    version = runtime.definitions.form(connection, wanted.form)
    if not form_pages.can_view(runtime, connection, viewer, version):
        raise ForbiddenError("forbidden")
    tables = form_data.tables_of(runtime, connection, version)
    unknown = unknown_columns(tables, wanted.fields)
    if unknown:
        raise BadRequestError(
            "bad_columns",
            tuple(FieldError("fields", "problem.bad_column", {"field": code[:64]}) for code in unknown[:20]),
            field=unknown[0][:64],
        )
    return (
        version,
        tables,
        ledger.selection(runtime, connection, viewer, tables, wanted.filter, wanted.search),
    )


def _count(connection: sa.Connection, tables: RecordTables, selected: Selection, wanted: Wanted) -> int:
    """Exactly how many; a sheet must be able to hold them."""
    found = pages.page(connection, tables, selected, limit=1, sort=wanted.sort, total=True).total
    assert found is not None
    if wanted.format == "xlsx" and found > export_xlsx.ROWS:
        raise BadRequestError("export_sheet_full", rows=f"{found:,}", limit=f"{export_xlsx.ROWS:,}")
    return found


def _texts(
    runtime: Runtime, connection: sa.Connection, viewer: Viewer, version: FormVersion
) -> Callable[[Sequence[Record]], Shown]:
    directory = runtime.directory.get(connection)

    def for_page(records: Sequence[Record]) -> Shown:
        links = form_data.links_for(runtime, connection, version.form, {}, *(one.values for one in records))
        known = form_data.file_names(connection, version.form, records)
        names = form_data.Names(directory, links, known, viewer.locale)

        def shown(bound: BoundField, value: Any) -> str | None:
            kinds = ("person", "department", "link", "image", "attachment")
            return names.text(bound, value) if bound.type.code in kinds and value is not None else None

        return shown

    return for_page
