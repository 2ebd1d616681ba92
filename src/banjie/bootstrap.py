"""The one place that wires things: configuration in, a runtime, an application and its executor out."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import structlog
from litestar import Litestar
from sqlalchemy import Connection, text

from banjie.api.app import create_app
from banjie.api.event_stream import Hub, LocalSignals, PostgresSignals, listen_postgres
from banjie.config import Config
from banjie.followups.connectors.probe import probe
from banjie.followups.executor import EmbeddedExecutor
from banjie.services.ports import JobQueue, Signals
from banjie.services.runtime import Runtime
from banjie.storage import connections, migrations, tables
from banjie.storage.database import Database, open_database
from banjie.storage.files import FileStore

Check = Callable[[Connection], None]

_PREPARING = 0x62616E6A69650002
"""The advisory lock of whoever makes tables: several processes may start at the same moment."""


class Executor(JobQueue, Protocol):
    """Who executes jobs and fires timers. `start` and `stop` are called once; a queue that was never started
    only takes jobs in."""

    def start(self, runtime: Runtime) -> None: ...

    def stop(self) -> None: ...


@dataclass
class System:
    """A wired system. `start` listens and executes jobs, `stop` ends it and closes the database."""

    runtime: Runtime
    hub: Hub
    executor: Executor
    _stop: threading.Event

    def app(self) -> Litestar:
        return create_app(self.runtime, self.hub)

    def start(self, *, execute: bool = True, listen: bool = True) -> None:
        """`execute`: jobs and timers here. `listen`: bring other processes' signals to the pages open here."""
        if execute:
            self.executor.start(self.runtime)
        if listen and self.runtime.database.dialect == "postgresql":
            from banjie.followups.pgqueuer_worker import address_of

            address = address_of(self.runtime.config.database_url)
            threading.Thread(
                target=listen_postgres,
                args=(address, self.hub, self._stop),
                name="banjie-listen",
                daemon=True,
            ).start()

    def stop(self) -> None:
        self._stop.set()
        self.executor.stop()
        self.runtime.database.close()


def prepare_database(database: Database, check: Check | None = None) -> bool:
    """Make the system's tables, or bring older ones up to date; safe while other processes start or run.

    `check` is called before the change is committed; whatever it raises takes the change back. Returns whether
    there was something to do. Raises NewerDatabaseError.
    """
    assert tables.event is not None
    if database.dialect == "sqlite":
        if check is None and _is_current(database):
            return False
        with database.write() as connection:
            return _migrate(connection, check)
    # Loaded only for PostgreSQL: PgQueuer would cost an SQLite server a third of its start.
    from banjie.followups import pgqueuer_schema
    from banjie.followups.pgqueuer_worker import address_of

    with database.write() as connection:
        connection.execute(text("SET LOCAL lock_timeout = '60s'"))
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _PREPARING})
        changed = _migrate(connection, check)
        outdated = pgqueuer_schema.install(connection)
    if outdated:
        address = address_of(database.engine.url.render_as_string(hide_password=False))
        pgqueuer_schema.upgrade(address)
        with database.write() as connection:
            pgqueuer_schema.upgraded(connection)
    return changed or outdated


def _is_current(database: Database) -> bool:
    with database.read() as connection:
        return migrations.kind_of(connection) == "current"


def _migrate(connection: Connection, check: Check | None) -> bool:
    changed = migrations.migrate(connection)
    if check is not None:
        check(connection)
    return changed


def _log_plainly() -> None:
    """Traces without the values of variables: those may be personal, and drawing them costs seconds a fault."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%Y-%m-%d %H:%M:%S", utc=False),
            structlog.dev.ConsoleRenderer(
                colors=sys.stdout.isatty(), exception_formatter=structlog.dev.plain_traceback
            ),
        ]
    )


def build(config: Config) -> System:
    """Wire a system over a configuration; the data folder and the tables are made where missing."""
    _log_plainly()
    config.data.mkdir(parents=True, exist_ok=True)
    database = open_database(config.database_url)
    try:
        prepare_database(database)
        if config.first_smtp_url or config.first_webhook_url:
            with database.write() as connection:
                if database.dialect == "postgresql":
                    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _PREPARING})
                connections.first_values(connection, config.first_smtp_url, config.first_webhook_url)
    except BaseException:
        database.close()
        raise
    hub = Hub()
    if config.embedded:
        embedded = EmbeddedExecutor()
        runtime = _runtime(config, database, embedded, LocalSignals(hub))
        return System(runtime, hub, embedded, threading.Event())
    from banjie.followups.pgqueuer_worker import PgQueuerExecutor

    executor = PgQueuerExecutor()
    runtime = _runtime(config, database, executor, PostgresSignals())
    executor.attach(runtime)
    return System(runtime, hub, executor, threading.Event())


def _runtime(config: Config, database: Database, jobs: JobQueue, signals: Signals) -> Runtime:
    return Runtime(
        config=config,
        database=database,
        files=FileStore(config.data / "files"),
        jobs=jobs,
        signals=signals,
        probe=probe,
    )
