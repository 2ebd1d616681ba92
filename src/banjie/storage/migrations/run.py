"""Runs the migrations through Alembic, without its configuration file, in the caller's transaction."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from banjie.storage.database import metadata


def scripts() -> ScriptDirectory:
    """The revisions' files."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(settings)


def upgrade(connection: Connection, to: str) -> None:
    """Run what is missing up to the revision `to`. Whatever raises in it leaves the caller to roll back.

    Both databases undo table definitions with the rest of a transaction; SQLite does here, where the
    transaction is begun by hand, and Alembic is told so.
    """
    directory = scripts()

    def steps(revision: Any, _context: Any) -> Any:
        return directory._upgrade_revs(
            to, revision
        )  # what `alembic upgrade` itself calls; it has no public name

    with EnvironmentContext(Config(), directory, fn=steps) as environment:
        environment.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
        environment.run_migrations()
