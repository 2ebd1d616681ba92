"""How an abstract column of a form becomes an SQL column: names by number, one type per kind."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from banjie.forms.field_type import Column
from banjie.storage.column_types import ExactDecimal, Json, UtcDateTime

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")
"""An integer key that SQLite counts by itself."""

# Code point order on both databases: as expressions compare, and the same page after page.
ByteText = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def table_name(form_id: int) -> str:
    """The table of a form."""
    return f"form_{form_id}"


def child_name(form_id: int, field_id: int) -> str:
    """The table of a form's subtable."""
    return f"form_{form_id}_{field_id}"


def column_name(field_id: int) -> str:
    """The column of a field."""
    return f"f_{field_id}"


def sql_type(column: Column) -> sa.types.TypeEngine[Any]:
    """The type a column's values are stored in, on either database."""
    match column.kind:
        case "text":
            return ByteText
        case "integer" | "reference":
            return sa.BigInteger()
        case "decimal":
            return ExactDecimal(column.scale)
        case "boolean":
            return sa.Boolean()
        case "date":
            return sa.Date()
        case "datetime":
            return UtcDateTime()
        case "json":
            return Json()
        case _:
            raise ValueError(f"no column of its own: {column.kind}")


def system_columns() -> list[sa.Column[Any]]:
    """The columns every record has, whatever its form says."""
    return [
        sa.Column("id", BigId, sa.Identity(), primary_key=True),
        sa.Column("number", ByteText),
        sa.Column("title", ByteText, nullable=False, server_default=""),
        sa.Column("revision", sa.BigInteger, nullable=False, server_default="1"),
        sa.Column("case_status", ByteText, nullable=False),
        sa.Column("instance_id", ByteText, unique=True),
        sa.Column("created_by", ByteText, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
    ]


def child_columns(form_id: int) -> list[sa.Column[Any]]:
    """The columns every row of a subtable has."""
    parent = sa.ForeignKey(f"{table_name(form_id)}.id", ondelete="CASCADE")
    return [
        sa.Column("id", BigId, sa.Identity(), primary_key=True),
        sa.Column("record_id", sa.BigInteger, parent, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
    ]


SYSTEM: dict[str, Column] = {
    "id": Column("integer"),
    "number": Column("text"),
    "title": Column("text"),
    "revision": Column("integer"),
    "case_status": Column("text"),
    "instance_id": Column("text"),
    "created_by": Column("text"),
    "created_at": Column("datetime"),
    "updated_at": Column("datetime"),
}
"""What the system columns are, for filters and sorting. A form's own field of that code comes first."""
