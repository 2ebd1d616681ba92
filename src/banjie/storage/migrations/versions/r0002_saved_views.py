"""Saved views of ledgers, personal and shared."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column, String
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "saved_view",
        Column("id", BIG_ID, primary_key=True),
        Column("form_id", BIG_ID, nullable=False),
        Column("owner", String(64)),
        Column("name", String(80), nullable=False),
        Column("position", sa.Integer(), server_default=sa.text("0"), nullable=False),
        Column("roles", JSON, nullable=False),
        Column("settings", JSON, nullable=False),
        Column("revision", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        Column("created_at", MOMENT, nullable=False),
        Column("updated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["form_id"], ["form.id"], ondelete="CASCADE"),
        if_not_exists=True,
    )
    op.create_index("saved_view_by_form", "saved_view", ["form_id", "owner", "position"], if_not_exists=True)
