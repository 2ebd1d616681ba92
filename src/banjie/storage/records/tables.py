"""The SQL tables of one version of a form, as SQLAlchemy sees them.

Built from the definition alone, never by asking the database, and kept for good: a published version does
not change, so no process ever has to tell another that its copy is stale.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import sqlalchemy as sa

from banjie.forms.compiled import compile_form
from banjie.forms.fields.link import LinkSettings
from banjie.forms.form import Form
from banjie.forms.registry import BoundField
from banjie.storage.records.columns import (
    child_columns,
    child_name,
    column_name,
    sql_type,
    system_columns,
    table_name,
)


@dataclass(frozen=True, slots=True)
class FieldColumn:
    """A field and the column that holds it."""

    bound: BoundField
    column: sa.Column[Any]


@dataclass(frozen=True, slots=True)
class RowTable:
    """A table and its fields' columns by code: the form's own, or a subtable's."""

    table: sa.Table
    columns: Mapping[str, FieldColumn]


@dataclass(frozen=True, slots=True)
class RecordTables:
    """The main table and the subtables' tables by code. `statements` keeps what was built once."""

    form_id: int
    version: int
    form: Form
    main: RowTable
    children: Mapping[str, RowTable]
    statements: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)


_cache: dict[tuple[int, int], RecordTables] = {}
_lock = Lock()


def build(form_id: int, version: int, form: Form, form_ids: Mapping[str, int]) -> RecordTables:
    """The tables of a published version; `form_ids` gives linked forms' ids by code."""
    with _lock:
        found = _cache.get((form_id, version))
    # The form is compared as well: a test or a second company in one process may use the same numbers.
    if found is not None and (found.form is form or found.form == form):
        return found
    made = describe(form_id, version, form, form_ids)
    with _lock:
        _cache[form_id, version] = made
    return made


def describe(form_id: int, version: int, form: Form, form_ids: Mapping[str, int]) -> RecordTables:
    """As `build`, without keeping the result: for versions that are not published yet."""
    compiled = compile_form(form)
    targets = {
        form_ids[bound.settings.form]
        for scope in (compiled.fields, *compiled.columns.values())
        for bound in scope.values()
        if isinstance(bound.settings, LinkSettings) and bound.settings.form in form_ids
    }
    metadata = sa.MetaData()
    for target in targets - {form_id}:
        sa.Table(table_name(target), metadata, *system_columns())

    def columns(scope: Iterable[BoundField]) -> dict[str, FieldColumn]:
        return {
            bound.field.code: FieldColumn(bound, _column(bound, form_ids))
            for bound in scope
            if bound.column.kind not in ("rows", "none") and bound.field.id
        }

    own = columns(compiled.fields.values())
    main = sa.Table(table_name(form_id), metadata, *system_columns(), *_sql(own), sqlite_autoincrement=True)
    sa.Index(f"{main.name}_created", main.c.created_at, main.c.id)
    children = {}
    for code, scope in compiled.columns.items():
        inner = columns(scope.values())
        name = child_name(form_id, compiled.fields[code].field.id)
        table = sa.Table(name, metadata, *child_columns(form_id), *_sql(inner), sqlite_autoincrement=True)
        sa.Index(f"{name}_record", table.c.record_id, table.c.position)
        children[code] = RowTable(table, inner)
    for part in (RowTable(main, own), *children.values()):
        _index_links(part)
    return RecordTables(form_id, version, form, RowTable(main, own), children)


def shell(form_id: int) -> sa.Table:
    """The table of a form that is linked to before it was published itself: system columns only."""
    return sa.Table(table_name(form_id), sa.MetaData(), *system_columns(), sqlite_autoincrement=True)


def _column(bound: BoundField, form_ids: Mapping[str, int]) -> sa.Column[Any]:
    # A key of our own choosing keeps user text out of SQL; every column is nullable, for being required is
    # the form's business and changes from version to version.
    arguments: list[Any] = [sql_type(bound.column)]
    target = form_ids.get(bound.column.form)
    if target is not None:
        arguments.append(sa.ForeignKey(f"{table_name(target)}.id"))
    return sa.Column(column_name(bound.field.id), *arguments, nullable=True)


def _sql(columns: Mapping[str, FieldColumn]) -> list[sa.Column[Any]]:
    return [one.column for one in columns.values()]


def _index_links(part: RowTable) -> None:
    """Links are indexed: a linked record's deletion looks for its users, ledgers look for a customer's cases."""
    for one in part.columns.values():
        if one.column.foreign_keys:
            sa.Index(f"{part.table.name}_{one.column.name}", one.column)
