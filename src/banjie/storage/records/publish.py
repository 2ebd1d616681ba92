"""Bringing the database to a form's version: only ever adding, in the caller's transaction.

What a version no longer has stays where it is. A field whose way of storing changed has a new number and
therefore a new column; its values are carried over here (`replaces`), and the old column remains.
"""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.schema import CreateColumn, CreateIndex, CreateTable

from banjie.forms.form import Form
from banjie.storage.records.backfill import backfill
from banjie.storage.records.columns import table_name
from banjie.storage.records.tables import RecordTables, build, shell
from banjie.storage.records.views import rebuild_views

LOCK_TIMEOUT = "500ms"
_LOCK_NOT_AVAILABLE = "55P03"


class PublishBusyError(Exception):
    """Somebody holds the table for longer than publishing may wait; trying again soon is fine."""


def publish(
    connection: sa.Connection,
    form_id: int,
    version: int,
    form: Form,
    form_ids: Mapping[str, int],
    previous: Form | None = None,
) -> RecordTables:
    """Creates or extends the form's tables and rebuilds its views; returns the tables to work with.

    `form` must have its field numbers (`changes.assign_ids`); `previous` is the version published before.
    Linked forms that have no table yet get an empty one. Raises `PublishBusyError` (PostgreSQL: the
    transaction is then lost and must be tried again as a whole).
    """
    tables = build(form_id, version, form, form_ids)
    try:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
        for statement in plan(connection, tables):
            connection.execute(statement)
        if previous is not None:
            backfill(connection, tables, previous, form_ids)
        rebuild_views(connection, tables, form_ids)
    except sa.exc.OperationalError as error:
        if getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE:
            raise PublishBusyError(table_name(form_id)) from error
        raise
    return tables


def plan(connection: sa.Connection, tables: RecordTables) -> list[sa.Executable]:
    """The statements still missing, in their order; empty when the database already has everything."""
    present = sa.inspect(connection)
    names = set(present.get_table_names())
    own = {tables.main.table.name, *(child.table.name for child in tables.children.values())}
    statements: list[sa.Executable] = [
        CreateTable(shell(int(table.name.removeprefix("form_"))))
        for table in tables.main.table.metadata.sorted_tables
        if table.name not in own and table.name not in names
    ]
    for part in (tables.main, *tables.children.values()):
        if part.table.name not in names:
            statements.append(CreateTable(part.table))
            statements += [CreateIndex(index) for index in _indexes(part.table)]
            continue
        columns = {column["name"] for column in present.get_columns(part.table.name)}
        indexes = {index["name"] for index in present.get_indexes(part.table.name)}
        statements += [_add(connection, one) for one in part.table.columns if one.name not in columns]
        statements += [CreateIndex(one) for one in _indexes(part.table) if one.name not in indexes]
    return statements


def _indexes(table: sa.Table) -> list[sa.Index]:
    return sorted(table.indexes, key=lambda index: str(index.name))


def _add(connection: sa.Connection, column: sa.Column[object]) -> sa.Executable:
    """All parts of the text are names made of numbers; nothing a person wrote is in it."""
    specification = str(CreateColumn(column).compile(dialect=connection.dialect))
    references = "".join(
        f" REFERENCES {key.target_fullname.replace('.', ' (')})" for key in column.foreign_keys
    )
    return sa.text(f"ALTER TABLE {column.table.name} ADD COLUMN {specification}{references}")
