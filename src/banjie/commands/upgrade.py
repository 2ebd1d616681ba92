"""`banjie upgrade`: back up, migrate, verify; after a failure everything is as it was before.

Migrating and verifying share one transaction, so most failures take themselves back. Only what other
software converges after that (PgQueuer's own tables) needs the backup put back.
"""

from __future__ import annotations

import tarfile
from pathlib import Path

import sqlalchemy as sa

from banjie.commands.serving import complain, say
from banjie.config import Config
from banjie.services.verify import Verified, verify_log
from banjie.storage import archives, migrations
from banjie.storage.database import open_database
from banjie.storage.postgresql_tools import ToolError


class _BrokenError(Exception):
    """The event log does not verify on the migrated tables."""


def upgrade(config: Config, to: Path | None) -> int:
    """Bring a company's data to this program's version. Returns 0, 1 after a failure that was taken back, 2.

    Raises NewerDatabaseError.
    """
    if not archives.is_there(config):
        complain("nothing_to_upgrade", data=config.data)
        return 2
    with open_database(config.database_url) as database, database.read() as connection:
        migrations.kind_of(connection)
        before = migrations.revision_of(connection) or "-"
    try:
        archive = archives.make_archive(config, to or config.backups)
    except (OSError, sa.exc.SQLAlchemyError, ToolError) as error:
        complain("backup_failed", detail=_brief(error))
        complain("upgrade_not_begun")
        return 1
    say("backed_up", path=archive)
    checked: list[Verified] = []
    try:
        changed = _migrate(config, checked)
    except Exception as error:  # a migration may fail in any way; it must be taken back in each
        complain("upgrade_failed", detail=_brief(error))
        return _take_back(config, archive) if checked else _unchanged(archive)
    if changed:
        say("upgraded", before=before, after=migrations.HEAD)
    else:
        say("upgrade_current", revision=migrations.HEAD)
    found = checked[0]
    say("verified", cases=found.cases, events=found.events, values=found.values)
    return 0


def _migrate(config: Config, checked: list[Verified]) -> bool:
    """Migrate, and commit only what verifies. `checked` is filled once that much was reached."""
    from banjie.bootstrap import prepare_database

    def check(connection: sa.Connection) -> None:
        found = verify_log(connection)
        for broken in found.broken[:20]:
            complain(f"verify.{broken.what}", instance=broken.instance, seq=broken.seq)
        if found.broken:
            raise _BrokenError(f"{len(found.broken)} × verify")
        checked.append(found)

    with open_database(config.database_url) as database:
        return prepare_database(database, check)


def _unchanged(archive: Path) -> int:
    complain("upgrade_unchanged", path=archive)
    return 1


def _take_back(config: Config, archive: Path) -> int:
    try:
        archives.put_back(config, archive)
    except (OSError, ValueError, EOFError, tarfile.TarError, sa.exc.SQLAlchemyError, ToolError) as error:
        complain("restore_failed", detail=_brief(error))
        complain("upgrade_restore_by_hand", path=archive)
        return 1
    complain("upgrade_taken_back", path=archive)
    return 1


def _brief(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0][:500]}" if lines else type(error).__name__
