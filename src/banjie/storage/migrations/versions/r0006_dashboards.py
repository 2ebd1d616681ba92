"""Dashboards: figures of ledgers side by side."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column, String, text
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "dashboard",
        Column("id", BIG_ID, primary_key=True),
        Column("owner", String(64)),
        Column("name", String(80), nullable=False),
        Column("roles", JSON, nullable=False),
        Column("cards", JSON, nullable=False),
        Column("revision", sa.BigInteger(), nullable=False, server_default=text("1")),
        Column("created_at", sa.DateTime(timezone=True), nullable=False),
        Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        if_not_exists=True,
    )
    op.create_index("dashboard_by_owner", "dashboard", ["owner"], if_not_exists=True)
