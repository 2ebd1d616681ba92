"""Taking forms' tables away again: views first, then subtables, then the tables, those that link before the linked."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from banjie.storage.records.tables import RecordTables
from banjie.storage.records.views import drop_views


def remove(connection: sa.Connection, tables: Sequence[RecordTables]) -> None:
    """Drop them with everything in them; `tables` in the order of making. Nothing else may link to them."""
    for one in tables:
        drop_views(connection, one.form_id)
    for one in reversed(tables):
        for child in one.children.values():
            child.table.drop(connection)
        one.main.table.drop(connection)
