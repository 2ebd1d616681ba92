"""The demo company on SQLite and on PostgreSQL, served over HTTP, with real receivers beside it.

The company is made once per dialect and copied for each module: every account is signed in already. What a
module's tests send stays in that copy; what arrives at the receivers is told apart by time.
"""

from __future__ import annotations

import shutil
import socket
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path

import psycopg
import pytest
import uvicorn
from tests.scenarios.office import Office, Receivers

from banjie import bootstrap
from banjie.config import Config
from banjie.demo import company, hosting, load
from banjie.demo.receivers.launch import RunningReceivers
from banjie.storage import sessions, settings

DIALECTS = ("sqlite", "postgresql")
RETRY_PLAN = [0.1, 0.2, 0.4]
Sessions = dict[str, tuple[str, str]]
_numbers = count(1)


@dataclass(frozen=True)
class Company:
    """A copy of the demo company: what is needed to start a system over it."""

    config: Config
    sessions: Sessions


class Templates:
    """The demo company, made once per dialect when it is first needed: a folder, and a database beside it."""

    def __init__(self, folder: Path, server: Callable[[], str]) -> None:
        self._folder = folder
        self._server = server
        self._made: dict[str, Company] = {}

    @contextmanager
    def copy(self, dialect: str, to: Path) -> Iterator[Company]:
        made = self._made.get(dialect) or self._make(dialect)
        shutil.copytree(made.config.data, to, dirs_exist_ok=True)
        if dialect == "sqlite":
            yield Company(_config(to), made.sessions)
            return
        name = f"scenario_{next(_numbers)}"
        with psycopg.connect(self._server(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE demo_company")
            try:
                yield Company(_config(to, self._address(name)), made.sessions)
            finally:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _make(self, dialect: str) -> Company:
        data = self._folder / dialect
        if dialect == "sqlite":
            config = _config(data)
        else:
            with psycopg.connect(self._server(), autocommit=True) as connection:
                connection.execute("CREATE DATABASE demo_company")
            config = _config(data, self._address("demo_company"))
        self._made[dialect] = Company(config, _fill(config))
        return self._made[dialect]

    def _address(self, name: str) -> str:
        return self._server().replace("/postgres?", f"/{name}?", 1)


def _config(data: Path, url: str = "") -> Config:
    return Config(data=data, database_url=url or f"sqlite:///{data / 'banjie.db'}", lease_seconds=1.0)


def _fill(config: Config) -> Sessions:
    """Load the demo without its history and sign everybody in."""
    system = bootstrap.build(config)
    try:
        load.load_demo(system, public=True, receivers=False, history=False)
        now = system.runtime.clock()
        made = {user[0]: (f"session-of-{user[0]}", "csrf") for user in company.PEOPLE}
        with system.runtime.database.write() as connection:
            settings.put(connection, "retry_plan", RETRY_PLAN)
            for user, (secret, csrf) in made.items():
                sessions.add(connection, secret, user, csrf, now, now + timedelta(days=1))
    finally:
        system.stop()
    return made


@pytest.fixture(scope="session")
def templates(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Templates:
    return Templates(
        tmp_path_factory.mktemp("companies"), lambda: str(request.getfixturevalue("postgresql_server"))
    )


@pytest.fixture(scope="session")
def receivers_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningReceivers]:
    with RunningReceivers(tmp_path_factory.mktemp("receivers"), smtp_port=0, http_port=0) as running:
        yield running


@pytest.fixture(scope="session")
def receivers_client(receivers_process: RunningReceivers) -> Iterator[Receivers]:
    client = Receivers(receivers_process)
    yield client
    client.close()


@pytest.fixture(autouse=True)
def receivers(receivers_client: Receivers) -> Iterator[Receivers]:
    """The receivers in good health, with nothing arrived yet."""
    receivers_client.begin()
    yield receivers_client
    receivers_client.recover()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def point_to(copy: Company, receivers: Receivers) -> None:
    """Let the company's connections lead to these receivers; a server then starts none of its own."""
    system = bootstrap.build(copy.config)
    try:
        running = receivers.running
        hosting.point_connections(system.runtime, running.smtp_url, running.http_url)
        with system.runtime.database.write() as connection:
            settings.remove(connection, "demo_receivers")
    finally:
        system.stop()


@contextmanager
def served(copy: Company, receivers: Receivers) -> Iterator[Office]:
    """A system over this copy behind a real HTTP server in this process, with its executor."""
    with ExitStack() as stack:
        system = bootstrap.build(copy.config)
        stack.callback(system.stop)
        hosting.point_connections(system.runtime, receivers.running.smtp_url, receivers.running.http_url)
        system.start()
        port = free_port()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of Litestar, for 3.0
            app = system.app()
        server = uvicorn.Server(
            uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", lifespan="off")
        )
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()

        def stop() -> None:
            server.should_exit = True
            thread.join(10)

        stack.callback(stop)
        while not server.started:
            time.sleep(0.01)
        made = Office(f"http://127.0.0.1:{port}", copy.sessions, receivers)
        stack.callback(made.close)
        yield made


@pytest.fixture(scope="module", params=DIALECTS)
def office(
    request: pytest.FixtureRequest,
    templates: Templates,
    receivers_client: Receivers,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Office]:
    """The company for all tests of a module."""
    folder = tmp_path_factory.mktemp("data")
    with templates.copy(request.param, folder) as copy, served(copy, receivers_client) as made:
        yield made


@pytest.fixture(name="company", params=DIALECTS)
def company_copy(request: pytest.FixtureRequest, templates: Templates, tmp_path: Path) -> Iterator[Company]:
    """A copy of the company for one test that starts servers itself."""
    with templates.copy(request.param, tmp_path / "data") as made:
        yield made
