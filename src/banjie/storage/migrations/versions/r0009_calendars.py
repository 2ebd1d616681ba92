"""Working calendars: hours of a week, and the days that differ."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column, String, text
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "calendar",
        Column("code", String(64), primary_key=True),
        Column("week", JSON, nullable=False),
        Column("periods", JSON, nullable=False),
        Column("holidays", String(8), nullable=False),
        Column("revision", sa.BigInteger(), nullable=False, server_default=text("1")),
        Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "calendar_day",
        Column("calendar", String(64), primary_key=True),
        Column("day", sa.Date(), primary_key=True),
        Column("working", sa.Boolean(), nullable=False),
        Column("name", String(40), nullable=False),
        if_not_exists=True,
    )
