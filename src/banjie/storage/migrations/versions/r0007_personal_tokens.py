"""Personal tokens end, and tell when they were last used."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column, inspect

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    known = {column["name"] for column in inspect(op.get_bind()).get_columns("personal_token")}
    for name in ("expires_at", "last_used_at"):
        if name not in known:
            op.add_column("personal_token", Column(name, sa.DateTime(timezone=True)))
