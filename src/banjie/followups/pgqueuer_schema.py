"""PgQueuer's own tables: installed once, brought up to date when a release of PgQueuer asks for it."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import psycopg
from pgqueuer._version import version
from pgqueuer.adapters.drivers.psycopg import PsycopgDriver
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.adapters.persistence.schema_ddl import render_install
from sqlalchemy import Connection, text

from banjie.followups.pgqueuer_queue import BUILDER, SETTINGS
from banjie.storage import settings

INSTALLED = "pgqueuer_version"
_present = text("SELECT to_regclass(:table)")


def install(connection: Connection) -> bool:
    """Make the tables where they are missing, in the caller's transaction and under its lock.

    Returns True where an older release's tables are there: then call `upgrade` after the commit.
    """
    known = settings.get(connection, INSTALLED)
    if known == version:
        return False
    if connection.execute(_present, {"table": SETTINGS.queue_table}).scalar_one() is not None:
        return True
    raw = connection.connection.driver_connection
    assert raw is not None
    raw.execute(render_install(SETTINGS))  # a script: many statements, without parameters
    settings.put(connection, INSTALLED, version)
    return False


def upgrade(address: str) -> None:
    """Let PgQueuer converge its tables. It cannot do so in one transaction, and locks by itself."""
    with ThreadPoolExecutor(1) as pool:  # a thread of its own: the caller may run in an event loop
        pool.submit(asyncio.run, _upgrade(address)).result()


async def _upgrade(address: str) -> None:
    async with await psycopg.AsyncConnection.connect(address, autocommit=True) as connection:
        await queries(connection).upgrade()


def upgraded(connection: Connection) -> None:
    """Remember that the tables fit this release of PgQueuer."""
    settings.put(connection, INSTALLED, version)


def queries(connection: psycopg.AsyncConnection) -> Queries:
    """PgQueuer's statements over an open connection, with our names."""
    return Queries(PsycopgDriver(connection), qbe=QueryBuilderEnvironment(SETTINGS), qbq=BUILDER)
