"""The ledger as people and their tools read it: one view per form and subtable, in the form's own words.

These are the only SQL names with user text in them; they are quoted, cut to what both databases allow, and
made different from each other. Drafts do not appear. Links show the linked record's title beside its id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from banjie.messages import DEFAULT, words
from banjie.storage.column_types import ExactDecimal
from banjie.storage.records.columns import table_name
from banjie.storage.records.tables import FieldColumn, RecordTables, RowTable

SCHEMA = "ledger"
PREFIX = "ledger_"
MAX_BYTES = 63
_SYSTEM = ("id", "number", "title", "case_status", "instance_id", "created_by", "created_at", "updated_at")


def rebuild_views(connection: sa.Connection, tables: RecordTables, form_ids: Mapping[str, int]) -> list[str]:
    """Drops the form's views and makes them anew; returns their names. Part of publishing's transaction."""
    sqlite = connection.dialect.name == "sqlite"
    if not sqlite:
        connection.execute(sa.text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
    taken, own = _existing(connection, tables.form_id)
    for name in own:
        connection.exec_driver_sql(f"DROP VIEW {_qualified(connection, name)}")
    made = []
    for part, label, suffix, child in _parts(tables):
        name = unique_name((PREFIX if sqlite else "") + label, suffix, taken)
        taken.add(name)
        made.append(name)
        select = _select(connection, tables, part, form_ids, child=child)
        body = str(select.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True}))
        mark = f"/* form {tables.form_id} */ " if sqlite else ""
        connection.exec_driver_sql(f"CREATE VIEW {_qualified(connection, name)} AS {mark}{body}")
        if not sqlite:
            comment = f"form {tables.form_id}"
            connection.exec_driver_sql(f"COMMENT ON VIEW {_qualified(connection, name)} IS '{comment}'")
    return made


def drop_views(connection: sa.Connection, form_id: int) -> None:
    """Takes a form's views away."""
    for name in _existing(connection, form_id)[1]:
        connection.exec_driver_sql(f"DROP VIEW {_qualified(connection, name)}")


def unique_name(text: str, suffix: str, taken: Iterable[str]) -> str:
    """`text` cut to 63 bytes at a character; where that is taken, with `suffix` at its end."""
    text = text.replace("\x00", "").replace("/*", "/ *")  # only our own mark may look like a comment
    name = cut(text, MAX_BYTES)
    lowered = {other.lower() for other in taken}
    if name.lower() not in lowered:
        return name
    name = cut(name, MAX_BYTES - len(suffix.encode())) + suffix
    number = 1
    while name.lower() in lowered:
        number += 1
        tail = f"{suffix}_{number}"
        name = cut(text, MAX_BYTES - len(tail.encode())) + tail
    return name


def cut(text: str, size: int) -> str:
    """The longest beginning of `text` that fits into so many bytes of UTF-8."""
    return text.encode()[:size].decode(errors="ignore")


def _existing(connection: sa.Connection, form_id: int) -> tuple[set[str], list[str]]:
    """Names of other forms' views, and of this form's. The mark in a view says whose it is."""
    if connection.dialect.name == "sqlite":
        rows = connection.execute(
            sa.text("SELECT name, sql LIKE :mark FROM sqlite_master WHERE type IN ('view', 'table')"),
            {"mark": f"CREATE VIEW % AS /* form {form_id} */ %"},
        ).all()
    else:
        rows = connection.execute(
            sa.text(
                "SELECT c.relname, coalesce(obj_description(c.oid, 'pg_class') = :mark, false) FROM pg_class c "
                "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = :schema AND c.relkind IN ('v', 'r')"
            ),
            {"mark": f"form {form_id}", "schema": SCHEMA},
        ).all()
    return {name for name, own in rows if not own}, [name for name, own in rows if own]


def _qualified(connection: sa.Connection, name: str) -> str:
    quoted = '"' + name.replace('"', '""') + '"'
    # psycopg reads % as the beginning of a parameter, even where there is none.
    return quoted if connection.dialect.name == "sqlite" else f"{SCHEMA}.{quoted}".replace("%", "%%")


def _parts(tables: RecordTables) -> Iterable[tuple[RowTable, str, str, bool]]:
    yield tables.main, tables.form.name, f"_{tables.form_id}", False
    labels = {field.code: field for field in tables.form.fields}
    for code, part in tables.children.items():
        name = f"{tables.form.name}_{labels[code].label}"
        yield part, name, f"_{tables.form_id}_{labels[code].id}", True


def _select(
    connection: sa.Connection,
    tables: RecordTables,
    part: RowTable,
    form_ids: Mapping[str, int],
    *,
    child: bool,
) -> sa.Select[Any]:
    main = tables.main.table
    source: sa.FromClause = part.table
    columns: list[tuple[str, sa.ColumnElement[Any]]] = []
    if child:
        source = source.join(main, main.c.id == part.table.c.record_id)
        columns += [
            ("id", part.table.c.id),
            ("record", part.table.c.record_id),
            ("position", part.table.c.position),
        ]
    else:
        columns += [(name, main.c[name]) for name in _SYSTEM]
    named = [(words(DEFAULT, f"form.view.{name}"), column, "") for name, column in columns]
    for one in part.columns.values():
        label, suffix = one.bound.field.label, f"_{one.bound.field.id}"
        target = form_ids.get(one.bound.column.form)
        if target is not None:
            linked = sa.table(table_name(target), sa.column("id"), sa.column("title", sa.Text)).alias(
                f"l{suffix}"
            )
            source = source.outerjoin(linked, linked.c.id == one.column)
            named.append((label, linked.c.title, suffix))
            named.append((label + words(DEFAULT, "form.view.link_id"), one.column, suffix))
        else:
            named += [(label + tail, column, suffix) for tail, column in _value(connection, one)]
    taken: set[str] = set()
    labelled = []
    for label, column, suffix in named:
        name = unique_name(label, suffix or "_0", taken)
        taken.add(name)
        labelled.append(column.label(sa.sql.quoted_name(name, True)))
    return sa.select(*labelled).select_from(source).where(main.c.case_status != sa.literal_column("'draft'"))


def _value(connection: sa.Connection, one: FieldColumn) -> Iterable[tuple[str, sa.ColumnElement[Any]]]:
    kind = one.column.type
    if not isinstance(kind, ExactDecimal) or connection.dialect.name != "sqlite":
        yield "", one.column
        return
    # SQLite keeps units of the last place: tools get a REAL to reckon with and the exact text beside it.
    units = sa.type_coerce(one.column, sa.BigInteger)
    yield "", sa.cast(units, sa.REAL) / sa.literal_column(f"{10**kind.scale}.0")
    whole, rest = 10**kind.scale, f"%0{kind.scale}d"
    name = f"{one.column.table.name}.{one.column.name}"
    exact = f"CASE WHEN {name} < 0 THEN '-' ELSE '' END || (abs({name}) / {whole})" + (
        f" || '.' || printf('{rest}', abs({name}) % {whole})" if kind.scale else ""
    )  # made of names and numbers of ours
    yield words(DEFAULT, "form.view.exact"), sa.literal_column(exact, sa.Text)
