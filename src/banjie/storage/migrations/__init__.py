"""The system tables' history, forward only. `HEAD` is the revision that this program needs.

To change a system table: change `storage/tables.py`, add `versions/r<number>_<what>.py` with the same change
written out (what the previous release reads and writes must go on working while both run), and set `HEAD`.
`tests/storage/test_migrations.py` fails until all three agree. Form tables are not in here: they follow their
forms' versions.

Nothing here imports Alembic: a start with tables that are up to date pays for one SELECT.
"""

from __future__ import annotations

from typing import Literal

from sqlalchemy import Connection, inspect, text

HEAD = "0009"
BASELINE = "0001"
_revision = text("SELECT version_num FROM alembic_version")

Kind = Literal["empty", "unnumbered", "older", "current"]


class NewerDatabaseError(Exception):
    """The database was made by a newer program than this one: going on could damage what it keeps."""

    def __init__(self, revision: str) -> None:
        super().__init__(f"the database has the revision {revision}, this program knows up to {HEAD}")
        self.revision = revision


def revision_of(connection: Connection) -> str | None:
    """The revision of the tables; None where they are not numbered or not there."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(_revision).scalar_one_or_none()
    return None if found is None else str(found)


def kind_of(connection: Connection) -> Kind:
    """What migrating would begin with. Raises NewerDatabaseError.

    `unnumbered`: tables from before there were migrations. Revisions are numbers, so newer can be told from
    older without the newer program's files.
    """
    revision = revision_of(connection)
    if revision is None:
        return "unnumbered" if inspect(connection).has_table("event") else "empty"
    if revision > HEAD:
        raise NewerDatabaseError(revision)
    return "current" if revision == HEAD else "older"


def migrate(connection: Connection) -> bool:
    """Bring the tables to `HEAD` in the caller's transaction; False where nothing was to do.

    Raises NewerDatabaseError. The caller keeps other processes out.
    """
    if kind_of(connection) == "current":
        return False
    from banjie.storage.migrations.run import upgrade

    upgrade(connection, HEAD)
    return True
