"""How many records forms have, for a list of ledgers: counted up to a thousand, many forms in one statement."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from banjie.storage.keyset import EXACT_TOTAL
from banjie.storage.records.tables import RecordTables

_AT_ONCE = 100
"""Columns of one statement; databases allow a few hundred."""


def counts(connection: sa.Connection, forms: Sequence[RecordTables]) -> list[int | None]:
    """The number of records of each form, without drafts; None above a thousand."""
    found: list[int | None] = []
    for start in range(0, len(forms), _AT_ONCE):
        row = connection.execute(sa.select(*map(_count, forms[start : start + _AT_ONCE]))).one()
        found.extend(value if value <= EXACT_TOTAL else None for value in row)
    return found


def _count(tables: RecordTables) -> sa.ScalarSelect[int]:
    main = tables.main.table
    some = sa.select(sa.literal(1)).where(main.c.case_status != "draft").limit(EXACT_TOTAL + 1)
    return sa.select(sa.func.count()).select_from(some.subquery()).scalar_subquery()
