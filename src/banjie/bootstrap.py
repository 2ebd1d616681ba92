"""The one place that wires things: configuration in, a runtime, an application and its executor out."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from litestar import Litestar

from banjie.api.app import create_app
from banjie.api.event_stream import Hub, LocalSignals, PostgresSignals, listen_postgres
from banjie.config import Config
from banjie.followups.executor import EmbeddedExecutor
from banjie.services.runtime import Runtime
from banjie.storage import tables
from banjie.storage.database import Database, metadata, open_database
from banjie.storage.files import FileStore


@dataclass
class System:
    """A wired system. `start` begins executing jobs, `stop` ends it and closes the database."""

    runtime: Runtime
    hub: Hub
    executor: EmbeddedExecutor
    _stop: threading.Event

    def app(self) -> Litestar:
        return create_app(self.runtime, self.hub)

    def start(self) -> None:
        self.executor.start(self.runtime)
        if self.runtime.database.dialect == "postgresql":
            url = self.runtime.config.database_url.replace("+psycopg", "")
            threading.Thread(
                target=listen_postgres, args=(url, self.hub, self._stop), name="banjie-listen", daemon=True
            ).start()

    def stop(self) -> None:
        self._stop.set()
        self.executor.stop()
        self.runtime.database.close()


def prepare_database(database: Database) -> None:
    """Make the system's tables where they are missing."""
    assert tables.event is not None
    with database.write() as connection:
        metadata.create_all(connection)


def build(config: Config) -> System:
    """Wire a system over a configuration; the data folder and the tables are made where missing."""
    config.data.mkdir(parents=True, exist_ok=True)
    database = open_database(config.database_url)
    prepare_database(database)
    hub = Hub()
    executor = EmbeddedExecutor()
    runtime = Runtime(
        config=config,
        database=database,
        files=FileStore(config.data / "files"),
        jobs=executor,
        signals=LocalSignals(hub) if config.embedded else PostgresSignals(),
    )
    return System(runtime, hub, executor, threading.Event())
