"""Files in ledgers are seen by whoever may open the ledger."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column, String

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "file_ledger",
        Column("file", String(32), primary_key=True),
        Column("form", String(64), primary_key=True),
        sa.ForeignKeyConstraint(["file"], ["file.id"], ondelete="CASCADE"),
        if_not_exists=True,
    )
