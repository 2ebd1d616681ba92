"""Who changed what of the installation, and who tried to come in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column, String
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        Column("id", BIG_ID, primary_key=True),
        Column("at", sa.DateTime(timezone=True), nullable=False),
        Column("who", String(64), nullable=False),
        Column("token", String(200), nullable=False),
        Column("address", String(64), nullable=False),
        Column("action", String(40), nullable=False),
        Column("kind", String(16), nullable=False),
        Column("object", String(128), nullable=False),
        Column("name", String(200), nullable=False),
        Column("detail", JSON, nullable=False),
        if_not_exists=True,
    )
    for name, columns in (
        ("audit_entry_by_time", ["at", "id"]),
        ("audit_entry_by_person", ["who", "at", "id"]),
        ("audit_entry_by_object", ["kind", "object", "at", "id"]),
    ):
        op.create_index(name, "audit_entry", columns, if_not_exists=True)
