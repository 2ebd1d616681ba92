"""Sections and tables of forms, kept to be used in other forms."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column, String
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "form_part",
        Column("id", BIG_ID, primary_key=True),
        Column("name", String(80), nullable=False),
        Column("content", JSON, nullable=False),
        Column("created_by", String(64), nullable=False),
        Column("created_at", sa.DateTime(timezone=True), nullable=False),
        if_not_exists=True,
    )
