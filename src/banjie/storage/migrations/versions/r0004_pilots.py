"""A process's version can be open to a pilot group while the others keep the published one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column, Integer
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    # A database filled up from the tables of today has them already, like those of `if_not_exists`.
    there = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("process")}
    columns = (
        Column("pilot_version", Integer, nullable=False, server_default=sa.text("0")),
        Column("pilot_range", JSON),
    )
    for column in columns:
        if column.name not in there:
            op.add_column("process", column)
